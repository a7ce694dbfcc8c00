/** ICMP (RFC 792): echo, and errors that quote the packet they are about. */
import type { Ipv4Packet } from './ipv4';

export const ICMP_HEADER_LENGTH = 8;
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
export const ICMP_NET_PROHIBITED = 9;
export const ICMP_HOST_PROHIBITED = 10;
export const ICMP_ADMIN_PROHIBITED = 13;

export interface IcmpMessage {
  readonly kind: 'icmp';
  readonly type: number;
  readonly code: number;
  /** The last four bytes of the header: identifier and sequence number of an echo, the MTU of "fragmentation needed". */
  readonly rest: number;
  /** An echo's data; empty for an error. */
  readonly payload: Uint8Array;
  /** The packet that an error is about, and how many bytes of it the error carries. */
  readonly quoted?: { readonly packet: Ipv4Packet; readonly length: number };
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
  15,
  16,
  17,
  18,
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

const ERROR_LENGTH_LIMIT = 576;
const IPV4_HEADER = 20;

/** An error about a packet, quoting as much of it as fits in 576 bytes. Linux: icmp_send, net/ipv4/icmp.c. */
export function icmpError(type: number, code: number, about: Ipv4Packet, rest = 0): IcmpMessage {
  const room = ERROR_LENGTH_LIMIT - IPV4_HEADER - ICMP_HEADER_LENGTH;
  const quoted = { packet: about, length: Math.min(about.totalLength, room) };
  return { kind: 'icmp', type, code, rest, payload: new Uint8Array(0), quoted };
}
