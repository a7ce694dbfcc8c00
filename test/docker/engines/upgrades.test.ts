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

const SETUP = [
  'docker run -d --name c1 -p 8001:80 IMAGE',
  'docker network create -o com.docker.network.bridge.name=docker1 --subnet 172.18.0.0/16 --gateway 172.18.0.1 bridge1',
  'docker network create -o com.docker.network.bridge.name=brint --internal --subnet 172.20.0.0/16 internal',
  'docker run -d --name d1 --network bridge1 -p 8002:80 IMAGE',
].join('; ');

test('20.10, 24, 27, 28.0.1, 28.5, 29 and back to 28.5', () => {
  const docker = capturedMachine('20.10.24');
  const expected = { v4: new Map<string, readonly string[]>(), v6: new Map<string, readonly string[]>() };
  let accesses = readAccesses('up-legacy');
  for (const state of readStates('up-legacy')) {
    for (const family of ['v4', 'v6'] as const) {
      for (const [chain, rules] of Object.entries(state[family] ?? {})) expected[family].set(chain, rules);
      for (const chain of state[`${family} gone`] ?? []) expected[family].delete(chain);
    }
    const [, version, stopped] = /^([\d.]+)-legacy(-stopped)?$/.exec(state.step) ?? [];
    if (version === undefined) continue;
    if (stopped !== undefined) docker.stop();
    else {
      const isFirst = docker.engine.networks.size === 0;
      docker.engine.release = findRelease(version);
      docker.start();
      take(docker, { ...state, command: isFirst ? SETUP : 'docker start c1 d1' });
    }
    expect(inAnyOrder(rulesOf(docker)), state.step).toEqual(inAnyOrder(Object.fromEntries(expected.v4)));
    expect(inAnyOrder(rulesOf(docker, 'ip6tables')), state.step).toEqual(inAnyOrder(Object.fromEntries(expected.v6)));
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

/** Networks that were there are taken over in an order that the engine draws. */
function inAnyOrder(rules: NonNullable<CapturedState['v4']>) {
  return Object.fromEntries(Object.entries(rules).map(([chain, list]) => [chain, [...list].sort()]));
}
