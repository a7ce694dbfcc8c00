/** Options of dockerd, each on a machine of its own: the rules, and what a few accesses count. */
import { describe, expect, test } from 'vitest';
import type { EngineOptions } from '../../../lib/docker';
import type { DockerMachine } from '../machine';
import { access, capturedMachine, outcomeOf, readAccesses, readStates, rulesOf, take, withoutStray } from './captured';

/** daemon.json of each step; what is no setting of daemon.json comes from dockerd's environment. */
const SETTINGS: Readonly<Record<string, object>> = {
  'allow-direct-routing': { 'allow-direct-routing': true },
  'iptables-off': { iptables: false },
  'ip6tables-off': { ip6tables: false },
  'icc-off': { icc: false },
  'ip-masq-off': { 'ip-masq': false },
  'ip-forward-off': { 'ip-forward': false },
  'ip-forward-no-drop': { 'ip-forward-no-drop': true },
  fwmark: { 'bridge-accept-fwmark': '1' },
  'ip-127': { ip: '127.0.0.1' },
  'default-opts': {
    'default-network-opts': { bridge: { 'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1' } },
  },
  'no-raw': {},
  trusted: {},
};

const TRUSTED = [
  'docker network create -o com.docker.network.bridge.name=br1 --subnet 172.18.0.0/16 -o com.docker.network.bridge.trusted_host_interfaces=ens33 n1',
  'docker run -d --name t1 --network n1 -p 8002:80 IMAGE',
];

describe.each(['20.10.24', '28.5.2', '29.7.2'])('%s', (engine) => {
  const name = `opts-${engine}-legacy`;
  const accesses = readAccesses(name);
  const expected = { v4: new Map<string, readonly string[]>(), v6: new Map<string, readonly string[]>() };

  for (const state of readStates(name)) {
    for (const family of ['v4', 'v6'] as const) {
      for (const [chain, rules] of Object.entries(state[family] ?? {})) expected[family].set(chain, rules);
      for (const chain of state[`${family} gone`] ?? []) expected[family].delete(chain);
    }
    const settings = SETTINGS[state.step];
    if (settings === undefined) continue;
    const rules = Object.fromEntries(expected.v4);
    const rules6 = Object.fromEntries(expected.v6);

    test(state.step, () => {
      const docker = start(engine, settings, { withoutRaw: state.step === 'no-raw' });
      for (const command of state.step === 'trusted' ? TRUSTED : TWO_CONTAINERS) take(docker, { ...state, command });
      expect(rulesOf(docker)).toEqual(rules);
      expect(rulesOf(docker, 'ip6tables')).toEqual(rules6);
      for (const real of accesses.filter(({ what }) => what.startsWith(`${state.step}: `))) {
        const simulated = access(docker, real);
        expect(outcomeOf(real, simulated)).toEqual(outcomeOf(real, withoutStray(real, simulated)));
      }
    });
  }
});

const TWO_CONTAINERS = ['docker run -d --name c1 -p 8001:80 IMAGE', 'docker run -d --name c2 IMAGE'];

/** The captures' engines ran one after the other: tables that one of them used were there for all. */
function start(engine: string, settings: object, options: Partial<EngineOptions>): DockerMachine {
  const docker = capturedMachine(engine, options);
  for (const table of ['filter', 'nat', 'raw', 'mangle'])
    for (const program of ['iptables', 'ip6tables']) docker.run(`${program} -t ${table} -L`);
  docker.machine.files.set('/etc/docker/daemon.json', { content: JSON.stringify(settings), modifiedAt: 0 });
  expect(docker.start()).toBeUndefined();
  return docker;
}
