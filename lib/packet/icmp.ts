/** ICMP (RFC 792): echo, and errors that quote the packet they are about. */
import type { Ipv4Packet } from './ipv4';

/** Offsets of the header's fields, in bytes; of ICMPv6 as well (RFC 4443, section 2.1). `rest` depends on the type. */
export const ICMP = { type: 0, code: 1, checksum: 2, rest: 4 } as const;
export const ICMP_HEADER_LENGTH = 8;

/** Types (IANA, "ICMP Type Numbers"). */
export const ICMP_ECHO_REPLY = 0;
export const ICMP_DESTINATION_UNREACHABLE = 3;
export const ICMP_REDIRECT = 5;
export const ICMP_ECHO_REQUEST = 8;
export const ICMP_TIME_EXCEEDED = 11;
export const ICMP_PARAMETER_PROBLEM = 12;
export const ICMP_TIMESTAMP = 13;
export const ICMP_TIMESTAMP_REPLY = 14;
export const ICMP_INFORMATION_REQUEST = 15;
export const ICMP_INFORMATION_REPLY = 16;
export const ICMP_ADDRESS_MASK_REQUEST = 17;
export const ICMP_ADDRESS_MASK_REPLY = 18;

/** Codes of destination unreachable (RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1). */
export const ICMP_NET_UNREACHABLE = 0;
export const ICMP_HOST_UNREACHABLE = 1;
export const ICMP_PROTOCOL_UNREACHABLE = 2;
export const ICMP_PORT_UNREACHABLE = 3;
export const ICMP_FRAGMENTATION_NEEDED = 4;
export const ICMP_SOURCE_ROUTE_FAILED = 5;
export const ICMP_NET_UNKNOWN = 6;
export const ICMP_HOST_UNKNOWN = 7;
export const ICMP_SOURCE_HOST_ISOLATED = 8;
export const ICMP_NET_PROHIBITED = 9;
export const ICMP_HOST_PROHIBITED = 10;
export const ICMP_NET_UNREACHABLE_FOR_TOS = 11;
export const ICMP_HOST_UNREACHABLE_FOR_TOS = 12;
export const ICMP_ADMIN_PROHIBITED = 13;
export const ICMP_PRECEDENCE_VIOLATION = 14;
export const ICMP_PRECEDENCE_CUTOFF = 15;

/** Code of redirect: for the host alone (RFC 1812, section 5.2.7.2). */
export const ICMP_REDIRECT_FOR_HOST = 1;

/** Code of time exceeded: on the path, not in reassembly. */
export const ICMP_TTL_EXCEEDED = 0;
/** Code of time exceeded: fragments of the packet did not come in time. */
export const ICMP_REASSEMBLY_TIME_EXCEEDED = 1;

/** A message; its checksum follows from the rest. */
export interface IcmpMessage {
  /** What tells it from other transports. */
  readonly kind: 'icmp';
  /** The message's type. */
  readonly type: number;
  /** What it says more exactly than the type. */
  readonly code: number;
  /** The last four bytes of the header: identifier and sequence number of an echo, the MTU of "fragmentation needed". */
  readonly rest: number;
  /** An echo's data; empty for an error. */
  readonly payload: Uint8Array;
  /** The packet that an error is about, and how many bytes of it the error carries. */
  readonly quoted?: {
    /** The packet. */
    readonly packet: Ipv4Packet;
    /** Bytes of it that are carried. */
    readonly length: number;
  };
}

/** Whether the message is an error, so that it quotes a packet (RFC 1122, section 3.2.2). */
export function isIcmpError(message: IcmpMessage): boolean {
  return (
    message.type === ICMP_DESTINATION_UNREACHABLE ||
    message.type === ICMP_REDIRECT ||
    message.type === ICMP_TIME_EXCEEDED ||
    message.type === ICMP_PARAMETER_PROBLEM
  );
}

const QUERIES: readonly number[] = [
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_TIMESTAMP,
  ICMP_TIMESTAMP_REPLY,
  ICMP_INFORMATION_REQUEST,
  ICMP_INFORMATION_REPLY,
  ICMP_ADDRESS_MASK_REQUEST,
  ICMP_ADDRESS_MASK_REPLY,
];

/** Whether errors may be sent about the message: not about errors, nor what may be one. Linux: icmp_pointers, net/ipv4/icmp.c. */
export function isIcmpQuery({ type }: IcmpMessage): boolean {
  return QUERIES.includes(type);
}

/** Header and data, in bytes. */
export function icmpLength(message: IcmpMessage): number {
  return ICMP_HEADER_LENGTH + message.payload.length + (message.quoted?.length ?? 0);
}

/** The identifier of an echo request or reply. */
export function echoIdentifier(message: IcmpMessage): number {
  return message.rest >>> 16;
}
