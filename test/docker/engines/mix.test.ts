/** A second firewall beside the engine's: both see every packet. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { access, type CapturedAccess, capturedMachine, outcomeOf, readAccesses } from './captured';

/** By the engine's iptables, what was done beside it, and the access: what the client saw. */
const results: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = JSON.parse(
  readFileSync('data/engines/mix.json', 'utf8'),
);

/** What each step is made of; each begins with what an earlier one left. */
const STEPS: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  'iptables-legacy -P FORWARD DROP beside': ['iptables-legacy -P FORWARD DROP'],
  'iptables-nft -P FORWARD DROP beside': ['iptables-nft -P FORWARD DROP'],
  'nft ACCEPT first, legacy DROP': [
    'iptables-nft -A FORWARD -j ACCEPT',
    'iptables-legacy -A DOCKER-USER -p tcp --dport 80 -j DROP',
  ],
  'own inet table, forward policy drop': [
    'nft add table inet guard',
    "nft add chain inet guard forward '{ type filter hook forward priority filter; policy drop; }'",
    "nft add rule inet guard forward 'ct state established,related counter accept'",
    'nft add rule inet guard forward counter',
  ],
  'own inet table, tcp dport 80 to docker0 accepted': [
    `nft add rule inet guard forward 'iifname "ens33" oifname "docker0" tcp dport 80 counter accept'`,
  ],
  'and from docker0': [`nft add rule inet guard forward 'iifname "docker0" counter accept'`],
  'own nat table registered after': [
    'nft add table ip mynat',
    "nft add chain ip mynat pre '{ type nat hook prerouting priority dstnat; }'",
    `nft add rule ip mynat pre 'iifname "ens33" tcp dport 8001 counter dnat to 192.168.70.6:2222'`,
  ],
  'own nat table, priority dstnat + 10': [
    'nft add table ip mynat',
    "nft add chain ip mynat pre '{ type nat hook prerouting priority dstnat + 10; }'",
    `nft add rule ip mynat pre 'iifname "ens33" tcp dport 8001 counter dnat to 192.168.70.6:2222'`,
  ],
  'after nft flush ruleset': ['nft flush ruleset'],
  'and c1 restarted': ['docker restart -t 1 c1'],
  'and the engine restarted': [],
};

/** What takes a step back, where the next one does not go on from it. */
const UNDO: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'mix-nft': {
    'iptables-legacy -P FORWARD DROP beside': ['iptables-legacy -P FORWARD ACCEPT'],
    'and from docker0': ['nft delete table inet guard'],
    'own nat table registered after': ['nft delete table ip mynat'],
    'own nat table, priority dstnat + 10': ['nft delete table ip mynat'],
  },
  'mix-legacy': {
    'iptables-nft -P FORWARD DROP beside': ['iptables-nft -P FORWARD ACCEPT'],
    'nft ACCEPT first, legacy DROP': [
      'iptables-legacy -D DOCKER-USER -p tcp --dport 80 -j DROP',
      'nft delete table ip filter',
    ],
    'and from docker0': ['nft delete table inet guard'],
    'own nat table registered after': ['nft delete table ip mynat'],
    'own nat table, priority dstnat + 10': ['nft delete table ip mynat'],
  },
};

const ACCESSES: readonly Pick<CapturedAccess, 'what' | 'from' | 'to'>[] = [
  { what: 'client to published', from: 'client', to: 'tcp 192.168.70.6:8001' },
  { what: 'container to outside', from: 'c1', to: 'tcp 192.168.70.1:9090' },
  { what: 'host to 127.0.0.1', from: 'host', to: 'tcp 127.0.0.1:8001' },
  { what: 'own published', from: 'c1', to: 'tcp 192.168.70.6:8001' },
];

describe.each(['legacy', 'nft'] as const)('beside an engine with iptables-%s', (variant) => {
  const name = `mix-${variant}`;
  const expected = results[name] ?? {};
  const captured = variant === 'legacy' ? readAccesses(name) : [];
  const docker = capturedMachine('28.5.2', {}, variant);
  docker.start();
  docker.run('docker run -d --name c1 -p 8001:80 -p 5301:53/udp bb');

  test.each(Object.entries(expected))('%s', (step, seen) => {
    for (const line of STEPS[step] ?? []) docker.run(line);
    if (step === 'and the engine restarted') {
      docker.stop();
      docker.start();
      docker.run('docker start c1');
    }
    for (const one of ACCESSES) {
      // A container that does not run asks for nothing.
      const result = seen[one.what];
      if (result === '') continue;
      const simulated = access(docker, { ...one, result: '', counted: [] });
      expect(`${one.what}: ${simulated.result}`).toBe(`${one.what}: ${result}`);
      const real = captured.find(({ what }) => what === `${step}: ${one.what}`);
      if (real === undefined) continue;
      const counted = simulated.counted.map(
        ([packets, bytes, rule]) => [packets, bytes, rule.startsWith('table ') ? rule : `legacy-${rule}`] as const,
      );
      expect(outcomeOf(real, { result: simulated.result, counted })).toEqual(outcomeOf(real, real));
    }
    for (const line of UNDO[name]?.[step] ?? []) docker.run(line);
  });
});
