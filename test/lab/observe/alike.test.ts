/** What packets have in common is kept once, and only that. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lab, observe, traceRow } from '../../../lib/lab';
import { AlikePackets } from '../../../lib/lab/observe/alikePackets';
import { capturedPacket } from '../../../lib/lab/observe/packetCapture';
import { ACK, type Ipv4Packet, ipv4, ipv4Packet, PROTOCOL_TCP, SYN, type TcpOptions } from '../../../lib/packet';

test('a policy that changes while packets pass is told as each of them met it', async () => {
  const lab = new Lab();
  const ping = 'ping -c 1 -W 1 127.0.0.1';
  const { journeys } = await observe(
    lab,
    `host# ${ping}; iptables -P INPUT DROP; ${ping}; iptables -P INPUT ACCEPT; ${ping}`,
  );
  const requests = journeys.filter(({ hooks, steps }) => hooks[0] === 'PREROUTING' && steps.length > 0);
  const verdicts = requests.map(({ steps }) => steps.at(-1)?.verdict);
  expect([...new Set(verdicts)].sort()).toEqual(['ACCEPT', 'DROP']);
  expect(requests.filter(({ fate }) => fate.kind === 'dropped').map(({ steps }) => steps.at(-1)?.rule)).toEqual([
    'policy DROP',
  ]);
});

test('paths that end alike but are not alike stay apart', async () => {
  const lab = new Lab();
  await lab.run(
    'host',
    'iptables -N seen; iptables -A INPUT -p icmp -m length --length 100:200 -j seen; iptables -A seen',
  );
  const { journeys } = await observe(lab, 'client# ping -c 1 192.168.70.6; ping -c 1 -s 100 192.168.70.6');
  const paths = journeys.filter(({ hooks }) => hooks.includes('INPUT')).map((journey) => traceRow(journey).path);
  expect(paths).toEqual([
    ['filter:INPUT:policy:2'],
    ['filter:INPUT:rule:1', 'filter:seen:rule:1', 'filter:seen:return:2', 'filter:INPUT:policy:2'],
  ]);
});

const options: fc.Arbitrary<TcpOptions> = fc.constantFrom<TcpOptions>(
  {},
  { timestamps: { value: 1, echo: 2 } },
  { timestamps: { value: 3, echo: 4 } },
  { maximumSegmentSize: 1460, sackPermitted: true, windowScale: 7 },
  { maximumSegmentSize: 1460, sackPermitted: true },
  { timestamps: { value: 1, echo: 2 }, selectiveAcks: [{ start: 1, end: 2 }] },
);

const packet: fc.Arbitrary<Ipv4Packet> = fc
  .record({
    source: fc.constantFrom(ipv4('10.0.0.1'), ipv4('10.0.0.2')),
    ttl: fc.constantFrom(63, 64),
    identification: fc.nat(3),
    sourcePort: fc.constantFrom(80, 81),
    destinationPort: fc.constantFrom(80, 81),
    flags: fc.constantFrom(SYN, ACK),
    window: fc.constantFrom(1, 2),
    options,
    payload: fc.constantFrom(new Uint8Array(), new Uint8Array(3), new TextEncoder().encode('GET / HTTP/1.1\r\n')),
  })
  .map(({ source, ttl, identification, ...segment }) =>
    ipv4Packet(
      { source, destination: ipv4('10.0.0.9'), protocol: PROTOCOL_TCP, ttl, identification },
      { kind: 'tcp', sequence: 1, acknowledgement: 1, ...segment },
    ),
  );

test('a packet is taken for another only if their rows are equal', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 40 }), (packets) => {
      const alike = new AlikePackets();
      const rows = (payloads: readonly Ipv4Packet[]) => payloads.map((payload) => capturedPacket(0, 'in', { payload }));
      expect(rows(packets.map((payload) => alike.of(payload) as Ipv4Packet))).toEqual(rows(packets));
    }),
  );
});

test('packets that differ by what no row shows are one', () => {
  const alike = new AlikePackets();
  const [one, other] = [1, 2].map((value) =>
    ipv4Packet(
      { source: 1, destination: 2, protocol: PROTOCOL_TCP, identification: value },
      {
        kind: 'tcp',
        ...{ sourcePort: 1, destinationPort: 2, sequence: value, acknowledgement: value, flags: ACK, window: 5 },
        ...{ options: { timestamps: { value, echo: value } }, payload: new Uint8Array() },
      },
    ),
  );
  expect(alike.of(other as Ipv4Packet)).toBe(other);
  expect(alike.of(one as Ipv4Packet)).toBe(other);
});
