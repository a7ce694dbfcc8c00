import fc from 'fast-check';
import { expect, test } from 'vitest';
import { internetChecksum } from '../../lib/packet';

test('the example of RFC 1071, section 3, sums to ddf2', () => {
  expect(internetChecksum(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7))).toBe(0xffff - 0xddf2);
});

test('an odd last byte is the high byte of a word', () => {
  expect(internetChecksum(Uint8Array.of(0x12))).toBe(0xffff - 0x1200);
});

test('nothing sums to zero', () => {
  expect(internetChecksum()).toBe(0xffff);
});

test('parts count as one run of bytes, also where one has an odd length', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      expect(internetChecksum(a, b)).toBe(internetChecksum(Uint8Array.of(...a, ...b)));
    }),
  );
});

test('bytes followed by their checksum check to zero', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      const even = bytes.length % 2 === 0 ? bytes : Uint8Array.of(...bytes, 0);
      const sum = internetChecksum(even);
      expect(internetChecksum(even, Uint8Array.of(sum >> 8, sum & 255))).toBe(0);
    }),
  );
});

test('65,535 bytes of ff do not overflow', () => {
  expect(internetChecksum(new Uint8Array(65_534).fill(0xff))).toBe(0);
});
