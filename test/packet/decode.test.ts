import { describe, expect, test } from 'vitest';
import { DecodeError, decodeFrame, decodeIpv4, encodeFrame, type Ipv4Packet, internetChecksum } from '../../lib/packet';
import { readFrames } from './frameFile';

const frames = [...readFrames('article.txt'), ...readFrames('loopback.txt')];
const named = (step: string) => frames.find((frame) => frame.step === step)!.bytes;
const SYN = frames.find((frame) => frame.step === '06-client-to-ng1')!.bytes;
const ARP = named('03-box-access-closed-port');
const DATAGRAM = named('udp-to-closed-port');
const ECHO = named('echo-request');
const UNREACHABLE = named('port-unreachable');

type Change = readonly [at: number, ...bytes: number[]];

/** A copy with bytes changed. */
function written(frame: Uint8Array, ...changes: readonly Change[]): Uint8Array {
  const bytes = frame.slice();
  for (const [at, ...values] of changes) bytes.set(values, at);
  return bytes;
}

/** A copy with bytes changed; the IPv4 and ICMP checksums are made right again. */
function changed(frame: Uint8Array, ...changes: readonly Change[]): Uint8Array {
  const bytes = written(frame, ...changes);
  repair(bytes, 24, 14, 34);
  if (bytes[23] === 1) repair(bytes, 36, 34, bytes.length);
  return bytes;
}

function repair(bytes: Uint8Array, at: number, start: number, end: number): void {
  bytes.set([0, 0], at);
  const sum = internetChecksum(bytes.subarray(start, end));
  bytes.set([sum >> 8, sum & 255], at);
}

const REFUSED: readonly (readonly [string, Uint8Array, DecodeError['code'], string])[] = [
  ['no bytes', new Uint8Array(0), 'DECODE_TRUNCATED', 'The Ethernet header takes 14 bytes, but there are only 0.'],
  ['a cut ARP packet', ARP.subarray(0, 41), 'DECODE_TRUNCATED', 'An ARP packet takes 28 bytes, but there are only 27.'],
  [
    'a cut IPv4 header',
    SYN.subarray(0, 33),
    'DECODE_TRUNCATED',
    'The IPv4 header takes 20 bytes, but there are only 19.',
  ],
  ['a cut segment', SYN.subarray(0, 60), 'DECODE_TRUNCATED', 'The IPv4 packet takes 60 bytes, but there are only 46.'],
  [
    'a packet too short for TCP',
    changed(SYN, [16, 0, 39]),
    'DECODE_TRUNCATED',
    'The TCP header takes 20 bytes, but there are only 19.',
  ],
  [
    'a packet too short for UDP',
    changed(DATAGRAM, [16, 0, 27]),
    'DECODE_TRUNCATED',
    'The UDP header takes 8 bytes, but there are only 7.',
  ],
  [
    'a packet too short for ICMP',
    changed(ECHO, [16, 0, 27]),
    'DECODE_TRUNCATED',
    'The ICMP header takes 8 bytes, but there are only 7.',
  ],
  [
    'IPv4 behind the EtherType of IPv6',
    written(SYN, [12, 0x86, 0xdd]),
    'DECODE_INCONSISTENT',
    'The version of an IPv6 packet cannot be 4.',
  ],
  [
    'IPv6 behind the EtherType of IPv4',
    changed(SYN, [14, 0x60]),
    'DECODE_INCONSISTENT',
    'The version of an IPv4 packet cannot be 6.',
  ],
  ['a VLAN tag', written(SYN, [12, 0x81]), 'DECODE_UNSUPPORTED', 'VLAN tags (EtherType 0x8100) are not modelled.'],
  [
    'LLDP',
    written(SYN, [12, 0x88, 0xcc]),
    'DECODE_UNSUPPORTED',
    'Frames of another protocol (EtherType 0x88cc) are not modelled.',
  ],
  [
    'spanning tree',
    written(SYN, [12, 0, 38]),
    'DECODE_UNSUPPORTED',
    'Frames with a length instead of an EtherType are not modelled.',
  ],
  [
    'ARP for IPv6',
    written(ARP, [16, 0x86]),
    'DECODE_UNSUPPORTED',
    'ARP packets for other addresses than IPv4 over Ethernet are not modelled.',
  ],
  ['reverse ARP', written(ARP, [21, 3]), 'DECODE_UNSUPPORTED', 'ARP packets with opcode 3 are not modelled.'],
  ['IPv4 options', changed(SYN, [14, 0x46]), 'DECODE_UNSUPPORTED', 'IPv4 options are not modelled.'],
  [
    'the evil bit',
    changed(SYN, [20, 0x80, 0]),
    'DECODE_UNSUPPORTED',
    'Packets with the reserved IPv4 flag are not modelled.',
  ],
  ['urgent data', written(SYN, [53, 1]), 'DECODE_UNSUPPORTED', 'TCP urgent pointers are not modelled.'],
  ['accurate ECN', written(SYN, [46, 0xa1]), 'DECODE_UNSUPPORTED', 'Reserved bits of the TCP header are not modelled.'],
  [
    'an error about an error',
    changed(UNREACHABLE, [51, 1], [62, 3]),
    'DECODE_UNSUPPORTED',
    'ICMP errors about ICMP errors are not modelled.',
  ],
  [
    'an error with an extension',
    changed(UNREACHABLE, [44, 0, 32], [66, 0, 12]),
    'DECODE_UNSUPPORTED',
    'ICMP errors with more than the packet that they are about are not modelled.',
  ],
  ['version 5', changed(SYN, [14, 0x55]), 'DECODE_INCONSISTENT', 'The version of an IPv4 packet cannot be 5.'],
  ['a header of 16 bytes', changed(SYN, [14, 0x44]), 'DECODE_INCONSISTENT', 'The IPv4 header cannot have 16 bytes.'],
  [
    'a total length within the header',
    changed(SYN, [16, 0, 19]),
    'DECODE_INCONSISTENT',
    'The IPv4 total length cannot be 19.',
  ],
  [
    'a TCP header beyond its segment',
    written(SYN, [46, 0xb0]),
    'DECODE_INCONSISTENT',
    'The TCP header cannot have 44 bytes in a segment of 40.',
  ],
  [
    'a TCP header of 16 bytes',
    written(SYN, [46, 0x40]),
    'DECODE_INCONSISTENT',
    'The TCP header cannot have 16 bytes in a segment of 40.',
  ],
  [
    'another UDP length',
    written(DATAGRAM, [39, 12]),
    'DECODE_INCONSISTENT',
    'The UDP length is 12, but the packet has 13 bytes for it.',
  ],
  ['a wrong IPv4 checksum', written(SYN, [22, 1]), 'DECODE_CHECKSUM', 'The IPv4 header checksum is wrong.'],
  ['a wrong ICMP checksum', written(ECHO, [52, 1]), 'DECODE_CHECKSUM', 'The ICMP checksum is wrong.'],
  [
    'a wrong TCP checksum',
    written(SYN, [45, 1]),
    'DECODE_CHECKSUM',
    'The TCP checksum is neither right nor left to the device.',
  ],
  [
    'a wrong UDP checksum',
    written(DATAGRAM, [41, 1]),
    'DECODE_CHECKSUM',
    'The UDP checksum is neither right nor left to the device.',
  ],
];

describe('refused with a reason', () => {
  test.each(REFUSED)('%s', (_name, bytes, code, message) => {
    expect(() => decodeFrame(bytes)).toThrow(new DecodeError(code, message));
    expect(() => decodeFrame(bytes)).toThrow(expect.objectContaining({ name: 'DecodeError', code }));
  });
});

test('every cut of every frame is refused as truncated', () => {
  for (const { bytes } of frames)
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeFrame(bytes.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'DECODE_TRUNCATED' }),
      );
});

test('padding to 60 bytes is dropped', () => {
  const padded = new Uint8Array(60);
  padded.set(ARP);
  expect(encodeFrame(decodeFrame(padded))).toEqual(ARP);
});

test('a datagram without a checksum is taken, and gets one when it is sent on', () => {
  const without = written(DATAGRAM, [40, 0, 0]);
  const sent = encodeFrame(decodeFrame(without));
  expect(sent.subarray(40, 42)).not.toEqual(Uint8Array.of(0, 0));
  expect(decodeFrame(sent)).toEqual(decodeFrame(without));
});

test('a checksum that was left to the device is taken', () => {
  const { transport } = decodeIpv4(named('syn-to-closed-port').subarray(14));
  expect(transport).toMatchObject({ kind: 'tcp', destinationPort: 9, options: { windowScale: 10 } });
});

describe('a TCP header that a quote cuts', () => {
  const quoting = (length: number) => {
    const bytes = changed(named('reject-of-a-syn').slice(0, 42 + length), [16, 0, 28 + length]);
    return { bytes, packet: decodeFrame(bytes).payload as Ipv4Packet };
  };
  const quoteOf = ({ transport }: Ipv4Packet) => (transport.kind === 'icmp' ? transport.quoted : undefined);

  test('has its ports and sequence number after 8 bytes, and zeros for the rest', () => {
    const { bytes, packet } = quoting(28);
    expect(quoteOf(packet)).toMatchObject({
      length: 28,
      packet: {
        totalLength: 60,
        transport: {
          destinationPort: 22,
          sequence: 603363376,
          flags: 0,
          window: 0,
          options: {},
          payload: new Uint8Array(),
        },
      },
    });
    expect(encodeFrame(decodeFrame(bytes))).toEqual(bytes);
  });

  test('has its flags after 14 bytes', () => {
    expect(quoteOf(quoting(34).packet)).toMatchObject({ packet: { transport: { flags: 0x02, window: 0 } } });
  });

  test('has no options if the last of them is missing, yet the quote keeps its length', () => {
    const { bytes, packet } = quoting(59);
    expect(quoteOf(packet)).toMatchObject({ length: 59, packet: { transport: { window: 65495, options: {} } } });
    expect(encodeFrame(decodeFrame(bytes)).length).toBe(bytes.length);
  });

  test('has all options if none is missing', () => {
    expect(quoteOf(quoting(60).packet)).toMatchObject({ packet: { transport: { options: { windowScale: 10 } } } });
  });

  test('is refused if not even its first 8 bytes are there', () => {
    const what = 'The transport in the quote of an ICMP error takes 8 bytes, but there are only 7.';
    expect(() => quoting(27)).toThrow(new DecodeError('DECODE_TRUNCATED', what));
  });
});
