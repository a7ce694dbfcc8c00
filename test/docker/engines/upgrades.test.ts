/** One engine after the other on one host, without a reboot: what each leaves behind and clears away. */

import { expect, test } from 'vitest';
import { findRelease } from '../../../lib/docker/release';
import {
  access,
  capturedMachine,
  outcomeOf,
  type Rules,
  readAccesses,
  readStates,
  rulesOf,
  take,
  withoutStray,
} from './captured';
import { nftRulesOf } from './native';

const SETUP = [
  'docker run -d --name c1 -p 8001:80 IMAGE',
  'docker network create -o com.docker.network.bridge.name=docker1 --subnet 172.18.0.0/16 --gateway 172.18.0.1 bridge1',
  'docker network create -o com.docker.network.bridge.name=brint --internal --subnet 172.20.0.0/16 internal',
  'docker run -d --name d1 --network bridge1 -p 8002:80 IMAGE',
].join('; ');

test.each([
  ['up-legacy', '20.10, 24, 27, 28.0.1, 28.5, 29 and back to 28.5'],
  ['up-legacy-native', '20.10, 28.5, 29 with nftables and 29 with iptables'],
])('%s: %s', (name) => {
  const docker = capturedMachine('20.10.24');
  const expected: Record<string, Rules> = { v4: {}, v6: {}, nft: {} };
  let accesses = readAccesses(name);
  for (const state of readStates(name)) {
    for (const part of ['v4', 'v6', 'nft'] as const) {
      const rules = new Map(Object.entries({ ...expected[part], ...state[part] }));
      for (const chain of state[`${part} gone`] ?? []) rules.delete(chain);
      expected[part] = Object.fromEntries(rules);
    }
    const [, version, backend, stopped] = /^([\d.]+)-(legacy|native)(-stopped)?$/.exec(state.step) ?? [];
    if (version === undefined) continue;
    if (stopped !== undefined) docker.stop();
    else {
      const isFirst = docker.engine.networks.size === 0;
      docker.engine.release = findRelease(version);
      const content = backend === 'native' ? '{ "firewall-backend": "nftables" }' : '{}';
      docker.machine.files.set('/etc/docker/daemon.json', { content, modifiedAt: 0 });
      docker.start();
      take(docker, { ...state, command: isFirst ? SETUP : 'docker start c1 d1' });
    }
    const seen = { v4: rulesOf(docker), v6: rulesOf(docker, 'ip6tables'), nft: nftRulesOf(docker) };
    for (const [part, rules] of Object.entries(seen))
      expect(inAnyOrder(rules), `${state.step}: ${part}`).toEqual(inAnyOrder(expected[part] ?? {}));
    if (stopped !== undefined) continue;
    const own = accesses.slice(0, 9);
    accesses = accesses.slice(9);
    for (const real of own) {
      expect(real.what).toContain(version);
      const simulated = access(docker, real);
      expect(outcomeOf(real, simulated)).toEqual(outcomeOf(real, withoutStray(real, simulated)));
    }
  }
  expect(accesses).toEqual([]);
});

test.each(['28.0.1', '28.5.2', '29.7.2'])(
  'from 28.0.0 to %s nothing is left but the sets, and what is empty',
  (version) => {
    const docker = capturedMachine('28.0.0');
    docker.start();
    const command = [
      ...SETUP.split('; '),
      'docker network create -o com.docker.network.bridge.name=brnoicc -o com.docker.network.bridge.enable_icc=false noicc',
    ].join('; ');
    take(docker, { step: '', command });
    docker.stop();
    docker.engine.release = findRelease(version);
    docker.start();
    const fresh = capturedMachine(version);
    fresh.start();
    take(fresh, { step: '', command });
    take(fresh, { step: '', command: 'docker stop -t 0 c1 d1' });
    const rules = new Map(Object.entries(rulesOf(docker)));
    for (const [chain, list] of Object.entries(rulesOf(fresh))) {
      // The administrator's chain stays as it is, with what earlier releases ended it by.
      const left = chain === 'filter DOCKER-USER' && version !== '28.0.1' ? ['-j RETURN'] : [];
      expect([...(rules.get(chain) ?? [])].sort(), chain).toEqual([...list, ...left].sort());
      rules.delete(chain);
    }
    // The chains are removed before FORWARD's jump to one of them is deleted.
    expect([...rules]).toEqual(version === '29.7.2' ? [['filter DOCKER-ISOLATION-STAGE-1', []]] : []);
  },
);

test('where forwarding was on before 27, later engines leave FORWARD’s policy as it is; 27 drops forwarded IPv6 always', () => {
  const docker = capturedMachine('27.5.1');
  docker.machine.net.sysctl.set('net.ipv4.ip_forward', '1');
  docker.start();
  take(docker, { step: '', command: SETUP });
  for (const version of ['28.0.0', '28.5.2', '29.7.2']) {
    docker.stop();
    docker.engine.release = findRelease(version);
    docker.start();
    expect([rulesOf(docker)['filter FORWARD']?.[0], rulesOf(docker, 'ip6tables')['filter FORWARD']?.[0]]).toEqual([
      'ACCEPT',
      'DROP',
    ]);
  }
});

test('28.0.0 does not start with a set of its name that somebody made otherwise, and says so', () => {
  const docker = capturedMachine('28.0.0');
  docker.run('ipset create docker-ext-bridges-v4 hash:net maxelem 1');
  expect(docker.start()).toBe(
    'Job for docker.service failed: failed to start daemon: ipset create docker-ext-bridges-v4 hash:net family inet: ipset v7.17: Set cannot be created: set with the same name already exists',
  );
});

test('a network of 28.0.0 whose subnet finds no place in the set is not made', () => {
  const docker = capturedMachine('28.0.0');
  docker.start();
  docker.run('ipset create full hash:net maxelem 1');
  docker.run('ipset add full 10.0.0.0/8');
  docker.run('ipset swap full docker-ext-bridges-v4');
  expect(docker.run('docker network create n')).toEqual({
    stdout: '',
    stderr: expect.stringMatching(
      /^Error response from daemon: ipset add docker-ext-bridges-v4 172\.18\.0\.0\/16: .*full/,
    ),
    exitCode: 1,
  });
  expect(docker.run('docker network ls -q').stdout.split('\n')).toHaveLength(4);
  // The engine leaves behind what it had made, as it does when iptables refuses a rule.
  expect(docker.run('iptables-save').stdout).toContain('172.18.');
  expect(docker.run('ip a').stdout).toMatch(/br-\w+: <BROADCAST,MULTICAST> .* state DOWN/);
});

/** Networks that were there are taken over in an order that the engine draws. */
function inAnyOrder(rules: Rules) {
  return Object.fromEntries(Object.entries(rules).map(([chain, list]) => [chain, [...list].sort()]));
}
