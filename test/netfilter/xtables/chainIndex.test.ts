/** A chain with an index behaves as one whose rules are all tried. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Chain, Netfilter, type SkBuff, traverseTable } from '../../../lib/netfilter';
import { ACK, type Ipv4Packet, ipv4, SYN } from '../../../lib/packet';
import { iptablesRestore, iptablesSave } from '../../../lib/tools/iptables';
import { echo, skbOf, stateAt, TestHost, tcp, udp } from '../skbs';

const ADDRESSES = ['10.0.0.1', '10.0.0.2', '172.17.0.2', '192.168.70.6'];
const PORTS = [80, 81, 8001];
const negated = fc.constantFrom('', '', '', '! ');
const oneOf = (...values: readonly (string | number)[]) => fc.constantFrom(...values.map(String));

const end = (option: string) =>
  fc.oneof(
    fc.constant(''),
    fc
      .tuple(negated, oneOf(...ADDRESSES, '10.0.0.0/24', '172.17.0.2/255.255.0.255'))
      .map(([not, to]) => `${not}${option} ${to}`),
  );
const ports = fc.oneof(
  fc.constant(''),
  fc.tuple(negated, oneOf(...PORTS, '80:81')).map(([not, port]) => `${not}--dport ${port}`),
);
const transport = fc.oneof(
  oneOf('', '-p icmp', '! -p tcp', '-p tcp -m multiport --dports 80,8001'),
  fc
    .tuple(
      oneOf('tcp', 'udp'),
      oneOf(
        '',
        '-m comment --comment first',
        '-m limit --limit 1/hour --limit-burst 2',
        '-m statistic --mode nth --every 2 --packet 0',
      ),
      ports,
    )
    .map(([protocol, before, port]) => `-p ${protocol} ${before} -m ${protocol} ${port}`),
);
const device = oneOf('', '-i eth0', '! -i eth0', '-o br+');
/** Rules with one of the targets, or none. */
const rules = (targets: readonly string[], size: { readonly minLength?: number; readonly maxLength: number }) =>
  fc.array(
    fc.tuple(end('-s'), end('-d'), device, transport, oneOf('', ...targets)).map((parts) => parts.join(' ')),
    size,
  );
const VERDICTS = ['-j ACCEPT', '-j DROP', '-j RETURN'];

const packet = fc
  .record({
    kind: fc.constantFrom('syn', 'ack', 'udp', 'echo'),
    source: fc.constantFrom(...ADDRESSES.map(ipv4)),
    destination: fc.constantFrom(...ADDRESSES.map(ipv4)),
    sourcePort: fc.constantFrom(...PORTS),
    destinationPort: fc.constantFrom(...PORTS),
  })
  .map(({ kind, ...ends }): Ipv4Packet => {
    if (kind === 'udp') return udp(ends);
    return kind === 'echo' ? echo(8, 1, ends) : tcp(kind === 'syn' ? SYN : ACK, ends);
  });

const plan = fc.record({
  forward: rules([...VERDICTS, '-j A', '-j B', '-g B'], { minLength: 8, maxLength: 30 }),
  a: rules([...VERDICTS, '-j B', '-g B'], { maxLength: 20 }),
  b: rules(VERDICTS, { maxLength: 20 }),
  packets: fc.array(packet, { minLength: 1, maxLength: 10 }),
});

type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

/** All that can be seen of packets' ways: verdicts, TRACE's steps, counters. */
function walk({ forward, a, b, packets }: Plan): unknown {
  const netfilter = new Netfilter();
  const appended = [
    ...forward.map((rule) => `-A FORWARD ${rule}`),
    ...a.map((rule) => `-A A ${rule}`),
    ...b.map((rule) => `-A B ${rule}`),
  ];
  const dump = ['*filter', ':FORWARD DROP [0:0]', ':A - [0:0]', ':B - [0:0]', ...appended, 'COMMIT', ''].join('\n');
  const { stderr } = iptablesRestore(netfilter, [], dump, { version: '1.8.9' });
  if (stderr !== '') throw new Error(`${stderr}\n${dump}`);
  const steps: string[] = [];
  const host = new TestHost();
  const verdicts = packets.map((one) => {
    const skb = watched(skbOf(one), steps);
    return traverseTable(netfilter.table('filter'), skb, stateAt('FORWARD', host, 'eth0', 'br0'));
  });
  return {
    verdicts,
    steps,
    counters: iptablesSave(netfilter, ['-c'], { version: '1.8.9' }).stdout.replace(/^#.*\n/gm, ''),
  };
}

function watched(skb: SkBuff, steps: string[]): SkBuff {
  skb.observer = {
    hook: () => {},
    step: ({ chain, event, number }) => {
      steps.push(`${chain}:${event}:${number}`);
    },
    translate: () => {},
    end: () => {},
  };
  return skb;
}

/** Runs `work` with every rule of a chain tried. */
function withoutIndex<T>(work: () => T): T {
  const { nextCandidate } = Chain.prototype;
  Chain.prototype.nextCandidate = (_packet, from) => from;
  try {
    return work();
  } finally {
    Chain.prototype.nextCandidate = nextCandidate;
  }
}

test('verdicts, traces and counters are those of trying every rule', () => {
  fc.assert(
    fc.property(plan, (one) => {
      expect(walk(one)).toEqual(withoutIndex(() => walk(one)));
    }),
    { numRuns: 300 },
  );
});

describe('of a thousand published ports', () => {
  const COUNT = 1000;
  const dump = Array.from(
    { length: COUNT },
    (_, index) => `-A FORWARD ! -i docker0 -p tcp -m tcp --dport ${index + 1} -j ACCEPT`,
  );

  test('one rule is tried', () => {
    const netfilter = new Netfilter();
    iptablesRestore(netfilter, [], ['*filter', ...dump, 'COMMIT', ''].join('\n'), { version: '1.8.9' });
    const { rules } = netfilter.table('filter').builtin('FORWARD');
    const tried: number[] = [];
    for (const [index, rule] of rules.entries()) {
      const matches = rule.matches.bind(rule);
      rule.matches = (skb, state) => {
        tried.push(index + 1);
        return matches(skb, state);
      };
    }
    traverseTable(netfilter.table('filter'), skbOf(tcp(SYN, { destinationPort: 777 })), stateAt('FORWARD'));
    expect(tried).toEqual([777]);
  });
});
