import { describe, expect, test } from 'vitest';
import { Netfilter, type SkBuff, type TableName, traverseTable, type Verdict } from '../../../lib/netfilter';
import { iptables, iptablesRestore, iptablesSave } from '../../../lib/tools/iptables';
import { skbOf, stateAt, TestHost, udp } from '../skbs';

interface Walk {
  readonly verdict: Verdict;
  /** `CHAIN:EVENT:NUMBER`, as TRACE has it. */
  readonly steps: readonly string[];
  /** Rules and policies that counted, with how many packets. */
  readonly counted: readonly string[];
}

function netfilterWith(...rules: readonly string[]): Netfilter {
  const netfilter = new Netfilter();
  for (const rule of rules) {
    const { stderr } = iptables(netfilter, rule.split(' '), { version: '1.8.9' });
    if (stderr !== '') throw new Error(stderr);
  }
  return netfilter;
}

/** Sends a TCP packet that came in by eth0 through filter FORWARD. */
function walk(netfilter: Netfilter, skb: SkBuff = skbOf(), table: TableName = 'filter'): Walk {
  const steps: string[] = [];
  skb.observer = {
    hook: () => {},
    step: ({ chain, event, number }) => {
      steps.push(`${chain}:${event}:${number}`);
    },
    translate: () => {},
    end: () => {},
  };
  const verdict = traverseTable(netfilter.table(table), skb, stateAt('FORWARD', new TestHost(), 'eth0', 'br0'));
  const saved = iptablesSave(netfilter, ['-c', '-t', table], { version: '1.8.9' }).stdout.split('\n');
  const counted = saved.filter((line) => /\[[1-9]\d*:\d+\]/.test(line)).map((line) => line.replace(/:\d+\]/, ']'));
  return { verdict, steps, counted };
}

test('matches that remember packets begin anew when their table is replaced, not when another is', () => {
  const netfilter = netfilterWith('-A FORWARD -m limit --limit 1/hour --limit-burst 2');
  const add = (rule: string) => iptables(netfilter, rule.split(' '), { version: '1.8.9' });
  const packets = () => Number(/\[(\d+)\] .*limit/.exec(walk(netfilter).counted.join('\n'))?.[1]);
  expect([packets(), packets(), packets()]).toEqual([1, 2, 2]);
  add('-t raw -A OUTPUT');
  expect(packets()).toBe(2);
  add('-A FORWARD');
  expect([packets(), packets(), packets()]).toEqual([3, 4, 4]);
  // Another chain of the table was changed.
  add('-A INPUT');
  expect([packets(), packets(), packets()]).toEqual([5, 6, 6]);
});

test('a chain that was not changed jumps to another as that is now', () => {
  const netfilter = netfilterWith('-N web', '-A FORWARD -j web', '-A web -p udp', '-A web -j DROP');
  expect(walk(netfilter).steps).toEqual(['FORWARD:rule:1', 'web:return:2']);
  iptables(netfilter, ['-D', 'web', '1'], { version: '1.8.9' });
  expect(walk(netfilter).steps).toEqual(['FORWARD:rule:1', 'web:return:1']);
});

describe('a packet', () => {
  test('that no rule decides about meets the policy, which counts it', () => {
    const { verdict, steps, counted } = walk(netfilterWith('-P FORWARD DROP', '-A FORWARD -p udp -j ACCEPT'));
    expect({ verdict, steps, counted }).toEqual({
      verdict: 'DROP',
      steps: ['FORWARD:policy:2'],
      counted: [':FORWARD DROP [1]'],
    });
  });

  test('that a rule decides about is not counted by the policy', () => {
    const { verdict, steps, counted } = walk(netfilterWith('-A FORWARD -p tcp -j DROP'));
    expect({ verdict, steps, counted }).toEqual({
      verdict: 'DROP',
      steps: ['FORWARD:rule:1'],
      counted: ['[1] -A FORWARD -p tcp -j DROP'],
    });
  });

  test('counts at a rule without target and goes on', () => {
    expect(walk(netfilterWith('-A FORWARD', '-A FORWARD -p tcp')).counted).toEqual([
      ':FORWARD ACCEPT [1]',
      '[1] -A FORWARD',
      '[1] -A FORWARD -p tcp',
    ]);
  });

  test('is counted with its whole length', () => {
    const netfilter = netfilterWith('-A FORWARD');
    walk(netfilter);
    walk(netfilter, skbOf(udp()));
    expect(iptablesSave(netfilter, ['-c'], { version: '1.8.9' }).stdout).toContain('[2:68] -A FORWARD');
  });
});

describe('a jump', () => {
  test('counts even if the chain comes back, and the next rule is tried', () => {
    const { steps, counted } = walk(
      netfilterWith('-N A', '-A A -p udp', '-A FORWARD -p tcp -j A', '-A FORWARD -p tcp'),
    );
    expect(steps).toEqual(['FORWARD:rule:1', 'A:return:2', 'FORWARD:rule:2', 'FORWARD:policy:3']);
    expect(counted).toEqual([':FORWARD ACCEPT [1]', '[1] -A FORWARD -p tcp -j A', '[1] -A FORWARD -p tcp']);
  });

  test('without return ends where the calling chain ends', () => {
    const { steps } = walk(netfilterWith('-N A', '-N B', '-A A -p tcp -g B', '-A A -j DROP', '-A FORWARD -p tcp -j A'));
    expect(steps).toEqual(['FORWARD:rule:1', 'A:rule:1', 'B:return:1', 'FORWARD:policy:2']);
  });

  test('out of a builtin chain without return ends at the policy', () => {
    const { steps, verdict } = walk(netfilterWith('-N A', '-A FORWARD -p tcp -g A', '-A FORWARD -j DROP'));
    expect({ steps, verdict }).toEqual({
      steps: ['FORWARD:rule:1', 'A:return:1', 'FORWARD:policy:3'],
      verdict: 'ACCEPT',
    });
  });
});

describe('chains', () => {
  /** Chains c0 to cN, each with the same jumps to the next; the last is empty. */
  function nested(depth: number, jumps: number): Netfilter {
    const chains = Array.from({ length: depth + 1 }, (_, index) => `:c${index} - [0:0]\n`);
    const rules = Array.from({ length: depth }, (_, index) => `-A c${index} -j c${index + 1}\n`.repeat(jumps));
    const netfilter = new Netfilter();
    const text = `*filter\n${chains.join('')}-A FORWARD -j c0\n${rules.join('')}COMMIT\n`;
    expect(iptablesRestore(netfilter, [], text, { version: '1.8.9' }).stderr).toBe('');
    return netfilter;
  }

  test('may be nested twenty thousand deep, and a packet comes back from each', () => {
    const depth = 20_000;
    const { steps, verdict } = walk(nested(depth, 1));
    // Each chain's jump and end, the last chain's end, and FORWARD's jump and policy.
    expect([steps.length, steps.at(-1), verdict]).toEqual([2 * depth + 3, 'FORWARD:policy:2', 'ACCEPT']);
  });

  test('that call each other twice, forty deep, are taken, and end a packet in bounded time with a line in the log', () => {
    const host = new TestHost();
    const netfilter = nested(40, 2);
    const forward = () => traverseTable(netfilter.table('filter'), skbOf(), stateAt('FORWARD', host));
    expect(forward()).toBe('DROP');
    expect(host.logged).toEqual([expect.stringMatching(/^<4>.* made more than 1000000 jumps in table filter/)]);
    iptables(netfilter, ['-F', 'c0'], { version: '1.8.9' });
    expect(forward()).toBe('ACCEPT');
  });

  test('are come back to, whatever another packet meets meanwhile', () => {
    const netfilter = nested(150, 1);
    for (const rule of ['-A c150 -j LOG', '-A FORWARD -j DROP'])
      iptables(netfilter, rule.split(' '), { version: '1.8.9' });
    const forward = (packet: SkBuff, host: TestHost) =>
      traverseTable(netfilter.table('filter'), packet, stateAt('FORWARD', host));
    const verdicts: Verdict[] = [];
    const host = new TestHost();
    // As what REJECT sends.
    host.log = () => verdicts.push(forward(skbOf(), new TestHost()));
    verdicts.push(forward(skbOf(), host));
    expect(verdicts).toEqual(['DROP', 'DROP']);
    const saved = iptablesSave(netfilter, ['-c'], { version: '1.8.9' }).stdout;
    expect(saved).toContain('[2:80] -A FORWARD -j DROP\n');
    expect(saved).toContain('[2:80] -A FORWARD -j c0\n');
  });
});

describe('RETURN', () => {
  test('in a builtin chain leads to the policy', () => {
    const { steps, verdict } = walk(
      netfilterWith('-P FORWARD DROP', '-A FORWARD -p tcp -j RETURN', '-A FORWARD -j ACCEPT'),
    );
    expect({ steps, verdict }).toEqual({ steps: ['FORWARD:rule:1', 'FORWARD:policy:3'], verdict: 'DROP' });
  });

  test('in a user chain leads back', () => {
    const { steps } = walk(netfilterWith('-N A', '-A A -p tcp -j RETURN', '-A A -j DROP', '-A FORWARD -p tcp -j A'));
    expect(steps).toEqual(['FORWARD:rule:1', 'A:rule:1', 'FORWARD:policy:2']);
  });
});

describe('TRACE', () => {
  test('takes an unconditional verdict in a user chain for its end', () => {
    const { steps } = walk(netfilterWith('-N A', '-A A -j RETURN', '-A FORWARD -p tcp -j A'));
    expect(steps).toEqual(['FORWARD:rule:1', 'A:return:1', 'FORWARD:policy:2']);
  });

  test('takes an unconditional verdict in a builtin chain for its policy', () => {
    expect(walk(netfilterWith('-A FORWARD -p udp', '-A FORWARD -j DROP')).steps).toEqual(['FORWARD:policy:2']);
  });

  test('names an unconditional jump a rule', () => {
    expect(walk(netfilterWith('-N A', '-A FORWARD -j A')).steps).toEqual([
      'FORWARD:rule:1',
      'A:return:1',
      'FORWARD:policy:2',
    ]);
  });
});

describe('an interface', () => {
  test.each([
    ['-i eth0', true],
    ['-i eth', false],
    ['-i eth+', true],
    ['-i +', true],
    ['! -i eth+', false],
    ['-o br0', true],
    ['! -o docker0', true],
    ['-i eth1+', false],
  ])('%s: %s', (condition, matches) => {
    expect(walk(netfilterWith(`-A FORWARD ${condition} -j DROP`)).verdict).toBe(matches ? 'DROP' : 'ACCEPT');
  });
});

test('REJECT answers and drops', () => {
  const host = new TestHost();
  const netfilter = netfilterWith('-A FORWARD -p tcp -j REJECT --reject-with tcp-reset');
  const verdict = traverseTable(netfilter.table('filter'), skbOf(), stateAt('FORWARD', host));
  expect([verdict, ...host.rejected]).toEqual(['DROP', 'tcp-reset']);
});
