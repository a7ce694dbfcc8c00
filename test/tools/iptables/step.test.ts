/** What a packet meets in tables of iptables-nft is told in the words of iptables, as its counters are. */
import { expect, test } from 'vitest';
import { Lab, observe } from '../../../lib/lab';

const steps = async (machines: Lab, command: string) => {
  const { journeys } = await observe(machines, command);
  const [first] = journeys;
  return {
    met: first?.steps.map((step) => [step.table, step.chain, step.number, step.verdict, step.rule]),
    fate: first?.fate,
  };
};

const COMMANDS = [
  'iptables -N ours',
  'iptables -A INPUT -i lo -j ACCEPT',
  'iptables -A INPUT -p icmp -m comment --comment "all that asks" -j ours',
  'iptables -A ours -m conntrack --ctstate NEW -s 192.168.70.0/24 -p icmp -j LOG --log-prefix "x "',
  'iptables -t nat -A PREROUTING -p tcp --dport 8001 -j DNAT --to-destination 192.168.70.6:80',
];

async function hostWith(variant: 'legacy' | 'nft', ...more: readonly string[]): Promise<Lab> {
  const machines = new Lab({ iptables: variant });
  for (const command of [...COMMANDS, ...more]) {
    const { stderr } = await machines.sh(`host# ${command}`);
    expect(stderr).toBe('');
  }
  return machines;
}

test('a step is the same by iptables-legacy and by iptables-nft', async () => {
  for (const command of ['client# ping -c 1 192.168.70.6', 'client# curl -m 1 http://192.168.70.6:8001']) {
    const legacy = await steps(await hostWith('legacy', 'iptables -P INPUT DROP'), command);
    const nft = await steps(await hostWith('nft', 'iptables -P INPUT DROP'), command);
    // Of chains without rules nf_tables has none, and meets nothing.
    expect(nft.met).toEqual(
      legacy.met?.filter(([, , number, , rule]) => number !== 1 || !String(rule).startsWith('policy')),
    );
    expect(nft.fate).toEqual(legacy.fate);
  }
});

test('a rule that iptables would tell otherwise stays in the words of nft, in its table', async () => {
  const machines = await hostWith('nft', 'nft insert rule ip filter INPUT icmp type echo-request counter accept');
  const { met } = await steps(machines, 'client# ping -c 1 192.168.70.6');
  expect(met).toContainEqual(['filter', 'INPUT', 1, 'ACCEPT', 'icmp type echo-request counter accept']);
});

test('a table that only iptables-legacy sees is told apart, and a foreign base chain is nft’s', async () => {
  const machines = await hostWith(
    'nft',
    'iptables-legacy -A INPUT -p icmp -j DROP',
    "nft add chain ip filter mine '{ type filter hook input priority -5; }'",
    'nft add rule ip filter mine counter',
  );
  const { met, fate } = await steps(machines, 'client# ping -c 1 -W 1 192.168.70.6');
  expect(met).toEqual([
    ['nat', 'PREROUTING', 2, 'ACCEPT', 'policy ACCEPT'],
    ['ip filter', 'mine', 1, '', 'counter'],
    ['ip filter', 'mine', 2, 'ACCEPT', 'policy ACCEPT'],
    ['legacy filter', 'INPUT', 1, 'DROP', '-p icmp -j DROP'],
  ]);
  expect(fate).toEqual({ kind: 'dropped', reason: 'legacy filter INPUT rule 1 DROP: -p icmp -j DROP' });
});
