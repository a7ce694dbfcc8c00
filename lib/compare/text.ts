/** A comparison as text: what differs, command by command, and a last line that counts. */
import { diffArrays } from 'diff';
import type { CommandComparison, Difference } from './compare';

/** `- ` is the simulation's line, `+ ` the real machines'. */
export interface DiffLine {
  readonly sign: '-' | '+' | ' ';
  readonly line: string;
}

/** The simulation's lines against those of the real runs that were most frequent. */
export function diffLines({ simulated, real }: Difference): readonly DiffLine[] {
  return diffArrays([...simulated], [...(real[0]?.lines ?? [])]).flatMap(({ added, removed, value }) =>
    value.map((line): DiffLine => ({ sign: removed ? '-' : added ? '+' : ' ', line })),
  );
}

/** `counter nat DOCKER 2` */
export function cellName({ kind, name }: Difference): string {
  return name === '' ? kind : `${kind} ${name}`;
}

/** `the kernel varies (2 runs and 1 run); the simulation equals 2 of them` */
export function verdictText({ verdict, real }: Difference): string {
  const counts = real.map(({ runs }) => (runs === 1 ? '1 run' : `${runs} runs`)).join(' and ');
  const equal = real.reduce((sum, outcome) => sum + outcome.equal, 0);
  if (verdict === 'varies') return `the kernel varies (${counts}); the simulation equals ${equal} of them`;
  if (real.length > 1) return `differs; the kernel varies (${counts})`;
  return equal === 0
    ? `differs from ${counts}`
    : `differs: ${counts} alike, and the simulation equals ${equal} of them`;
}

/** Numbers of cells: alike everywhere, varying, differing. */
export function count(commands: readonly CommandComparison[]) {
  const differences = commands.flatMap((command) => command.differences);
  return {
    commands: commands.length,
    equal: commands.reduce((sum, { equal }) => sum + equal, 0),
    varies: differences.filter(({ verdict }) => verdict === 'varies').length,
    differs: differences.filter(({ verdict }) => verdict === 'differs').length,
  };
}

/** How many cells are equal and how many differ, in a sentence. */
export function countText(commands: readonly CommandComparison[]): string {
  const { equal, varies, differs } = count(commands);
  const varying = varies === 0 ? '' : `, ${varies} in which the kernel varies and the simulation equals some runs`;
  return `${commands.length} commands: ${equal} cells equal${varying}, ${differs} ${differs === 1 ? 'differs' : 'differ'}`;
}

const MOST_LINES = 60;

/** The commands that differ, each with its differences, then the counts. */
export function comparisonText(commands: readonly CommandComparison[]): string {
  const parts = commands.flatMap(({ place, command, differences }) =>
    differences.length === 0 ? [] : [`${place}# ${command}`, ...differences.map(differenceText), ''],
  );
  return `${[...parts, countText(commands)].join('\n')}\n`;
}

function differenceText(difference: Difference): string {
  const heading = `  ${cellName(difference)}: ${verdictText(difference)}`;
  if (difference.verdict === 'varies') return heading;
  const lines = diffLines(difference).filter(({ sign }) => sign !== ' ');
  const shown = lines.slice(0, MOST_LINES).map(({ sign, line }) => `    ${sign} ${line}`);
  const rest = lines.length > MOST_LINES ? [`    … and ${lines.length - MOST_LINES} more lines`] : [];
  return [heading, ...shown, ...rest].join('\n');
}
