/** Error codes of socket calls, and which of them an ICMP error means. */
import {
  ICMP_FRAGMENTATION_NEEDED,
  ICMP_HOST_UNREACHABLE,
  ICMP_HOST_UNREACHABLE_FOR_TOS,
  ICMP_NET_PROHIBITED,
  ICMP_NET_UNKNOWN,
  ICMP_NET_UNREACHABLE,
  ICMP_NET_UNREACHABLE_FOR_TOS,
  ICMP_PORT_UNREACHABLE,
  ICMP_PROTOCOL_UNREACHABLE,
} from '../../packet/icmp';

/** What libc says of each code (strerror). */
export const ERRNO_TEXT = {
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTUNREACH: 'No route to host',
  EINVAL: 'Invalid argument',
  EMSGSIZE: 'Message too long',
  ENETUNREACH: 'Network is unreachable',
  ENOPROTOOPT: 'Protocol not available',
  ENOTCONN: 'Transport endpoint is not connected',
  EPIPE: 'Broken pipe',
  ETIMEDOUT: 'Connection timed out',
} as const;

/** The name of an error code that a socket call returns. */
export type Errno = keyof typeof ERRNO_TEXT;

/** The errors that ICMP destination unreachable means to a socket, by code. Linux: icmp_err_convert[].errno, net/ipv4/icmp.c. */
const UNREACHABLE: Readonly<Record<number, Errno>> = {
  [ICMP_NET_UNREACHABLE]: 'ENETUNREACH',
  [ICMP_HOST_UNREACHABLE]: 'EHOSTUNREACH',
  [ICMP_PROTOCOL_UNREACHABLE]: 'ENOPROTOOPT',
  [ICMP_PORT_UNREACHABLE]: 'ECONNREFUSED',
  [ICMP_FRAGMENTATION_NEEDED]: 'EMSGSIZE',
  [ICMP_NET_UNKNOWN]: 'ENETUNREACH',
  [ICMP_NET_PROHIBITED]: 'ENETUNREACH',
  [ICMP_NET_UNREACHABLE_FOR_TOS]: 'ENETUNREACH',
};

/** Codes of what may pass: a missing route, a host that is down, a packet that is too long. */
const SOFT_CODES: readonly number[] = [
  ICMP_NET_UNREACHABLE,
  ICMP_HOST_UNREACHABLE,
  ICMP_FRAGMENTATION_NEEDED,
  ICMP_NET_UNREACHABLE_FOR_TOS,
  ICMP_HOST_UNREACHABLE_FOR_TOS,
];

/** Whether an ICMP destination unreachable of this code ends what it is about. Linux: icmp_err_convert[].fatal. */
export function isHardError(code: number): boolean {
  return !SOFT_CODES.includes(code);
}

/** The error that an ICMP destination unreachable of this code means to a socket. */
export function errnoOfUnreachable(code: number): Errno {
  return UNREACHABLE[code] ?? 'EHOSTUNREACH';
}
