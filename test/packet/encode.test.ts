import { expect, test } from 'vitest';
import {
  type EthernetFrame,
  encodeFrame,
  encodeIpv4,
  type IcmpMessage,
  type Ipv4Packet,
  icmpError,
  ipv4,
  ipv4Packet,
  type TcpSegment,
} from '../../lib/packet';

const segment: TcpSegment = {
  kind: 'tcp',
  sourcePort: 40000,
  destinationPort: 80,
  sequence: 1,
  acknowledgement: 0,
  flags: 0x02,
  window: 64240,
  options: {},
  payload: new Uint8Array(0),
};
const header = { source: ipv4('172.17.0.2'), destination: ipv4('192.168.70.6') };
const packet = ipv4Packet({ ...header, protocol: 6 }, segment);
const about = (message: IcmpMessage) => ipv4Packet({ ...header, protocol: 1 }, message);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('an ARP request is written as RFC 826 has it', () => {
  const frame: EthernetFrame = {
    source: 0x0242ac110002,
    destination: 0xffffffffffff,
    payload: {
      kind: 'arp',
      operation: 'who-has',
      senderMac: 0x0242ac110002,
      senderAddress: ipv4('172.17.0.2'),
      targetMac: 0,
      targetAddress: ipv4('172.17.0.1'),
    },
  };
  expect(hex(encodeFrame(frame))).toBe(
    'ffffffffffff0242ac1100020806' + '0001080006040001' + '0242ac110002ac110002' + '000000000000ac110001',
  );
});

test('a UDP checksum that sums to zero is sent as ffff, since zero says that there is none', () => {
  const datagram = { kind: 'udp', sourcePort: 0, destinationPort: 0, payload: Uint8Array.of(0, 0) } as const;
  const zero = { source: 0, destination: 0, protocol: 17 };
  const sum = 17 + 10 + 10;
  const complement = { ...datagram, payload: Uint8Array.of((0xffff - sum) >> 8, (0xffff - sum) & 255) };
  expect(hex(encodeIpv4(ipv4Packet(zero, complement)).subarray(26, 28))).toBe('ffff');
});

const CONTRADICTIONS: readonly (readonly [string, Ipv4Packet])[] = [
  ['a total length that is not that of the transport', { ...packet, totalLength: 41 }],
  ['a protocol number of another transport', { ...packet, protocol: 17 }],
  [
    'an opaque payload under a protocol that is understood',
    ipv4Packet({ ...header, protocol: 6 }, { kind: 'opaque', payload: new Uint8Array(20) }),
  ],
  ['a quote longer than its packet', about({ ...icmpError(3, 1, packet), quoted: { packet, length: 41 } })],
  ['a quote of less than 28 bytes', about({ ...icmpError(3, 1, packet), quoted: { packet, length: 27 } })],
  [
    'a quote of bytes that nobody knows',
    about({ ...icmpError(3, 1, packet), quoted: { packet: { ...packet, totalLength: 140 }, length: 140 } }),
  ],
  [
    'a quote of a packet with more bytes than its total length',
    about({ ...icmpError(3, 1, packet), quoted: { packet: { ...packet, totalLength: 30 }, length: 30 } }),
  ],
];

test.each(CONTRADICTIONS)('refused: %s', (_name, value) => {
  expect(() => encodeIpv4(value)).toThrow(RangeError);
});
