/** What each code of ICMP destination unreachable means to a socket. Linux: icmp_err_convert, net/ipv4/icmp.c. */
import { expect, test } from 'vitest';
import { errnoOfUnreachable, isHardError } from '../../../lib/network/socket/errno';

test.each([
  [0, 'ENETUNREACH', false],
  [1, 'EHOSTUNREACH', false],
  [2, 'ENOPROTOOPT', true],
  [3, 'ECONNREFUSED', true],
  [4, 'EMSGSIZE', false],
  [5, 'EOPNOTSUPP', false],
  [6, 'ENETUNREACH', true],
  [7, 'EHOSTDOWN', true],
  [8, 'ENONET', true],
  [9, 'ENETUNREACH', true],
  [10, 'EHOSTUNREACH', true],
  [11, 'ENETUNREACH', false],
  [12, 'EHOSTUNREACH', false],
  [13, 'EHOSTUNREACH', true],
  [14, 'EHOSTUNREACH', true],
  [15, 'EHOSTUNREACH', true],
])('code %i', (code, errno, fatal) => {
  expect([errnoOfUnreachable(code), isHardError(code)]).toEqual([errno, fatal]);
});
