/** A second firewall beside Docker 29 with nftables: who sees a packet first, and what an empty rule set leaves. */
import { expect, test } from 'vitest';
import { nft } from '../../../lib/tools/nft';
import { access, type CapturedAccess, outcomeOf, readAccesses, take, withoutStray } from './captured';
import { nativeMachine } from './native';

/** What was done before the accesses of each part, and undone behind them. iptables-nft is told to nft in its own words. */
const PARTS: Readonly<Record<string, { readonly before?: string; readonly after?: string; readonly docker?: string }>> =
  {
    plain: {},
    'iptables-legacy -P FORWARD DROP beside': {},
    'iptables-nft -P FORWARD DROP beside': {
      before: 'table ip filter { chain FORWARD { type filter hook forward priority filter; policy drop; }; }',
      after: 'delete table ip filter',
    },
    'own inet table, forward policy drop': {
      before: `table inet guard { chain forward {
      type filter hook forward priority filter; policy drop;
      ct state established,related counter accept; counter
    }; }`,
    },
    'own inet table, tcp dport 80 to docker0 accepted': {
      before: 'add rule inet guard forward iifname ens33 oifname docker0 tcp dport 80 counter accept',
    },
    'and from docker0': {
      before: 'add rule inet guard forward iifname docker0 counter accept',
      after: 'delete table inet guard',
    },
    'own nat table registered after': {
      before: nat('dstnat'),
      after: 'delete table ip mynat',
    },
    'own nat table, priority dstnat + 10': {
      before: nat('dstnat + 10'),
      after: 'delete table ip mynat',
    },
    'after nft flush ruleset': { before: 'flush ruleset' },
    'and c1 restarted': { docker: 'docker restart -t 0 c1' },
    'and the engine restarted': { docker: 'systemctl stop docker; systemctl start docker; docker start c1' },
  };

function nat(priority: string): string {
  return `table ip mynat { chain pre { type nat hook prerouting priority ${priority}
    iifname ens33 tcp dport 8001 counter dnat to 192.168.70.6:2222 }; }`;
}

test('accesses come to what they came to, and every rule of both counts the same', () => {
  const docker = nativeMachine();
  docker.start();
  take(docker, { step: '', command: 'docker run -d --name c1 -p 8001:80 IMAGE' });
  const accesses = readAccesses('mix-native');
  const partOf = ({ what }: CapturedAccess) => what.slice(0, what.lastIndexOf(': '));
  for (const [part, { before, after, docker: command }] of Object.entries(PARTS)) {
    const isLegacy = part.startsWith('iptables-legacy');
    if (isLegacy) docker.run('iptables -P FORWARD DROP');
    if (before !== undefined) expect(nft(docker.machine, ['-f', '-'], before), part).toMatchObject({ exitCode: 0 });
    if (command !== undefined) take(docker, { step: '', command });
    for (const real of accesses.filter((one) => partOf(one) === part)) {
      const { result, counted } = access(docker, real);
      const named = counted.map(([packets, bytes, rule]) => [packets, bytes, nameOf(rule)] as const);
      // iptables-nft made no legacy table when the engine asked it for older rules, as iptables does here.
      const simulated = {
        result,
        counted: named.filter(([, , rule]) => part !== 'plain' || !rule.startsWith('legacy')),
      };
      expect(outcomeOf(real, simulated)).toEqual(outcomeOf(real, withoutStray(real, simulated)));
    }
    if (isLegacy) docker.run('iptables -P FORWARD ACCEPT');
    if (after !== undefined) expect(nft(docker.machine, ['-f', '-'], after), part).toMatchObject({ exitCode: 0 });
  }
  expect([...new Set(accesses.map(partOf))]).toEqual(Object.keys(PARTS));
});

function nameOf(rule: string): string {
  return rule.startsWith('filter ') ? `legacy-${rule}` : rule;
}
