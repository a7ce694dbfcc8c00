/** After each step the rules are those of the real engine. */
import { describe, expect, test } from 'vitest';
import { capturedMachine, proxiesOf, publishedOf, readStates, rulesOf, take } from './captured';

/** From here on rules come in an order that the engine draws. */
const DRAWN_FROM = 'engine-again';

describe.each([
  '20.10.24-legacy',
  '20.10.24-legacy-noproxy',
  '27.5.1-legacy',
  '27.5.1-legacy-noproxy',
  '28.0.1-legacy',
  '28.5.2-legacy',
  '28.5.2-legacy-noproxy',
  '29.7.2-legacy',
  '29.7.2-legacy-noproxy',
  // iptables-nft holds the same rules.
  '20.10.24-nft',
  '27.5.1-nft-noproxy',
  '28.5.2-nft',
  '29.7.2-nft',
])('%s', (run) => {
  const name = run.replace('-nft', '-legacy');
  const variant = run === name ? 'legacy' : 'nft';
  test('rules, settings, docker-proxy and published ports after each step', () => {
    const [engine = ''] = name.split('-');
    const isNoProxy = name.endsWith('-noproxy');
    const docker = capturedMachine(engine, { userlandProxy: !isNoProxy }, variant);
    const expected = new Map<string, readonly string[]>();
    let isDrawn = false;
    for (const state of readStates(name)) {
      take(docker, state);
      for (const [chain, rules] of Object.entries(state.v4 ?? {})) expected.set(chain, rules);
      for (const chain of state['v4 gone'] ?? []) expected.delete(chain);
      isDrawn ||= state.step === DRAWN_FROM;
      const rules = new Map(Object.entries(rulesOf(docker)));
      const order = (list: readonly string[]) => (isDrawn ? [...list].sort() : list);
      for (const [chain, list] of expected)
        expect(order(rules.get(chain) ?? []), `${state.step}: ${chain}`).toEqual(order(list));
      for (const [chain, list] of rules)
        if (!expected.has(chain)) expect(list.length, `${state.step}: ${chain} ${list}`).toBeLessThanOrEqual(1);
      for (const [key, value] of Object.entries(state.sysctl ?? {}))
        if (!key.startsWith('net.ipv6'))
          expect(docker.machine.net.sysctl.get(key), `${state.step}: ${key}`).toBe(value);
      if (state['docker-proxy'] !== undefined)
        expect(proxiesOf(docker), `${state.step}: docker-proxy`).toEqual(state['docker-proxy'].map(withoutIpv6));
      if (state.ps !== undefined)
        expect(publishedOf(docker), `${state.step}: docker ps`).toEqual(
          isNoProxy ? state.ps.map(withoutSecondFamily) : state.ps,
        );
    }
  });
});

/** The container's IPv6 address is one that is not simulated. */
function withoutIpv6(line: string): string {
  return line.replace('-container-ip fd00:25::2', '-container-ip 172.25.0.2');
}

/** Without docker-proxy only a container with an IPv6 address is published there. */
function withoutSecondFamily(line: string): string {
  return line.replace(/, (\[::\]|::):8009->80\/tcp/, '');
}
