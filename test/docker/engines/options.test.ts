/** Options of dockerd, each on a machine of its own: the rules, and what a few accesses count. */
import { describe, expect, test } from 'vitest';
import type { EngineOptions } from '../../../lib/docker';
import type { DockerMachine } from '../machine';
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

describe.each(['20.10.24-legacy', '28.5.2-legacy', '29.7.2-legacy', '29.7.2-native'])('%s', (kind) => {
  const name = `opts-${kind}`;
  const isNative = kind.endsWith('-native');
  const accesses = isNative ? [] : readAccesses(name);
  const parts = isNative ? (['nft'] as const) : (['v4', 'v6'] as const);
  const expected: Record<string, Rules> = {};

  for (const state of readStates(name)) {
    for (const part of parts) {
      const rules = new Map(Object.entries({ ...expected[part], ...state[part] }));
      for (const chain of state[`${part} gone`] ?? []) rules.delete(chain);
      expected[part] = Object.fromEntries(rules);
    }
    const settings = SETTINGS[state.step];
    if (settings === undefined) continue;
    const rules = { ...expected };

    test(state.step, () => {
      const docker = start(kind, settings, { withoutRaw: state.step === 'no-raw' });
      for (const command of state.step === 'trusted' ? TRUSTED : TWO_CONTAINERS) take(docker, { ...state, command });
      const seen = isNative ? { nft: nftRulesOf(docker) } : { v4: rulesOf(docker), v6: rulesOf(docker, 'ip6tables') };
      expect(seen).toEqual(rules);
      for (const real of accesses.filter(({ what }) => what.startsWith(`${state.step}: `))) {
        const simulated = access(docker, real);
        expect(outcomeOf(real, simulated)).toEqual(outcomeOf(real, withoutStray(real, simulated)));
      }
    });
  }
});

const TWO_CONTAINERS = ['docker run -d --name c1 -p 8001:80 IMAGE', 'docker run -d --name c2 IMAGE'];

/** The captures' engines ran one after the other: tables that one of them used were there for all. */
function start(kind: string, settings: object, options: Partial<EngineOptions>): DockerMachine {
  const [engine = '', backend] = kind.split('-');
  const docker = capturedMachine(engine, options);
  for (const table of ['filter', 'nat', 'raw', 'mangle'])
    for (const program of ['iptables', 'ip6tables']) docker.run(`${program} -t ${table} -L`);
  const all = backend === 'native' ? { ...settings, 'firewall-backend': 'nftables' } : settings;
  docker.machine.files.set('/etc/docker/daemon.json', { content: JSON.stringify(all), modifiedAt: 0 });
  // With nftables the administrator turns it on, or the check off.
  if (backend === 'native' && !('ip-forward' in settings)) docker.machine.net.sysctl.set('net.ipv4.ip_forward', '1');
  expect(docker.start()).toBeUndefined();
  return docker;
}
