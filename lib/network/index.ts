/** What moves packets: time, devices, bridges, neighbours, IP, sockets. */

export { BudgetError, type BudgetErrorCode } from './budget';
export * from './clock';
export { type IpOutput, routeForProgram, routeIp } from './ip';
export type { IpHost, NamespaceTap } from './ipHost';
export { type OutputRoute, routeOutput, sendIp } from './ipv4/ipOutput';
export { LONGEST_PACKET, type PathException } from './ipv4/pathMtu';
export { type Ipv6Output, sendIpv6 } from './ipv6/ipv6Output';
export * from './kernelLog';
export * from './link/bridge';
export * from './link/device';
export * from './link/frame';
export * from './link/loopback';
export * from './link/neighbour';
export * from './link/reachableTimes';
export * from './link/veth';
export * from './namespace';
export * from './random';
export * from './socket/errno';
export * from './socket/socket';
export * from './socket/udp';
export * from './sysctl';
export * from './tcp';
