/** What TRACE logged, put together to the paths of packets. */
import { expect, test } from 'vitest';
import { encodeIpv4, ipv4, ipv4Packet, type NflogPacket, PROTOCOL_ICMP } from '../../lib/packet';
import { traceRows } from '../../lib/real/journeys';

const DEVICES = ['', 'lo', 'docker0'];

function paths(destination: string, steps: readonly (readonly [string, number, number])[]): readonly string[] {
  const header = { source: ipv4('172.17.0.2'), destination: ipv4(destination), protocol: PROTOCOL_ICMP, ttl: 64 };
  const packet = ipv4Packet(
    { ...header, identification: 7 },
    { kind: 'icmp', type: 8, code: 0, rest: 0, payload: new Uint8Array(8) },
  );
  const payload = encodeIpv4(packet);
  const logged = steps.map(
    ([step, indev, outdev]): NflogPacket => ({ prefix: `TRACE: ${step} `, indev, outdev, family: 2, payload }),
  );
  return traceRows(logged, (ifindex) => DEVICES[ifindex]!).map(
    ({ in: iif, out: oif, path }) => `${iif || '(host)'} → ${oif || '(host)'}: ${path.join(' ')}`,
  );
}

test('a packet of the machine’s own comes back by loopback as another', () => {
  expect(
    paths('172.17.0.2', [
      ['begin:OUTPUT', 0, 1],
      ['raw:OUTPUT:policy:1', 0, 1],
      ['filter:OUTPUT:policy:1', 0, 1],
      ['begin:PREROUTING', 1, 0],
      ['raw:PREROUTING:policy:1', 1, 0],
      ['filter:INPUT:policy:1', 1, 0],
    ]),
  ).toEqual([
    '(host) → lo: raw:OUTPUT:policy:1 filter:OUTPUT:policy:1',
    'lo → (host): raw:PREROUTING:policy:1 filter:INPUT:policy:1',
  ]);
});

test('a flooded packet’s copies leave first, then it is delivered', () => {
  expect(
    paths('172.17.255.255', [
      ['begin:PREROUTING', 2, 0],
      ['raw:PREROUTING:policy:1', 2, 0],
      ['nat:PREROUTING:policy:2', 2, 0],
      ['filter:FORWARD:rule:1', 2, 2],
      ['filter:DOCKER-USER:return:1', 2, 2],
      ['nat:POSTROUTING:policy:2', 0, 2],
      ['filter:FORWARD:rule:1', 2, 2],
      ['filter:DOCKER-USER:return:1', 2, 2],
      ['filter:INPUT:policy:1', 2, 0],
    ]),
  ).toEqual([
    'docker0 → (host): raw:PREROUTING:policy:1 nat:PREROUTING:policy:2 filter:INPUT:policy:1',
    'docker0 → docker0: filter:FORWARD:rule:1 filter:DOCKER-USER:return:1 nat:POSTROUTING:policy:2',
    'docker0 → docker0: filter:FORWARD:rule:1 filter:DOCKER-USER:return:1',
  ]);
});

test('a chain may have a name that every object of JavaScript has', () => {
  const steps = [
    'begin:OUTPUT',
    'raw:OUTPUT:rule:1',
    'raw:constructor:rule:7',
    'raw:OUTPUT:policy:2',
    'filter:toString:return:2',
  ];
  expect(
    paths(
      '172.17.0.2',
      steps.map((step) => [step, 0, 2]),
    ),
  ).toEqual([
    '(host) → docker0: raw:OUTPUT:rule:1 raw:constructor:rule:7 raw:OUTPUT:policy:2 filter:toString:return:2',
  ]);
});

test('a broadcast of the machine’s own is received by it before it leaves', () => {
  expect(
    paths('172.17.255.255', [
      ['begin:OUTPUT', 0, 2],
      ['raw:OUTPUT:policy:1', 0, 2],
      ['mangle:POSTROUTING:policy:1', 0, 2],
      ['begin:PREROUTING', 2, 0],
      ['raw:PREROUTING:policy:1', 2, 0],
      ['filter:INPUT:policy:1', 2, 0],
      ['mangle:POSTROUTING:policy:1', 0, 2],
    ]),
  ).toEqual([
    '(host) → docker0: raw:OUTPUT:policy:1 mangle:POSTROUTING:policy:1',
    '(host) → docker0: mangle:POSTROUTING:policy:1',
    'docker0 → (host): raw:PREROUTING:policy:1 filter:INPUT:policy:1',
  ]);
});

test('a path begins where the kernel says so, without a raw table too', () => {
  expect(
    paths('172.17.0.2', [
      ['begin:OUTPUT', 0, 2],
      ['filter:OUTPUT:rule:1', 0, 2],
      ['begin:PREROUTING', 2, 0],
      ['begin:OUTPUT', 0, 2],
      ['filter:OUTPUT:rule:1', 0, 2],
    ]),
  ).toEqual(['(host) → docker0: filter:OUTPUT:rule:1', '(host) → docker0: filter:OUTPUT:rule:1']);
});
