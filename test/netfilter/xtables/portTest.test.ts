/** A rule that tests a port by itself matches what its match's function would. */
import { describe, expect, test } from 'vitest';
import type { Match, RuleSpec } from '../../../lib/netfilter';
import { prepareMatch } from '../../../lib/netfilter/matches';
import { headerTest } from '../../../lib/netfilter/xtables/headerTest';
import { interfaceTest } from '../../../lib/netfilter/xtables/interfaceTest';
import { portTest } from '../../../lib/netfilter/xtables/portTest';
import { Rule } from '../../../lib/netfilter/xtables/rule';
import { SharedValues } from '../../../lib/netfilter/xtables/sharedValues';
import { ipv4, SYN } from '../../../lib/packet';
import { echo, skbOf, stateAt, TestHost, tcp, udp } from '../skbs';

const port = (from: number, to = from, invert = false) => ({ from, to, invert });
const COMMENT: Match = { kind: 'comment', comment: 'first' };
const MARK: Match = { kind: 'mark', mark: 1, mask: 1, invert: false };
const FLAGS = { mask: SYN, compare: 0, invert: false };

describe('tested by the rule', () => {
  test.each<[string, readonly Match[], boolean]>([
    ['one TCP port', [{ kind: 'tcp', destinationPorts: port(80) }], true],
    ['one UDP port', [{ kind: 'udp', destinationPorts: port(80) }], true],
    ['behind a comment', [COMMENT, { kind: 'tcp', destinationPorts: port(80) }], true],
    ['before another match', [{ kind: 'tcp', destinationPorts: port(80) }, MARK], true],
    [
      'twice',
      [
        { kind: 'tcp', destinationPorts: port(80) },
        { kind: 'tcp', destinationPorts: port(81) },
      ],
      true,
    ],
    ['behind another match', [MARK, { kind: 'tcp', destinationPorts: port(80) }], false],
    ['a range', [{ kind: 'tcp', destinationPorts: port(80, 81) }], false],
    ['all ports but one', [{ kind: 'tcp', destinationPorts: port(80, 80, true) }], false],
    ['a source port as well', [{ kind: 'udp', destinationPorts: port(80), sourcePorts: port(53) }], false],
    ['flags as well', [{ kind: 'tcp', destinationPorts: port(80), flags: FLAGS }], false],
    ['an option as well', [{ kind: 'tcp', destinationPorts: port(80), option: { value: 2, invert: false } }], false],
    ['no port', [{ kind: 'tcp' }], false],
  ])('%s', (_, matches, expected) => {
    const spec = { matches, target: { kind: 'none' } } as const;
    expect(portTest(spec) !== undefined).toBe(expected);
    const rule = new Rule(spec);
    const state = stateAt('PREROUTING', new TestHost());
    const ends = { source: ipv4('10.0.0.1'), destination: ipv4('10.0.0.2'), sourcePort: 53 };
    const packets = [80, 81, 82].flatMap((destinationPort) => [
      tcp(SYN, { ...ends, destinationPort }),
      udp({ ...ends, destinationPort }),
      echo(8, 1, ends),
    ]);
    for (const packet of packets) {
      const skb = skbOf(packet);
      const asked = matches.filter(({ kind }) => kind !== 'comment').every((match) => prepareMatch(match)(skb, state));
      expect(rule.matches(skb, state)).toBe(asked);
    }
  });
});

test('rules that ask for the same of a header but for the port share the test', () => {
  const docker0 = { value: 'docker0', invert: true };
  expect(interfaceTest({ ...docker0 })).toBe(interfaceTest(docker0));
  expect(interfaceTest({ ...docker0, invert: false })).not.toBe(interfaceTest(docker0));
  const network = { value: { address: ipv4('172.17.0.0'), mask: ipv4('255.255.0.0') }, invert: false };
  const asks: RuleSpec = {
    source: network,
    destination: network,
    inInterface: docker0,
    outInterface: docker0,
    protocol: { value: 6, invert: false },
    fragment: { invert: true },
    matches: [{ kind: 'tcp', destinationPorts: port(80) }],
    target: { kind: 'none' },
  };
  const others: readonly Partial<RuleSpec>[] = [
    { source: { ...network, invert: true } },
    { destination: { ...network, value: { ...network.value, address: ipv4('172.18.0.0') } } },
    { inInterface: { ...docker0, invert: false } },
    { outInterface: { ...docker0, value: 'docker1' } },
    { protocol: { value: 6, invert: true } },
    { fragment: { invert: false } },
    { matches: [{ kind: 'udp', destinationPorts: port(80) }] },
    { matches: [] },
  ];
  expect(headerTest({ ...asks, matches: [{ kind: 'tcp', destinationPorts: port(81) }] })).toBe(headerTest(asks));
  for (const other of others) expect(headerTest({ ...asks, ...other })).not.toBe(headerTest(asks));
});

test('values that nobody asks for any more do not pile up', () => {
  const values = new SharedValues<number>();
  let made = 0;
  for (let text = 0; text < 300; text++) values.get(String(text), () => ++made);
  expect(values.get('299', () => ++made)).toBe(300);
  expect(values.get('0', () => ++made)).toBe(301);
});
