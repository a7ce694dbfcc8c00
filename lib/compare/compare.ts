/** Cells of the simulated machines against those of some real runs. */

import { itemAt } from '../view/itemAt';
import type { Cell, CellKind, Cells } from './cells';

/**
 * A real run's cells of one command, and those of simulations that were typed at the same times, on an idle machine and on
 * ones where processes get their turn late. Which of them is most like the run is for all cells together to tell.
 */
export interface Trial {
  readonly real: Cells;
  readonly simulated: readonly Cells[];
}

/**
 * `differs`: the simulation equals no real run. `varies`: the real runs are not alike, and the simulation equals some of
 * them. Cells in which all are alike are only counted.
 */
export interface Difference {
  readonly kind: CellKind;
  readonly name: string;
  readonly verdict: 'differs' | 'varies';
  /** Beside the first of the `real` outcomes. */
  readonly simulated: readonly string[];
  /** Each outcome of the real runs once, the most frequent first, with how many runs had it and in how many of these the simulation had it too. */
  readonly real: readonly RealOutcome[];
}

/** Lines that some of the real runs had in one cell. */
export interface RealOutcome {
  readonly runs: number;
  readonly equal: number;
  readonly lines: readonly string[];
}

/** A command of the session with its cells that differ; `equal` counts the others. */
export interface CommandComparison {
  readonly place: string;
  readonly command: string;
  /** Cells in which the simulation equals every real run. */
  readonly equal: number;
  readonly differences: readonly Difference[];
}

/** Compares a command's cells; a cell that one side does not have is empty there. */
export function compareTrials(trials: readonly Trial[]): Pick<CommandComparison, 'equal' | 'differences'> {
  const pairs = trials.map((trial) => ({ real: trial.real, simulated: nearest(trial) }));
  const names = new Map(pairs.flatMap(({ real, simulated }) => [...simulated, ...real]));
  const differences = [...names].flatMap(([key, cell]) => {
    const linesOf = (cells: Cells) => cells.get(key)?.lines ?? [];
    return (
      compareCell(
        cell,
        pairs.map(({ real, simulated }) => [linesOf(real), linesOf(simulated)] as const),
      ) ?? []
    );
  });
  return { equal: names.size - differences.length, differences };
}

/** The simulation that has the most cells in common with a real run. */
function nearest({ real, simulated }: Trial): Cells {
  return simulated.reduce((best, other) => (countUnlike(real, other) < countUnlike(real, best) ? other : best));
}

/** Whether a simulation equals the real run in all cells. */
export function hasEqual({ real, simulated }: Trial): boolean {
  return simulated.some((cells) => countUnlike(real, cells) === 0);
}

function countUnlike(some: Cells, others: Cells): number {
  return [...new Set([...some.keys(), ...others.keys()])].filter(
    (key) => textOf(some.get(key)) !== textOf(others.get(key)),
  ).length;
}

function textOf(cell: Cell | undefined): string {
  return cell?.lines.join('\n') ?? '';
}

function compareCell(
  { kind, name }: Cell,
  pairs: readonly (readonly [real: readonly string[], simulated: readonly string[]])[],
): Difference | undefined {
  const outcomes = new Map<string, RealOutcome & { readonly simulated: readonly string[] }>();
  for (const [lines, simulated] of pairs) {
    const text = lines.join('\n');
    const { runs, equal, ...known } = outcomes.get(text) ?? { runs: 0, equal: 0, simulated };
    const same = simulated.join('\n') === text;
    outcomes.set(text, {
      runs: runs + 1,
      equal: equal + Number(same),
      lines,
      simulated: same ? known.simulated : simulated,
    });
  }
  const all = [...outcomes.values()].sort((a, b) => b.runs - a.runs);
  const equal = all.reduce((sum, outcome) => sum + outcome.equal, 0);
  if (equal === pairs.length) return undefined;
  const shown = all.find((outcome) => outcome.equal < outcome.runs) ?? itemAt(all, 0);
  const real = [shown, ...all.filter((outcome) => outcome !== shown)];
  return {
    kind,
    name,
    verdict: equal > 0 && all.length > 1 ? 'varies' : 'differs',
    simulated: shown.simulated,
    real: real.map(({ runs, equal: same, lines }) => ({ runs, equal: same, lines })),
  };
}

/** Whether the simulation equals the real machines in everything. */
export function isEqual(commands: readonly CommandComparison[]): boolean {
  return commands.every(({ differences }) => differences.every(({ verdict }) => verdict === 'varies'));
}
