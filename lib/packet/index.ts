/** What is on the wire. */
export * from './address';
export * from './arp';
export { internetChecksum } from './checksum';
export * from './decode';
export { DecodeError, type DecodeErrorCode } from './decodeError';
export * from './decodeIpv4';
export * from './encode';
export * from './encodeIpv4';
export * from './ethernet';
export * from './icmp';
export * from './ipv4';
export * from './pcapng';
export * from './tcp';
export { encodeTcpOptions } from './tcpOptions';
export * from './text';
export * from './udp';
