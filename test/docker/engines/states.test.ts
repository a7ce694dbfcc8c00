/** After each step the rules are those of the real engine. */
import { describe, expect, test } from 'vitest';
import { capturedMachine, proxiesOf, publishedOf, readStates, rulesOf, setsOf, take } from './captured';

/** From here on rules come in an order that the engine draws. */
const DRAWN_FROM = 'engine-again';

/** An engine, and the capture: of those that made the same rules one is kept. */
const CASES: readonly (readonly [engine: string, capture: string])[] = [
  ...['20.10.24', '23.0.18', '24.0.9', '25.0.17', '26.1.5'].flatMap((engine) => [[engine, '20.10.24'] as const]),
  ['27.5.1', '27.5.1'],
  ['28.0.0', '28.0.0'],
  ['28.0.1', '28.0.1'],
  ['28.5.2', '28.5.2'],
  ['29.7.2', '29.7.2'],
];

describe.each([
  ...CASES.map(([engine, capture]) => ({ engine, name: `${capture}-legacy` })),
  ...['20.10.24', '27.5.1', '28.5.2', '29.7.2'].map((engine) => ({ engine, name: `${engine}-legacy-noproxy` })),
])('$engine as $name', ({ engine, name }) => {
  test('rules, settings, docker-proxy and published ports after each step', () => {
    const isNoProxy = name.endsWith('-noproxy');
    const docker = capturedMachine(engine, { userlandProxy: !isNoProxy });
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
