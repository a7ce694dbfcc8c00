export { defragment } from './defragment';
export * from './entry';
export * from './table';
export { TCP_CONNTRACK_STATES, type TcpConntrackState } from './tcp';
export type { TcpTracking } from './tcpWindow';
export * from './track';
export * from './tuple';
export * from './zone';
