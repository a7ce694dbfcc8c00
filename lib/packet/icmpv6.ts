/** ICMPv6 (RFC 4443): echo, and errors that quote the packet they are about. */
import { ICMP_HEADER_LENGTH } from './icmp';
import type { Ipv6Packet } from './ipv6';

/** Types (sections 3.1, 4.1, 4.2). */
export const ICMPV6_DESTINATION_UNREACHABLE = 1;
export const ICMPV6_ECHO_REQUEST = 128;
export const ICMPV6_ECHO_REPLY = 129;

/** Code of destination unreachable (section 3.1). */
export const ICMPV6_PORT_UNREACHABLE = 4;

/** A message; its checksum follows from the rest. */
export interface Icmpv6Message {
  /** What tells it from other transports. */
  readonly kind: 'icmpv6';
  /** The message's type. */
  readonly type: number;
  /** What it says more exactly than the type. */
  readonly code: number;
  /** The last four bytes of the header: identifier and sequence number of an echo, 0 of "destination unreachable". */
  readonly rest: number;
  /** An echo's data; empty for an error. */
  readonly payload: Uint8Array;
  /** The packet that an error is about, and how many bytes of it the error carries. */
  readonly quoted?: {
    /** The packet. */
    readonly packet: Ipv6Packet;
    /** Bytes of it that are carried. */
    readonly length: number;
  };
}

/** Whether the message is an error (section 2.1: types below 128). */
export function isIcmpv6Error(message: Icmpv6Message): boolean {
  return message.type < 128;
}

/** Header and data, in bytes. */
export function icmpv6Length(message: Icmpv6Message): number {
  return ICMP_HEADER_LENGTH + message.payload.length + (message.quoted?.length ?? 0);
}
