export type { TcpState } from './connection';
export { TcpListener } from './listener';
export { Pipe } from './pipe';
export { TcpSocket } from './socket';
