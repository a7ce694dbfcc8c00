/** Text on the wire. */
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8, Utf8Reader } from '../../lib/packet';

test.each([
  ['of one byte', 'Apache', [0x41, 0x70, 0x61, 0x63, 0x68, 0x65]],
  ['of two bytes', 'ü', [0xc3, 0xbc]],
  ['of three bytes', '欢', [0xe6, 0xac, 0xa2]],
  ['of four bytes', '🐳', [0xf0, 0x9f, 0x90, 0xb3]],
  ['a byte order mark', '\ufeffa', [0xef, 0xbb, 0xbf, 0x61]],
])('characters %s are the same after both ways', (_, text, bytes) => {
  expect([...encodeUtf8(text)]).toEqual(bytes);
  expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text);
});

test('a character that is cut, and a byte that is none, are replaced', () => {
  expect(decodeUtf8(Uint8Array.of(0x61, 0xe6, 0xac))).toBe('a\ufffd');
  expect(decodeUtf8(Uint8Array.of(0xff, 0x61))).toBe('\ufffda');
});

test('a character that is split between pieces is one, and one that never ends is replaced', () => {
  const reader = new Utf8Reader();
  expect([reader.read(Uint8Array.of(0x61, 0xe6)), reader.read(Uint8Array.of(0xac, 0xa2, 0xf0))]).toEqual(['a', '欢']);
  expect([reader.end(), reader.end()]).toEqual(['\ufffd', '']);
});
