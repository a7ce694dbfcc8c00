export type { TcpState } from './connection';
export { TcpListener } from './listener';
export { TcpSocket } from './socket';
