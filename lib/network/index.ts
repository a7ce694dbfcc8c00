/** What moves packets: time, devices, bridges, neighbours, IP, sockets. */
export * from './bridge';
export * from './clock';
export * from './device';
export * from './errno';
export * from './frame';
export { type IpOutput, routeIp } from './ip';
export { type OutputRoute, routeOutput, sendIp } from './ipOutput';
export { type Ipv6Output, sendIpv6 } from './ipv6Output';
export * from './kernelLog';
export * from './loopback';
export * from './namespace';
export * from './neighbour';
export * from './random';
export * from './socket';
export * from './sysctl';
export * from './tcp';
export * from './udp';
export * from './veth';
