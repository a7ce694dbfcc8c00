/** Capture files that tcpdump, packet sockets and netfilter's log make. */
import { expect, test } from 'vitest';
import { DecodeError, readCooked, readNflog, readPcap } from '../../lib/packet';

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
}

const HEADER = 'd4c3b2a1 0200 0400 00000000 00000000 00000400 14010000';

test('a file gives its link type, and each packet its time in seconds', () => {
  const file = readPcap(
    bytes(`${HEADER} 01000000 40420f00 02000000 02000000 abcd 02000000 00000000 01000000 01000000 ef`),
  );
  expect(file.linkType).toBe(276);
  expect(file.packets.map(({ at, bytes: data }) => [at, Buffer.from(data).toString('hex')])).toEqual([
    [2, 'abcd'],
    [2, 'ef'],
  ]);
});

test('the other byte order is read as well, and a packet that is cut is left out', () => {
  const file = readPcap(
    bytes('a1b2c3d4 0002 0004 00000000 00000000 00040000 000000ef 00000001 00000000 00000008 00000008 ab'),
  );
  expect(file).toEqual({ linkType: 239, packets: [] });
});

test('any other file is refused', () => {
  expect(() => readPcap(bytes('00'.repeat(24)))).toThrow(DecodeError);
  expect(() => readPcap(bytes('d4c3b2a1'))).toThrow('has at least 24 bytes');
});

test('a packet of all devices has a device, a direction, and a frame without addresses', () => {
  const header = (kind: string) => `0800 0000 00000007 0001 ${kind} 06 0242ac1100020000`;
  expect(readCooked(bytes(`${header('04')} 4500`))).toEqual({
    ifindex: 7,
    direction: 'out',
    frame: bytes('000000000000 000000000000 0800 4500'),
  });
  expect(readCooked(bytes(header('03'))).direction).toBe('in');
  expect(() => readCooked(bytes('0800'))).toThrow(DecodeError);
});

test('a logged packet has its prefix, its devices and as much of it as was copied', () => {
  const prefix = Buffer.from('TRACE: raw:PREROUTING:policy:2 \0').toString('hex');
  const log = `02 00 0000 0800 0400 00000003 ${(4 + prefix.length / 2).toString(16).padStart(2, '0')}00 0a00 ${prefix} 0600 0900 4500`;
  expect(readNflog(bytes(log))).toEqual({
    family: 2,
    prefix: 'TRACE: raw:PREROUTING:policy:2 ',
    indev: 3,
    outdev: 0,
    payload: bytes('4500'),
  });
});

test('attributes that go on after the end are refused', () => {
  expect(() => readNflog(bytes('02000000 ff00 0900 45'))).toThrow(DecodeError);
  expect(() => readNflog(bytes('02000000 0000 0900'))).toThrow(DecodeError);
});
