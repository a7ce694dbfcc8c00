/** ICMPv6 (RFC 4443): echo, and errors that quote the packet they are about. */
import { ICMP_HEADER_LENGTH } from './icmp';
import type { Ipv6Packet } from './ipv6';

export const ICMPV6_DESTINATION_UNREACHABLE = 1;
export const ICMPV6_ECHO_REQUEST = 128;
export const ICMPV6_ECHO_REPLY = 129;

/** Code of destination unreachable (section 3.1). */
export const ICMPV6_PORT_UNREACHABLE = 4;

export interface Icmpv6Message {
  readonly kind: 'icmpv6';
  readonly type: number;
  readonly code: number;
  /** The last four bytes of the header: identifier and sequence number of an echo, 0 of "destination unreachable". */
  readonly rest: number;
  /** An echo's data; empty for an error. */
  readonly payload: Uint8Array;
  /** The packet that an error is about, and how many bytes of it the error carries. */
  readonly quoted?: { readonly packet: Ipv6Packet; readonly length: number };
}

/** Whether the message is an error (section 2.1: types below 128). */
export function isIcmpv6Error(message: Icmpv6Message): boolean {
  return message.type < 128;
}

/** Header and data, in bytes. */
export function icmpv6Length(message: Icmpv6Message): number {
  return ICMP_HEADER_LENGTH + message.payload.length + (message.quoted?.length ?? 0);
}

/** What every link carries (RFC 8200, section 5): an error is never longer. */
const LEAST_MTU = 1280;
const IPV6_HEADER = 40;

/** An error about a packet, quoting as much of it as fits. Linux: icmp6_send, net/ipv6/icmp.c. */
export function icmpv6Error(type: number, code: number, about: Ipv6Packet): Icmpv6Message {
  const room = LEAST_MTU - IPV6_HEADER - ICMP_HEADER_LENGTH;
  const quoted = { packet: about, length: Math.min(about.totalLength, room) };
  return { kind: 'icmpv6', type, code, rest: 0, payload: new Uint8Array(0), quoted };
}
