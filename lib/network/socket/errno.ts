/** Error codes of socket calls, and which of them an ICMP error means. */
import {
  ICMP_ADMIN_PROHIBITED,
  ICMP_FRAGMENTATION_NEEDED,
  ICMP_HOST_PROHIBITED,
  ICMP_HOST_UNKNOWN,
  ICMP_HOST_UNREACHABLE,
  ICMP_HOST_UNREACHABLE_FOR_TOS,
  ICMP_NET_PROHIBITED,
  ICMP_NET_UNKNOWN,
  ICMP_NET_UNREACHABLE,
  ICMP_NET_UNREACHABLE_FOR_TOS,
  ICMP_PORT_UNREACHABLE,
  ICMP_PRECEDENCE_CUTOFF,
  ICMP_PRECEDENCE_VIOLATION,
  ICMP_PROTOCOL_UNREACHABLE,
  ICMP_SOURCE_HOST_ISOLATED,
  ICMP_SOURCE_ROUTE_FAILED,
} from '../../packet/icmp';

/** What libc says of each code (strerror). */
export const ERRNO_TEXT = {
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTDOWN: 'Host is down',
  EHOSTUNREACH: 'No route to host',
  EINVAL: 'Invalid argument',
  EMSGSIZE: 'Message too long',
  ENETUNREACH: 'Network is unreachable',
  ENONET: 'Machine is not on the network',
  ENOBUFS: 'No buffer space available',
  ENOPROTOOPT: 'Protocol not available',
  ENOTCONN: 'Transport endpoint is not connected',
  EOPNOTSUPP: 'Operation not supported',
  EPERM: 'Operation not permitted',
  EPIPE: 'Broken pipe',
  ETIMEDOUT: 'Connection timed out',
} as const;

/** The name of an error code that a socket call returns. */
export type Errno = keyof typeof ERRNO_TEXT;

/** What ICMP destination unreachable means to a socket, by code: the error, and whether it ends what it is about. Linux: icmp_err_convert, net/ipv4/icmp.c. */
const UNREACHABLE: Readonly<Record<number, { readonly errno: Errno; readonly fatal: boolean }>> = {
  [ICMP_NET_UNREACHABLE]: { errno: 'ENETUNREACH', fatal: false },
  [ICMP_HOST_UNREACHABLE]: { errno: 'EHOSTUNREACH', fatal: false },
  [ICMP_PROTOCOL_UNREACHABLE]: { errno: 'ENOPROTOOPT', fatal: true },
  [ICMP_PORT_UNREACHABLE]: { errno: 'ECONNREFUSED', fatal: true },
  [ICMP_FRAGMENTATION_NEEDED]: { errno: 'EMSGSIZE', fatal: false },
  [ICMP_SOURCE_ROUTE_FAILED]: { errno: 'EOPNOTSUPP', fatal: false },
  [ICMP_NET_UNKNOWN]: { errno: 'ENETUNREACH', fatal: true },
  [ICMP_HOST_UNKNOWN]: { errno: 'EHOSTDOWN', fatal: true },
  [ICMP_SOURCE_HOST_ISOLATED]: { errno: 'ENONET', fatal: true },
  [ICMP_NET_PROHIBITED]: { errno: 'ENETUNREACH', fatal: true },
  [ICMP_HOST_PROHIBITED]: { errno: 'EHOSTUNREACH', fatal: true },
  [ICMP_NET_UNREACHABLE_FOR_TOS]: { errno: 'ENETUNREACH', fatal: false },
  [ICMP_HOST_UNREACHABLE_FOR_TOS]: { errno: 'EHOSTUNREACH', fatal: false },
  [ICMP_ADMIN_PROHIBITED]: { errno: 'EHOSTUNREACH', fatal: true },
  [ICMP_PRECEDENCE_VIOLATION]: { errno: 'EHOSTUNREACH', fatal: true },
  [ICMP_PRECEDENCE_CUTOFF]: { errno: 'EHOSTUNREACH', fatal: true },
};

/** Whether an ICMP destination unreachable of this code ends what it is about. */
export function isHardError(code: number): boolean {
  return UNREACHABLE[code]?.fatal ?? true;
}

/** The error that an ICMP destination unreachable of this code means to a socket. */
export function errnoOfUnreachable(code: number): Errno {
  return UNREACHABLE[code]?.errno ?? 'EHOSTUNREACH';
}
