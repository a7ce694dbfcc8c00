/** What registers hold, and the types that nft knows for it. Linux: struct nft_data; userspace: src/datatype.c. */

/** A number; an IPv6 address; the name of an interface. */
export type Scalar = number | bigint | string;

/** Values from one to another, both included; one alone is both. */
export interface Span {
  readonly from: Scalar;
  readonly to: Scalar;
}

/** The span of one value. */
export function spanOf(value: Scalar): Span {
  return { from: value, to: value };
}

/** Behind each name that begins with a text: no name has this character. */
export const AFTER_NAMES = '\uffff';

/** The span of all names that begin with a text. */
export function namesFrom(start: string): Span {
  return { from: start, to: start + AFTER_NAMES };
}

/** Whether a span is one value. */
export function isSingle({ from, to }: Span): boolean {
  return from === to;
}

/** The value behind a value; of a name, what comes directly behind it. */
export function valueBehind(value: Scalar): Scalar {
  if (typeof value === 'number') return value + 1;
  return typeof value === 'bigint' ? value + 1n : `${value}\0`;
}

/** How many bits a value of a type has; in which order its bytes lie in memory; whether its bits have names of their own. */
interface TypeFacts {
  readonly bits: number;
  /** In the machine's byte order, rather than that of the wire. */
  readonly hostOrder?: true;
  readonly bitmask?: true;
  /** As error messages call it. */
  readonly description: string;
}

export const TYPES = {
  boolean: { bits: 1, hostOrder: true, description: 'boolean type' },
  ct_dir: { bits: 8, description: 'conntrack direction' },
  ct_state: { bits: 32, hostOrder: true, bitmask: true, description: 'conntrack state' },
  ct_status: { bits: 32, hostOrder: true, bitmask: true, description: 'conntrack status' },
  dscp: { bits: 6, description: 'Differentiated Services Code Point' },
  ether_addr: { bits: 48, description: 'Ethernet protocol' },
  ether_type: { bits: 16, description: 'Ethernet protocol' },
  fib_addrtype: { bits: 32, hostOrder: true, description: 'fib address type' },
  gid: { bits: 32, hostOrder: true, description: 'group ID' },
  icmp_code: { bits: 8, description: 'icmp code' },
  icmp_type: { bits: 8, description: 'ICMP type' },
  icmpv6_type: { bits: 8, description: 'ICMPv6 type' },
  iface_index: { bits: 32, hostOrder: true, description: 'network interface index' },
  ifname: { bits: 128, hostOrder: true, description: 'network interface name' },
  inet_proto: { bits: 8, description: 'Internet protocol' },
  inet_service: { bits: 16, description: 'internet network service' },
  integer: { bits: 32, description: 'integer' },
  ipv4_addr: { bits: 32, description: 'IPv4 address' },
  ipv6_addr: { bits: 128, description: 'IPv6 address' },
  mark: { bits: 32, hostOrder: true, description: 'packet mark' },
  nf_proto: { bits: 8, description: 'netfilter protocol' },
  pkt_type: { bits: 8, description: 'packet type' },
  tcp_flag: { bits: 8, bitmask: true, description: 'TCP flag' },
  time: { bits: 64, hostOrder: true, description: 'relative time' },
  uid: { bits: 32, hostOrder: true, description: 'user ID' },
} as const satisfies Readonly<Record<string, TypeFacts>>;

export type TypeName = keyof typeof TYPES;

/** What is known of a type. */
export function factsOf(type: TypeName): TypeFacts {
  return TYPES[type];
}

/** Whether nft knows a type of this name. */
export function isTypeName(name: string): name is TypeName {
  return Object.hasOwn(TYPES, name);
}
