/** Looking packets up by what no router changes, and calling them by what a reader calls them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CapturedPacket } from '../../../lib/lab';
import { PacketIndex, packetSign } from '../../../lib/view/packets/packetIndex';
import { destinationOf, formatTime, packetWords, payloadKind, sourceOf } from '../../../lib/view/packets/packetWords';

const packets: fc.Arbitrary<CapturedPacket> = fc.record({
  time: fc.nat(20),
  direction: fc.constantFrom('in' as const, 'out' as const),
  source: fc.constantFrom('10.0.0.1', '10.0.0.2'),
  destination: fc.constant('10.0.0.3'),
  protocol: fc.constantFrom('tcp', 'udp'),
  length: fc.constantFrom(60, 61),
});

test('those that are alike within a time are found, in its order, and no others', () => {
  fc.assert(
    fc.property(fc.array(packets, { maxLength: 30 }), packets, fc.nat(4), fc.nat(4), (all, packet, before, after) => {
      const wanted = all
        .filter((one) => packetSign(one) === packetSign(packet))
        .filter(({ time }) => time >= packet.time - before && time <= packet.time + after)
        .sort((a, b) => a.time - b.time);
      expect(new PacketIndex(all).alike(packet, before, after)).toEqual(wanted);
    }),
  );
});

const seen = { time: 0, direction: 'in', source: '10.0.0.1', destination: '10.0.0.2' } as const;
const tcp = { ...seen, protocol: 'tcp', flags: 'P.' } as const;

test.each<[CapturedPacket, string]>([
  [
    { ...tcp, length: 1133, payload: 1081, info: 'GET /index.html HTTP/1.1' },
    'PSH-ACK 1,133 · GET /index.html · 1,081 B',
  ],
  [{ ...tcp, length: 290, payload: 1, info: 'HTTP/1.1 200 OK' }, 'PSH-ACK 290 · 200 OK · 1 B'],
  [{ ...tcp, flags: 'S.', length: 60, payload: 0 }, 'SYN-ACK 60'],
  [{ ...tcp, flags: 'FU.', length: 52 }, 'FIN-URG-ACK 52'],
  [{ ...tcp, flags: 'RE', length: 40 }, 'RST-E 40'],
  [{ ...tcp }, 'PSH-ACK'],
  [{ ...seen, protocol: 'icmp', length: 84, info: 'echo request' }, 'ICMP 84 · echo request'],
  [{ ...seen, protocol: '89', length: 64 }, '89 64'],
  [{ ...seen, protocol: 'arp', operation: 'who-has' }, 'ARP: who has 10.0.0.2?'],
  [{ ...seen, protocol: 'arp', operation: 'is-at' }, 'ARP: 10.0.0.1 is here'],
])('%j is called %s', (packet, words) => {
  expect(packetWords(packet)).toBe(words);
});

test.each([
  [0, '0.00 ms'],
  [0.054, '0.05 ms'],
  [9.99, '9.99 ms'],
  [10, '10.0 ms'],
  [999, '999.0 ms'],
  [1000, '1.00 s'],
  [9990, '9.99 s'],
  [127_000, '127.0 s'],
  [-0.5, '-0.50 ms'],
  [-2000, '-2.00 s'],
])('%d ms are written %s', (ms, words) => {
  expect(formatTime(ms)).toBe(words);
});

test('an end has its port, if it has one', () => {
  const udp = { ...seen, protocol: 'udp', sourcePort: 53, destinationPort: 40_000 };
  expect([sourceOf(udp), destinationOf(udp)]).toEqual(['10.0.0.1:53', '10.0.0.2:40000']);
  const icmp = { ...seen, protocol: 'icmp' };
  expect([sourceOf(icmp), destinationOf(icmp)]).toEqual(['10.0.0.1', '10.0.0.2']);
});

test('a payload that is no HTTP stays as it is', () => {
  expect(['GET / HTTP/1.0', 'HTTP/1.1 404 Not Found', 'SSH-2.0-OpenSSH'].map(payloadKind)).toEqual([
    ...['GET /', '404 Not Found', 'SSH-2.0-OpenSSH'],
  ]);
});
