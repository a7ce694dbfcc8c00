/** What is on the wire. */
export * from './address';
export * from './arp';
export * from './ethernet';
export * from './icmp';
export * from './ipv4';
export * from './tcp';
export * from './udp';
