/** After each step the rules are those of the real engine. */
import { describe, expect, test } from 'vitest';
import { capturedMachine, proxiesOf, publishedOf, readStates, rulesOf, setsOf, take } from './captured';

/** From here on rules come in an order that the engine draws. */
const DRAWN_FROM = 'engine-again';

describe.each([
  '20.10.24-legacy',
  '20.10.24-legacy-noproxy',
  '27.5.1-legacy',
  '27.5.1-legacy-noproxy',
  '28.0.0-legacy',
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
    const expected = { v4: new Map<string, readonly string[]>(), v6: new Map<string, readonly string[]>() };
    let isDrawn = false;
    for (const state of readStates(name)) {
      take(docker, state);
      isDrawn ||= state.step === DRAWN_FROM;
      const order = (list: readonly string[]) => (isDrawn ? [...list].sort() : list);
      for (const family of ['v4', 'v6'] as const) {
        for (const [chain, rules] of Object.entries(state[family] ?? {})) expected[family].set(chain, rules);
        for (const chain of state[`${family} gone`] ?? []) expected[family].delete(chain);
        const rules = new Map(Object.entries(rulesOf(docker, family === 'v6' ? 'ip6tables' : 'iptables')));
        for (const [chain, list] of expected[family])
          expect(order(rules.get(chain) ?? []), `${state.step}: ${family} ${chain}`).toEqual(order(list));
        for (const [chain, list] of rules)
          if (!expected[family].has(chain))
            expect(list.length, `${state.step}: ${family} ${chain} ${list}`).toBeLessThanOrEqual(1);
      }
      for (const [key, value] of Object.entries(state.sysctl ?? {}))
        expect(docker.machine.net.sysctl.get(key), `${state.step}: ${key}`).toBe(value);
      if (state['docker-proxy'] !== undefined)
        expect(proxiesOf(docker), `${state.step}: docker-proxy`).toEqual(state['docker-proxy']);
      if (state.ipset !== undefined)
        expect(setsOf(docker), `${state.step}: ipset`).toEqual(state.ipset.map(withSortedElements));
      if (state.ps !== undefined) expect(publishedOf(docker), `${state.step}: docker ps`).toEqual(state.ps);
    }
  });
});

/** A kernel lists elements in the order of hashes with a number that it draws. */
function withSortedElements(line: string): string {
  const [name, type, ...elements] = line.split(' ');
  return [name, type, ...elements.sort()].join(' ');
}
