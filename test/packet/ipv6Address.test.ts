/** IPv6 addresses as text, as inet_pton and inet_ntop have them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embeddedIpv4, formatHostPort, formatIpv6, ipv4, parseIpv6 } from '../../lib/packet';

const ADDRESSES = [
  ['::', 0n, '::'],
  ['::1', 1n, '::1'],
  ['0:0:0:0:0:0:0:1', 1n, '::1'],
  ['2001:DB8::1', 0x20010db8_00000000_00000000_00000001n, '2001:db8::1'],
  ['2001:db8:0:1:1:1:1:1', 0x20010db8_00000001_00010001_00010001n, '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', 0x20010000_00000001_00000000_00000001n, '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', 0x20010db8_00000000_00010000_00000001n, '2001:db8::1:0:0:1'],
  ['fe80::', 0xfe800000_00000000_00000000_00000000n, 'fe80::'],
  ['10:100::', 0x00100100_00000000_00000000_00000000n, '10:100::'],
  ['::ffff:192.168.70.6', 0xffff_c0a84606n, '::ffff:192.168.70.6'],
  ['::ffff:c0a8:4606', 0xffff_c0a84606n, '::ffff:192.168.70.6'],
] as const;

test.each(ADDRESSES)('%s is read and written', (text, address, canonical) => {
  expect(parseIpv6(text)).toBe(address);
  expect(formatIpv6(address)).toBe(canonical);
});

describe('is no IPv6 address', () => {
  test.each([
    '',
    ':',
    ':::',
    '1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '::g',
    '::12345',
    '1:2:3:4:5:6:7::8',
    '127.0.0.1',
    '::1.2.3',
    '1.2.3.4::',
    '::1%lo',
    ' ::1',
  ])('%j', (text) => {
    expect(parseIpv6(text)).toBeUndefined();
  });
});

test('what is written is read again', () => {
  const group = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 0xffffn }));
  const groups = fc.array(group, { minLength: 8, maxLength: 8 });
  const same = (all: readonly bigint[]) => {
    const address = all.reduce((sum, one) => (sum << 16n) | one, 0n);
    return parseIpv6(formatIpv6(address)) === address;
  };
  fc.assert(fc.property(groups, same), { numRuns: 1000 });
});

test('an IPv4-mapped address holds an IPv4 address', () => {
  expect(embeddedIpv4(0xffff_7f000001n)).toBe(ipv4('127.0.0.1'));
  expect(embeddedIpv4(1n)).toBeUndefined();
});

test('before a port it has brackets', () => {
  expect(formatHostPort(1n, 80)).toBe('[::1]:80');
  expect(formatHostPort(ipv4('127.0.0.1'), 80)).toBe('127.0.0.1:80');
});
