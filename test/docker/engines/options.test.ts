/** Options of dockerd, each on a machine of its own: the rules, and what a few accesses count. */
import { describe, expect, test } from 'vitest';
import type { EngineOptions } from '../../../lib/docker';
import type { DockerMachine } from '../machine';
import {
  access,
  capturedMachine,
  outcomeOf,
  proxiesOf,
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
  let proxies: readonly string[] = [];

  for (const state of readStates(name)) {
    for (const part of parts) {
      const rules = new Map(Object.entries({ ...expected[part], ...state[part] }));
      for (const chain of state[`${part} gone`] ?? []) rules.delete(chain);
      expected[part] = Object.fromEntries(rules);
    }
    if (state['docker-proxy'] !== undefined) proxies = state['docker-proxy'];
    const settings = SETTINGS[state.step];
    if (settings === undefined) continue;
    const rules = { ...expected };
    const running = proxies;

    test(state.step, () => {
      const docker = start(kind, settings, { withoutRaw: state.step === 'no-raw' });
      for (const command of state.step === 'trusted' ? TRUSTED : TWO_CONTAINERS) take(docker, { ...state, command });
      const seen = isNative ? { nft: nftRulesOf(docker) } : { v4: rulesOf(docker), v6: rulesOf(docker, 'ip6tables') };
      expect(seen).toEqual(rules);
      expect(proxiesOf(docker)).toEqual(running);
      for (const real of accesses.filter(({ what }) => what.startsWith(`${state.step}: `))) {
        const simulated = access(docker, real);
        expect(outcomeOf(real, simulated)).toEqual(outcomeOf(real, withoutStray(real, simulated)));
      }
    });
  }
});

/** The steps that follow on one machine, and what was typed: links make no rules where containers may talk. */
const STEPS: Readonly<Record<string, (docker: DockerMachine) => void>> = {
  trusted: (docker) => take(docker, { step: '', command: TRUSTED.join('; ') }),
  links: (docker) =>
    take(docker, { step: '', command: 'docker run -d --name l1 IMAGE; docker run -d --name l2 IMAGE' }),
  'docker-user-rule': (docker) => docker.run('iptables -I DOCKER-USER -s 10.66.66.66 -j DROP'),
  'docker-user-after-restart': (docker) =>
    take(docker, { step: '', command: 'systemctl stop docker; systemctl start docker' }),
  end: (docker) => take(docker, { step: '', command: 'docker rm -f t1 l1 l2; docker network rm n1' }),
};

test.each(['20.10.24', '28.5.2', '29.7.2'])(
  '%s: the administrator’s rule outlives a restart, and a network’s rules go with it',
  (engine) => {
    const docker = start(`${engine}-legacy`, {}, {});
    const expected = { v4: new Map<string, readonly string[]>(), v6: new Map<string, readonly string[]>() };
    for (const state of readStates(`opts-${engine}-legacy`)) {
      for (const family of ['v4', 'v6'] as const) {
        for (const [chain, rules] of Object.entries(state[family] ?? {})) expected[family].set(chain, rules);
        for (const chain of state[`${family} gone`] ?? []) expected[family].delete(chain);
      }
      const type = STEPS[state.step];
      if (type === undefined) continue;
      type(docker);
      expect(rulesOf(docker), state.step).toEqual(Object.fromEntries(expected.v4));
      expect(rulesOf(docker, 'ip6tables'), state.step).toEqual(Object.fromEntries(expected.v6));
    }
  },
);

test.each(['20.10.24', '28.5.2', '29.7.2'])(
  '%s: a port of SCTP is refused, and leaves the others as they are',
  (engine) => {
    const docker = capturedMachine(engine);
    docker.start();
    take(docker, { step: '', command: 'docker run -d --name c1 -p 8001:80 IMAGE' });
    expect(docker.run('docker run -d --name s1 -p 9899:9899/sctp bb').exitCode).toBe(125);
    const [state] = readStates(`opts-${engine}-legacy`);
    // Until 27 the rule for SCTP's checksums, which was made and deleted, has touched a table.
    const rules = Object.entries(state?.v4 ?? {}).filter(([chain]) => !chain.startsWith('mangle '));
    expect([state?.step, rulesOf(docker)]).toEqual(['sctp', Object.fromEntries(rules)]);
    expect(rulesOf(docker, 'ip6tables')).toEqual(state?.v6 ?? {});
    expect(proxiesOf(docker)).toEqual(state?.['docker-proxy']);
  },
);

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
