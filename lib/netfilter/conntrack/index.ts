export * from './entry';
export * from './table';
export { TCP_TIMEOUTS, type TcpConntrackState, type TcpTracking } from './tcp';
export * from './track';
export * from './tuple';
