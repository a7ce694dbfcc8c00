/** One engine after the other on one host, without a reboot: what each leaves behind and clears away. */

import { expect, test } from 'vitest';
import { findRelease } from '../../../lib/docker/release';
import {
  access,
  type CapturedState,
  capturedMachine,
  outcomeOf,
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
  const expected = new Map<string, readonly string[]>();
  const expectedOfNft = new Map<string, readonly string[]>();
  let accesses = readAccesses(name);
  for (const state of readStates(name)) {
    for (const [chain, rules] of Object.entries(state.v4 ?? {})) expected.set(chain, rules);
    for (const chain of state['v4 gone'] ?? []) expected.delete(chain);
    for (const [chain, rules] of Object.entries(state.nft ?? {})) expectedOfNft.set(chain, rules);
    for (const chain of state['nft gone'] ?? []) expectedOfNft.delete(chain);
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
    expect(inAnyOrder(rulesOf(docker)), state.step).toEqual(inAnyOrder(Object.fromEntries(expected)));
    expect(inAnyOrder(nftRulesOf(docker)), state.step).toEqual(inAnyOrder(Object.fromEntries(expectedOfNft)));
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

/** Networks that were there are taken over in an order that the engine draws. */
function inAnyOrder(rules: NonNullable<CapturedState['v4']>) {
  return Object.fromEntries(Object.entries(rules).map(([chain, list]) => [chain, [...list].sort()]));
}
