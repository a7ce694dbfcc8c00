/** Cells of both worlds held against each other. */
import { expect, test } from 'vitest';
import {
  type Cell,
  type Cells,
  compareTrials,
  comparisonHtml,
  comparisonText,
  isEqual,
  type Trial,
} from '../../lib/compare';

function cells(...entries: readonly (readonly [Cell['kind'], string, ...string[]])[]): Cells {
  return new Map(entries.map(([kind, name, ...lines]) => [`${kind} ${name}`, { kind, name, lines }]));
}

const ONE = cells(['counter', 'nat DOCKER 2', '+1 packets'], ['output', 'stdout', 'a', 'b']);
const TWO = cells(['counter', 'nat DOCKER 2', '+2 packets'], ['output', 'stdout', 'a', 'b']);

function compared(...trials: readonly Trial[]) {
  return [{ place: 'host', command: 'true', ...compareTrials(trials) }];
}

test('cells in which the simulation equals every real run are only counted', () => {
  const commands = compared({ real: ONE, simulated: [ONE] }, { real: ONE, simulated: [ONE] });
  expect(commands[0]).toMatchObject({ equal: 2, differences: [] });
  expect(isEqual(commands)).toBe(true);
  expect(comparisonText(commands)).toBe('1 commands: 2 cells equal, 0 differ\n');
});

test('where real runs are not alike, the simulation must equal one of them', () => {
  const commands = compared({ real: ONE, simulated: [ONE] }, { real: TWO, simulated: [ONE] });
  expect(commands[0]?.differences).toMatchObject([{ kind: 'counter', verdict: 'varies', simulated: ['+1 packets'] }]);
  expect(isEqual(commands)).toBe(true);
  expect(comparisonText(commands)).toContain('the kernel varies (1 run and 1 run); the simulation equals 1 of them');
});

test('a cell in which all real runs are alike and the simulation is not differs', () => {
  const commands = compared({ real: TWO, simulated: [ONE] }, { real: TWO, simulated: [ONE] });
  expect(commands[0]).toMatchObject({ equal: 1, differences: [{ kind: 'counter', verdict: 'differs' }] });
  expect(isEqual(commands)).toBe(false);
  expect(comparisonText(commands)).toContain('    - +1 packets\n    + +2 packets\n');
});

test('a simulation that equals one of two equal runs by its timing alone still differs', () => {
  const commands = compared({ real: TWO, simulated: [ONE] }, { real: TWO, simulated: [TWO] });
  expect(isEqual(commands)).toBe(false);
});

test('a cell that one side does not have is empty there', () => {
  const missing = compared({ real: ONE, simulated: [cells(['output', 'stdout', 'a', 'b'])] });
  expect(missing[0]?.differences).toMatchObject([{ simulated: [], real: [{ lines: ['+1 packets'] }] }]);
});

test('of the simulations of an idle and a busy machine, one is compared in all cells', () => {
  const busy = cells(['counter', 'nat DOCKER 2', '+2 packets'], ['output', 'stdout', 'c']);
  const [first] = compared({
    real: cells(['counter', 'nat DOCKER 2', '+2 packets'], ['output', 'stdout', 'd']),
    simulated: [ONE, busy],
  });
  expect(first?.differences).toMatchObject([{ kind: 'output', simulated: ['c'] }]);
});

test('the page escapes what tools print, and loads and runs nothing', () => {
  const hostile = '</pre><script>alert(1)</script>"';
  const commands = compared({ real: cells(['output', 'stdout', hostile]), simulated: [ONE] });
  const page = comparisonHtml(hostile, [{ ...commands[0]!, command: hostile }]);
  expect(page).not.toContain('<script');
  expect(page).toContain('&lt;/pre&gt;&lt;script&gt;alert(1)');
  expect(page).toMatch(
    /content="default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'"|content="default-src &#39;none/,
  );
});
