export { TcpListener } from './listener';
export { TcpSocket, type TcpState } from './socket';
