/** Random traffic: single packets of every kind, and conversations whose answers depend on what arrives. */
import fc from 'fast-check';
import { fragmentIpv4 } from '../../lib/packet';
import type { AnswerStep } from './answer';
import type { FuzzCase } from './case';
import { nftRules } from './nftRules';
import { type Contents, NODES, type Node, type PacketSpec, packetOf } from './packetSpec';
import { rules } from './rules';

type Step = PacketSpec | AnswerStep;

/** Where each node's packets truthfully come from. */
const HOME: Readonly<Record<Node | 'router', readonly string[]>> = {
  client: ['10.1.0.2', '10.1.0.3'],
  other: ['10.3.0.2'],
  server: ['10.2.0.2', '10.9.0.1'],
  c1: ['172.20.0.2'],
  c2: ['172.20.0.3', '172.20.0.4'],
  router: ['10.1.0.1', '10.2.0.1', '172.20.0.1', '127.0.0.1'],
};
/** Addresses of others: spoofed, martian, special. */
const STRANGE = [
  '10.1.0.1',
  '127.0.0.1',
  '127.0.0.2',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '10.9.0.1',
  '10.2.0.2',
  '10.2.0.255',
  '172.20.0.2',
];
/** A raw socket may send from them as well. */
const STRANGE_OF_OWN = ['10.9.0.1', '10.9.0.7', '10.2.0.2', '172.20.0.2'];
const DESTINATIONS = [
  '10.1.0.2',
  '10.3.0.2',
  '10.2.0.2',
  '10.2.0.9',
  '172.20.0.2',
  '172.20.0.3',
  '172.20.0.4',
  '10.9.0.1',
  '10.1.0.1',
  '10.2.0.1',
  '10.3.0.1',
  '172.20.0.1',
];
/** Errors about routes that lead nowhere are limited in the kernel by the second and by sender, so no packet goes there. */
const SPECIAL = [
  '127.0.0.1',
  '10.2.0.255',
  '255.255.255.255',
  '224.0.0.1',
  '224.0.0.9',
  '10.79.0.1',
  '0.0.0.0',
  '172.20.255.255',
];
const PORTS = [80, 81, 53, 22, 443, 8080];
/** For a port below 600 the kernel never draws the very same again. */
const CLIENT_PORTS = [4000, 4001, 5000, 550, 560];
const FLAGS = ['S', 'S', 'S', 'S.', '.', 'P.', 'F.', 'R', 'R.', '', 'F', 'FP.U', 'SF', 'FSRP.U'];

const destination = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...DESTINATIONS) },
  { weight: 1, arbitrary: fc.constantFrom(...SPECIAL) },
);
const ttl = fc.oneof({ weight: 12, arbitrary: fc.constant(64) }, { weight: 1, arbitrary: fc.constantFrom(1, 2, 255) });
/** Of the classes that rules ask for, and of none of them. */
const tos = fc.oneof(
  { weight: 12, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(0x28, 0xb8, 4) },
);
const length = fc.constantFrom(0, 0, 1, 10, 100, 1000);

const mss = fc.constantFrom(88, 536, 1000, 1360, 1460);
const scale = fc.constantFrom(0, 3, 7, 14);
/** Options of half of the segments that have SYN. */
const tcpOptions = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.record({ mss }) },
  { weight: 1, arbitrary: fc.record({ mss, scale }) },
  { weight: 1, arbitrary: fc.record({ mss, scale, time: fc.constant(1000) }) },
);
const tcp = fc
  .tuple(
    fc.record({
      protocol: fc.constant('tcp' as const),
      sourcePort: fc.constantFrom(...CLIENT_PORTS),
      destinationPort: fc.constantFrom(...PORTS),
      flags: fc.constantFrom(...FLAGS),
      sequence: fc.constantFrom(100, 101, 5000, 5001),
      acknowledgement: fc.constantFrom(0, 101, 5001),
      length: fc.constant(0),
    }),
    tcpOptions,
  )
  .map(([segment, options]) => (segment.flags.includes('S') ? { ...segment, ...options } : segment));
/** Datagrams are answered with less than they bring, so that one may be too long for the inner interface. */
const TOO_LONG = 1400;
const udp = fc.record({
  protocol: fc.constant('udp' as const),
  sourcePort: fc.constantFrom(...CLIENT_PORTS),
  destinationPort: fc.constantFrom(...PORTS),
  length: fc.oneof({ weight: 12, arbitrary: length }, { weight: 1, arbitrary: fc.constant(TOO_LONG) }),
});
const icmp = fc.record({
  protocol: fc.constant('icmp' as const),
  type: fc.constantFrom(8, 8, 8, 8, 0, 13, 14, 15, 17, 18, 9, 42),
  code: fc.constantFrom(0, 0, 0, 1),
  rest: fc.constantFrom(0x00070001, 0x00070002, 0x03e80001),
  length: fc.constantFrom(0, 8, 56),
});
const strange = fc.record({ protocol: fc.constantFrom(47, 4, 89), length: fc.constantFrom(8, 20) });
const body = fc.oneof(
  { weight: 5, arbitrary: tcp },
  { weight: 3, arbitrary: udp },
  { weight: 3, arbitrary: icmp },
  { weight: 1, arbitrary: strange },
);

interface Ends {
  readonly source: string;
  readonly destination: string;
  readonly ttl: number;
  readonly tos?: number;
}

function addresses(at: Node | 'router'): fc.Arbitrary<Ends> {
  const strange = at === 'router' ? STRANGE_OF_OWN : STRANGE;
  const source = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...HOME[at]) },
    { weight: 1, arbitrary: fc.constantFrom(...strange) },
  );
  // What the machine itself sends to 0.0.0.0 it sends to itself.
  const to = at === 'router' ? destination.filter((address) => address !== '0.0.0.0') : destination;
  return fc
    .tuple(fc.record({ source, destination: to, ttl }), tos)
    .map(([ends, typeOfService]) => (typeOfService === 0 ? ends : { ...ends, tos: typeOfService }));
}

/** An ICMP error about a packet that perhaps nobody sent. */
const error = (at: Node) =>
  fc
    .tuple(
      addresses(at),
      body,
      addresses('client'),
      fc.constantFrom([3, 3], [3, 1], [3, 0], [3, 13], [5, 1], [11, 0], [12, 0]),
    )
    .map(([outer, inner, ends, [type, code]]) => ({
      ...outer,
      protocol: 'icmp' as const,
      type: type!,
      code: code!,
      rest: 0,
      length: 0,
      about: { ...ends, ...inner } as Contents,
    }));

const at = fc.constantFrom<Node | 'router'>('client', 'client', 'other', 'server', 'c1', 'c1', 'c2', 'router');

const single: fc.Arbitrary<PacketSpec> = at.chain((node) => {
  if (node === 'router')
    return fc
      .tuple(addresses(node), body, fc.constantFrom(0, 0, 1, 2, 3))
      .map(([ends, contents, mark]) => ({ at: node, mark, ...ends, ...contents }) as PacketSpec)
      .filter((packet) => packet.length < TOO_LONG);
  const contents = fc.oneof(
    { weight: 12, arbitrary: fc.tuple(addresses(node), body).map(([ends, rest]) => ({ ...ends, ...rest })) },
    { weight: 1, arbitrary: error(node) },
  );
  return fc.tuple(contents, station).map(([rest, to]) => {
    const spec = { at: node, ...rest } as PacketSpec;
    return { ...spec, ...(to ?? neighbour(spec)) };
  });
});

const station = fc.oneof(
  { weight: 20, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<{ to: NonNullable<PacketSpec['to']> }>(
      { to: 'broadcast' },
      { to: 'nobody' },
      // By the port that it came in by, if it is a hairpin.
      { to: 'c1' },
      { to: 'c2' },
    ),
  },
);

/** Two of the bridge speak to each other past the router. */
function neighbour({ at, destination }: PacketSpec): { readonly to?: Node } {
  const to = NODES.find((node) => node !== at && (node === 'c1' || node === 'c2') && HOME[node].includes(destination));
  return (at === 'c1' || at === 'c2') && to !== undefined ? { to } : {};
}

const answer: fc.Arbitrary<AnswerStep> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      answer: fc.constantFrom(0, 0, 0, 1, 2),
      how: fc.constant('reply' as const),
      length: fc.constantFrom(0, 0, 10, 100),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      answer: fc.constantFrom(0, 0, 1),
      how: fc.constant('reply' as const),
      flags: fc.constantFrom('.', 'P.', 'F.', 'S.', 'S', 'R', 'R.'),
      // Before, at, and after what the peer waits for.
      shift: fc.constantFrom(0, 0, 0, -1, 1, -200, 2000, 200_000),
      length: fc.constantFrom(0, 10),
      mss,
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(0, 0, 1), fc.constantFrom([3, 3], [3, 1], [11, 0], [3, 13], [5, 1], [12, 0]))
      .map(([which, [type, code]]) => ({ answer: which, how: 'error' as const, length: 0, type: type!, code: code! })),
  },
);

/** Packets in fragments, which come in their order or not, and sometimes not all of them. */
const fragmented: fc.Arbitrary<Step[]> = fc
  .tuple(
    single.filter((spec) => spec.at !== 'router' && spec.protocol !== 'tcp' && !('about' in spec)),
    fc.constantFrom(600, 1473, 2000, 3000, 4000),
    fc.constantFrom(1500, 1500, 1500, 1396, 996, 576),
    fc.integer({ min: 1000, max: 60_000 }),
    fc.constantFrom('in order', 'in order', 'in order', 'backwards', 'twice', 'without the last'),
  )
  .map(([spec, length, mtu, identification, order]) => {
    const packet: PacketSpec = { ...spec, length };
    const count = fragmentIpv4(packetOf(packet), mtu).length;
    const parts = Array.from(
      { length: count },
      (_, number): PacketSpec => ({
        ...packet,
        part: { mtu, number, identification },
      }),
    );
    if (order === 'backwards') return parts.reverse();
    if (order === 'twice') return [...parts.slice(0, -1), ...parts];
    return order === 'in order' ? parts : parts.slice(0, -1);
  });

const reply = (flags: string, bytes = 0): AnswerStep => ({
  answer: 0,
  how: 'reply',
  flags,
  length: bytes,
  ...(flags === 'S.' ? { mss: 1460, scale: 7 } : {}),
});
/** The exchanges that a whole TCP connection consists of, each answering the one before; cut anywhere. */
const CONVERSATION = [
  reply('S.'),
  reply('.'),
  reply('.', 100),
  reply('P.', 200),
  reply('.'),
  reply('F.'),
  reply('F.'),
  reply('.'),
];
const conversationOf = (first: fc.Arbitrary<PacketSpec>): fc.Arbitrary<Step[]> =>
  fc.tuple(first, fc.integer({ min: 1, max: CONVERSATION.length })).map(([packet, most]) => {
    const opened = packet.protocol === 'tcp' ? { ...packet, flags: 'S', sequence: 100, acknowledgement: 0 } : packet;
    return [opened, ...CONVERSATION.slice(0, most)];
  });

const steps: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: single.map((step) => [step] as Step[]) },
      { weight: 4, arbitrary: answer.map((step) => [step] as Step[]) },
      { weight: 2, arbitrary: conversationOf(single) },
      { weight: 2, arbitrary: fragmented },
    ),
    { minLength: 1, maxLength: 10 },
  )
  .map((parts) => parts.flat());

/** Settings of the router that differ from the usual ones. */
export const settings: fc.Arbitrary<FuzzCase['settings']> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        ['net.bridge.bridge-nf-call-iptables', '0'],
        ['net.ipv4.ip_forward', '0'],
        ['net.ipv4.conf.all.rp_filter', '1'],
        ['net.ipv4.conf.all.rp_filter', '2'],
        ['net.ipv4.conf.all.route_localnet', '1'],
        ['net.netfilter.nf_conntrack_tcp_be_liberal', '1'],
        ['net.netfilter.nf_conntrack_tcp_loose', '0'],
        ['net.netfilter.nf_conntrack_tcp_ignore_invalid_rst', '1'],
      )
      .map((setting) => Object.fromEntries([setting])),
  },
  { weight: 1, arbitrary: fc.constantFrom({ 'hairpin.p1': 'on' }, { 'hairpin.p1': 'on', 'hairpin.p2': 'on' }) },
);

const plain: fc.Arbitrary<FuzzCase> = fc.record({ settings, rules, steps });

/** What Docker does for a published port without its proxy: a container may ask for its own by the machine's address. */
const PUBLISHED = [
  '-t nat -A PREROUTING -p tcp -m addrtype --dst-type LOCAL -m tcp --dport 8080 -j DNAT --to-destination 172.20.0.2:80',
  '-t nat -A PREROUTING -p udp -m addrtype --dst-type LOCAL -m udp --dport 8080 -j DNAT --to-destination 172.20.0.2:53',
  '-t nat -A POSTROUTING -s 172.20.0.2 -d 172.20.0.2 -j MASQUERADE',
];
const asked = conversationOf(
  fc.tuple(fc.constantFrom<Node>('c1', 'c1', 'c2', 'client'), fc.oneof(tcp, udp)).map(([at, contents]) => ({
    at,
    source: HOME[at][0]!,
    destination: '10.1.0.1',
    ...contents,
    destinationPort: 8080,
  })),
);
const hairpin: fc.Arbitrary<FuzzCase> = fc
  .tuple(plain, fc.array(asked, { minLength: 1, maxLength: 3 }), fc.subarray(PUBLISHED, { minLength: 2 }))
  .map(([{ settings, rules, steps }, conversations, published]) => {
    const first = rules.filter((text) => !text.includes(' -A ')).length;
    return {
      settings: { 'hairpin.p1': 'on', ...settings },
      rules: [...rules.slice(0, first), ...published, ...rules.slice(first)],
      steps: [...conversations.flat(), ...steps],
    };
  });

export const cases: fc.Arbitrary<FuzzCase> = fc.oneof(
  { weight: 15, arbitrary: plain },
  { weight: 1, arbitrary: hairpin },
);

/** With rules of nft, and sometimes those of iptables as well. */
export const nftCases: fc.Arbitrary<FuzzCase> = fc
  .tuple(plain, nftRules, fc.constantFrom(false, false, false, true))
  .map(([plainCase, nft, both]) => ({ ...plainCase, rules: both ? plainCase.rules : [], nft }));
