/** Made-up runs of both worlds: what is true of each comparison, and of how it is told. */
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import {
  type Cell,
  type Cells,
  compareTrials,
  comparisonHtml,
  comparisonText,
  isEqual,
  type Trial,
} from '../../lib/compare';
import { diffLines } from '../../lib/compare/text';

const KINDS = ['exit code', 'output', 'counter'] as const;
const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });
/** Few kinds, names and lines, so that much is alike. */
const cells: fc.Arbitrary<Cells> = fc
  .uniqueArray(fc.record({ kind: fc.constantFrom(...KINDS), name: fc.constantFrom('', 'x'), lines }), {
    maxLength: 4,
    selector: ({ kind, name }) => `${kind} ${name}`,
  })
  .map((list) => new Map(list.filter((one) => one.lines.length > 0).map((one) => [`${one.kind} ${one.name}`, one])));
const trials: fc.Arbitrary<readonly Trial[]> = fc.array(
  fc.record({ real: cells, simulated: fc.array(cells, { minLength: 1, maxLength: 3 }) }),
  { minLength: 1, maxLength: 5 },
);

function textOf(cell: Cell | undefined): string {
  return cell?.lines.join('\n') ?? '';
}

function unlike(one: Cells, other: Cells): number {
  return [...new Set([...one.keys(), ...other.keys()])].filter((key) => textOf(one.get(key)) !== textOf(other.get(key)))
    .length;
}

/** For each trial its real cells, and the first of the simulations that are most like them. */
function pairsOf(made: readonly Trial[]): readonly (readonly [real: Cells, simulated: Cells])[] {
  return made.map(({ real, simulated }) => {
    const least = Math.min(...simulated.map((one) => unlike(real, one)));
    return [real, simulated.find((one) => unlike(real, one) === least) ?? new Map()] as const;
  });
}

describe('the comparison of made-up runs', () => {
  const holdsOf = (
    check: (made: readonly Trial[], compared: ReturnType<typeof compareTrials>) => void,
    numRuns = 300,
  ) =>
    fc.assert(
      fc.property(trials, (made) => check(made, compareTrials(made))),
      { numRuns, seed: 4 },
    );

  test('a cell is equal if each run’s is that of the nearest simulation, and told otherwise', () => {
    holdsOf((made, { equal, differences }) => {
      const pairs = pairsOf(made);
      const keys = [...new Set(pairs.flatMap(([real, simulated]) => [...simulated.keys(), ...real.keys()]))];
      const differing = keys.filter((key) =>
        pairs.some(([real, simulated]) => textOf(real.get(key)) !== textOf(simulated.get(key))),
      );
      expect(differences.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual(differing.sort());
      expect(equal).toBe(keys.length - differing.length);
    });
  });

  test('each outcome of the real runs is there once, with how many had it and in how many the simulation had it', () => {
    holdsOf((made, { differences }) => {
      const pairs = pairsOf(made);
      for (const { kind, name, real, simulated, verdict } of differences) {
        const key = `${kind} ${name}`;
        const seen = pairs.map(([one, other]) => [textOf(one.get(key)), textOf(other.get(key))] as const);
        expect(real.reduce((sum, { runs }) => sum + runs, 0)).toBe(made.length);
        expect(new Set(real.map((one) => one.lines.join('\n'))).size).toBe(real.length);
        for (const outcome of real) {
          const those = seen.filter(([text]) => text === outcome.lines.join('\n'));
          expect(outcome.runs).toBe(those.length);
          expect(outcome.equal).toBe(those.filter(([text, other]) => text === other).length);
        }
        // First one that the simulation misses, the most frequent; beside it what the simulation had instead.
        const missed = real.filter((outcome) => outcome.equal < outcome.runs);
        expect(real[0]?.runs).toBe(Math.max(...missed.map(({ runs }) => runs)));
        expect(missed).toContain(real[0]);
        const rest = real.slice(1).map(({ runs }) => runs);
        expect(rest).toEqual([...rest].sort((a, b) => b - a));
        const instead = seen.filter(([text, other]) => text === real[0]?.lines.join('\n') && other !== text);
        expect(instead.map(([, other]) => other)).toContain(simulated.join('\n'));
        const some = real.some((outcome) => outcome.equal > 0);
        expect(verdict).toBe(some && real.length > 1 ? 'varies' : 'differs');
      }
    });
  });

  test('the lines that are shown give the simulation’s without +, and the real ones without -', () => {
    holdsOf((_, { differences }) => {
      for (const difference of differences) {
        const shown = diffLines(difference);
        const without = (sign: string) => shown.filter((one) => one.sign !== sign).map(({ line }) => line);
        expect(without('+')).toEqual(difference.simulated);
        expect(without('-')).toEqual(difference.real[0]?.lines);
      }
    });
  });

  test('text and page name each cell that differs with its lines, a page has open what differs, and both count alike', () => {
    holdsOf((_, compared) => {
      const commands = [{ place: 'host', command: 'true', ...compared }];
      const text = comparisonText(commands);
      const { document } = new JSDOM(comparisonHtml('made up', commands)).window;
      const parts = [...document.querySelectorAll('details')];
      expect(parts).toHaveLength(compared.differences.length);
      expect(document.querySelectorAll('section')).toHaveLength(compared.differences.length > 0 ? 1 : 0);
      for (const [index, difference] of compared.differences.entries()) {
        const { kind, name, verdict, real } = difference;
        const heading = name === '' ? kind : `${kind} ${name}`;
        const part = parts[index];
        expect(part?.querySelector('b')?.textContent).toBe(heading);
        expect(part?.hasAttribute('open')).toBe(verdict === 'differs');
        expect(part?.className).toBe(verdict);
        const said = part?.querySelector('summary')?.textContent ?? '';
        expect(text).toContain(`  ${said}\n`);
        expect(said.startsWith(`${heading}: `)).toBe(true);
        expect(said).toContain(real.map(({ runs }) => (runs === 1 ? '1 run' : `${runs} runs`)).join(' and '));
        const equal = real.reduce((sum, one) => sum + one.equal, 0);
        expect(/equals (\d+) of them/.exec(said)?.[1]).toBe(equal > 0 ? `${equal}` : undefined);
        expect(said.includes('the kernel varies')).toBe(real.length > 1);
        const changed = diffLines(difference).filter(({ sign }) => sign !== ' ');
        const block = changed.map(({ sign, line }) => `    ${sign} ${line}\n`).join('');
        if (verdict === 'differs') expect(text).toContain(`  ${said}\n${block}`);
        const classes = { '-': 'before', '+': 'after', ' ': 'same' };
        expect(
          [...(part?.querySelectorAll('pre span') ?? [])].map((one) => `${one.className} ${one.textContent}`),
        ).toEqual(diffLines(difference).map(({ sign, line }) => `${classes[sign]} ${sign} ${line}`));
      }
      const differing = compared.differences.filter(({ verdict }) => verdict === 'differs').length;
      const varying = compared.differences.length - differing;
      const counts = `1 commands: ${compared.equal} cells equal${varying > 0 ? `, ${varying} in which the kernel varies and the simulation equals some runs` : ''}, ${differing} ${differing === 1 ? 'differs' : 'differ'}`;
      expect(text.endsWith(`${compared.differences.length > 0 ? '\n' : ''}${counts}\n`)).toBe(true);
      expect(document.body.textContent).toContain(`${counts}.`);
      expect(isEqual(commands)).toBe(differing === 0);
      expect(document.querySelector('strong')?.textContent).toBe(
        differing === 0 ? 'The simulated machines equal the real ones.' : 'The two worlds differ.',
      );
    }, 40);
  });
});

test('of many lines that differ the first 60 are told, and how many more there are', () => {
  const long = (count: number): Cells => {
    const some = Array.from({ length: count }, (_, index) => `${index}`);
    return new Map([['output stdout', { kind: 'output', name: 'stdout', lines: some }]]);
  };
  for (const [count, more] of [
    [60, undefined],
    [61, '1'],
    [75, '15'],
  ] as const) {
    const text = comparisonText([
      { place: 'host', command: 'seq', ...compareTrials([{ real: long(count), simulated: [new Map()] }]) },
    ]);
    expect(text.match(/^ {4}\+ /gm)).toHaveLength(60);
    expect(/^ {4}… and (\d+) more lines$/m.exec(text)?.[1]).toBe(more);
  }
});
