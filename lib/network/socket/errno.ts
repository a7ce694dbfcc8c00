/** Error codes that socket calls return, and what libc says of them (strerror). */
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

export type Errno = keyof typeof ERRNO_TEXT;

/** The error that an ICMP destination unreachable means to a socket. Linux: icmp_err_convert, net/ipv4/icmp.c. */
const UNREACHABLE: readonly (Errno | undefined)[] = [
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENOPROTOOPT',
  'ECONNREFUSED',
  'EMSGSIZE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
];

/** Codes that may pass: no route for now, a host that is down, a packet too long, no route for this type of service. */
const SOFT_CODES: readonly number[] = [0, 1, 4, 11, 12];

/** Whether an ICMP destination unreachable of this code ends what it is about. Linux: icmp_err_convert[].fatal. */
export function isHardError(code: number): boolean {
  return !SOFT_CODES.includes(code);
}

export function errnoOfUnreachable(code: number): Errno {
  return UNREACHABLE[code] ?? 'EHOSTUNREACH';
}
