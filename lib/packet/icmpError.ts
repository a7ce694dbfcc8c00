/** ICMP errors of either version: each quotes the packet that it is about. */
import { ICMP_HEADER_LENGTH, type IcmpMessage } from './icmp';
import type { Icmpv6Message } from './icmpv6';
import { IPV4_HEADER_LENGTH, type Ipv4Packet } from './ipv4';
import { IPV6_HEADER_LENGTH, type Ipv6Packet } from './ipv6';

/** What every host can reassemble (RFC 1122, section 3.3.2): an error is never longer. */
const ICMP_ERROR_LIMIT = 576;
/** What every link carries (RFC 8200, section 5). */
const ICMPV6_ERROR_LIMIT = 1280;

/** An error about a packet, quoting as much of it as fits in 576 bytes; `rest` is that of its header. Linux: icmp_send, net/ipv4/icmp.c. */
export function icmpError(type: number, code: number, about: Ipv4Packet, rest = 0): IcmpMessage {
  const room = ICMP_ERROR_LIMIT - IPV4_HEADER_LENGTH - ICMP_HEADER_LENGTH;
  const quoted = { packet: about, length: Math.min(about.totalLength, room) };
  return { kind: 'icmp', type, code, rest, payload: new Uint8Array(0), quoted };
}

/** An error about a packet, quoting as much of it as fits in 1280 bytes. Linux: icmp6_send, net/ipv6/icmp.c. */
export function icmpv6Error(type: number, code: number, about: Ipv6Packet): Icmpv6Message {
  const room = ICMPV6_ERROR_LIMIT - IPV6_HEADER_LENGTH - ICMP_HEADER_LENGTH;
  const quoted = { packet: about, length: Math.min(about.totalLength, room) };
  return { kind: 'icmpv6', type, code, rest: 0, payload: new Uint8Array(0), quoted };
}
