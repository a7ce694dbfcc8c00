/** Docker 29 with nftables: after each step the rules are those of the real engine. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findRelease } from '../../../lib/docker/release';
import { readCounters } from '../../../lib/lab/observe/readCounters';
import { access, capturedMachine, proxiesOf, publishedOf, readStates, statesBeforeAccesses, take } from './captured';
import { nativeMachine, nftRulesOf, ruleset } from './native';

/** Chains of networks that were there come back in an order that the engine draws. */
const DRAWN_FROM = 'engine-again';

describe.each(['29.7.2-native', '29.7.2-native-noproxy'])('%s', (name) => {
  test('rules, docker-proxy and published ports after each step', () => {
    const docker = nativeMachine(!name.endsWith('-noproxy'));
    const expected = new Map<string, readonly string[]>();
    let isDrawn = false;
    for (const state of readStates(name)) {
      take(docker, state);
      for (const [chain, rules] of Object.entries(state.nft ?? {})) expected.set(chain, rules);
      for (const chain of state['nft gone'] ?? []) expected.delete(chain);
      isDrawn ||= state.step === DRAWN_FROM;
      const order = (list: readonly string[]) => (isDrawn ? [...list].sort() : list);
      const rules = nftRulesOf(docker);
      for (const [chain, list] of expected)
        expect(order(rules[chain] ?? ['absent']), `${state.step}: ${chain}`).toEqual(order(list));
      expect(Object.keys(rules).sort(), state.step).toEqual([...expected.keys()].sort());
      if (state['docker-proxy'] !== undefined)
        expect(proxiesOf(docker), `${state.step}: docker-proxy`).toEqual(state['docker-proxy']);
      if (state.ps !== undefined) expect(publishedOf(docker), `${state.step}: docker ps`).toEqual(state.ps);
    }
  });
});

test.each([
  ['29.7.2-engine-started', 'engine-started', true],
  ['29.7.2-c1-p8001-udp5301', 'c1-p8001-udp5301', true],
  ['29.7.2-h1-snat', 'h1-snat', true],
  ['29.7.2-noproxy-h1-snat', 'h1-snat', false],
])('the listing %s, with all objects in their order', (file, step, userlandProxy) => {
  const docker = nativeMachine(userlandProxy);
  const states = statesBeforeAccesses('29.7.2-native');
  for (const state of states.slice(0, states.findIndex((one) => one.step === step) + 1)) take(docker, state);
  const real = readFileSync(`data/nft/docker/${file}.nft`, 'utf8').replace(/packets 7 bytes 560/, 'packets 0 bytes 0');
  expect(ruleset(docker.run('nft list ruleset').stdout)).toBe(real);
});

test('after `nft flush ruleset` the next container makes half a table, and a start of the engine the whole one', () => {
  const docker = nativeMachine(true);
  docker.start();
  take(docker, { step: '', command: 'docker run -d --name c1 -p 8001:80 IMAGE' });
  const whole = docker.run('nft list ruleset').stdout;
  docker.run('nft flush ruleset');
  take(docker, { step: '', command: 'docker run -d --name c9 -p 8009:80 IMAGE; docker restart -t 0 c1' });
  const half = readFileSync('data/nft/docker/29.7.2-half-a-table-after-flush.nft', 'utf8');
  expect(docker.run('nft list ruleset').stdout).toBe(half.replace('packets 3 bytes 180', 'packets 0 bytes 0'));
  take(docker, {
    step: '',
    command: 'docker rm -f c9; systemctl stop docker; systemctl start docker; docker start c1',
  });
  expect(docker.run('nft list ruleset').stdout.split('\n').sort()).toEqual(whole.split('\n').sort());
});

test('what somebody took away of the table comes back as a whole when a change does not fit it', () => {
  const docker = nativeMachine(true);
  docker.start();
  take(docker, { step: '', command: 'docker network create -o com.docker.network.bridge.name=br1 n1' });
  docker.run('docker network rm n1');
  const before = nftRulesOf(docker);
  docker.run('docker network create -o com.docker.network.bridge.name=br1 n1');
  docker.run('nft flush ruleset');
  docker.run('docker network rm n1');
  const ofIpv4 = Object.entries(before).filter(([chain]) => chain.startsWith('ip '));
  expect(nftRulesOf(docker)).toEqual(Object.fromEntries(ofIpv4));
});

test('an engine that would forward nothing does not start, and makes no network', () => {
  const docker = nativeMachine();
  const { sysctl } = docker.machine.net;
  const reason =
    "IPv4 forwarding is disabled: check your host's firewalling and set sysctl net.ipv4.ip_forward=1, or disable this check using daemon option --ip-forward=false";
  sysctl.set('net.ipv4.ip_forward', '0');
  expect(docker.start()).toBe(
    `Job for docker.service failed: failed to start daemon: Error initializing network controller: error creating default "bridge" network: ${reason}`,
  );
  sysctl.set('net.ipv4.ip_forward', '1');
  expect(docker.start()).toBeUndefined();
  sysctl.set('net.ipv4.ip_forward', '0');
  expect(docker.run('docker network create n1').stderr).toContain(reason);
  expect(docker.run('docker network ls').stdout).not.toContain('n1');
  sysctl.set('net.ipv4.ip_forward', '1');
  // Its subnet was not taken.
  docker.run('docker network create n1');
  expect(docker.run('docker network inspect n1').stdout).toContain('172.18.0.0/16');
});

test('without docker-proxy two ports of the machine cannot lead to one of the container, and nothing is left of them', () => {
  const docker = nativeMachine(false);
  docker.start();
  const before = docker.run('nft list ruleset').stdout;
  const { stderr, exitCode } = docker.run('docker run -d --name cr -p 8444:443 -p 8443:443 bb');
  expect(exitCode).toBe(125);
  expect(stderr).toMatch(
    /failed to set up container networking: driver failed programming external connectivity on endpoint cr \([0-9a-f]{64}\): adding rules for bridge docker0: rule from \S+\/nftabler\/port\.go:161: adding rule:'ip saddr 172\.17\.0\.2 ip daddr 172\.17\.0\.2 tcp dport 443 counter masquerade comment "MASQ TO OWN PORT"' chain:'nat-postrouting-in__docker0' group:0: rule exists/,
  );
  expect(docker.run('nft list ruleset').stdout).toBe(before);
  expect(docker.run('docker run -d --name c1 -p 8443:443 bb').exitCode).toBe(0);
});

test('a container that comes or goes zeroes the counters of all chains that it changes, and no others', () => {
  const docker = nativeMachine();
  docker.start();
  take(docker, { step: '', command: 'docker run -d --name c1 -p 8001:80 IMAGE' });
  access(docker, { what: '', from: 'client', to: 'tcp 192.168.70.6:8001', result: '', counted: [] });
  const counted = () =>
    readCounters(docker.machine.net.netfilter).flatMap(({ table, chain, index, packets }) =>
      table === 'ip docker-bridges' && packets > 0 ? [`${chain} ${index}: ${packets}`] : [],
    );
  expect(counted()).toEqual([
    'nat-PREROUTING 1: 1',
    'nat-prerouting-and-output 1: 1',
    'filter-forward-in__docker0 1: 3',
    'filter-forward-in__docker0 3: 1',
    'filter-forward-out__docker0 1: 4',
  ]);
  take(docker, { step: '', command: 'docker run -d --name c2 -p 8002:80 IMAGE' });
  expect(counted()).toEqual(['nat-PREROUTING 1: 1', 'filter-forward-out__docker0 1: 4']);
});

test('an engine before 29 does not know the flag, nor the setting', () => {
  expect(() => capturedMachine('28.5.2', { firewallBackend: 'nftables' })).toThrow(
    'Docker 28.5.2 makes its rules with iptables alone; the nftables backend came with 29',
  );
  const docker = nativeMachine();
  docker.engine.release = findRelease('28.5.2');
  expect(docker.start()).toContain('unknown flag: --firewall-backend');
});
