/** Two lists of lines compared: which came, which went, and where in their chains the rules among them stand. */
import { diffArrays } from 'diff/lib/diff/array.js';
import type { HostSnapshot } from '../../lab/snapshot';

/** A line that came or went. */
export interface ChangedLine {
  /** Whether it came or went. */
  readonly change: 'added' | 'removed';
  /** For a rule its number in its chain as `iptables --line-numbers` counts, where it is or was; else undefined. */
  readonly number: number | undefined;
  /** The line, as the snapshot has it. */
  readonly line: string;
}

/** What changed in one part of a snapshot. */
export interface ChangedGroup {
  /** Which part. */
  readonly group: keyof HostSnapshot;
  /** In the order of the lines; what went stands before what came in its place. */
  readonly lines: readonly ChangedLine[];
  /** How many lines are as before. */
  readonly unchanged: number;
}

/** The numbers of rules in their chains; undefined for lines that are no rules. */
function ruleNumbers(lines: readonly string[]): readonly (number | undefined)[] {
  const counts = new Map<string, number>();
  return lines.map((line) => {
    const [chain] = /^-t \S+ -A \S+/.exec(line) ?? [];
    if (chain === undefined) return undefined;
    counts.set(chain, (counts.get(chain) ?? 0) + 1);
    return counts.get(chain);
  });
}

/** Compares a group's lines in their order: a line that moved went and came. */
export function changedGroup(
  group: keyof HostSnapshot,
  before: readonly string[],
  after: readonly string[],
): ChangedGroup {
  const numbers = { added: ruleNumbers(after), removed: ruleNumbers(before) };
  const lines: ChangedLine[] = [];
  let unchanged = 0;
  const at = { added: 0, removed: 0 };
  for (const { added, removed, value } of diffArrays([...before], [...after])) {
    for (const line of value) {
      if (added || removed) {
        const change = added ? 'added' : 'removed';
        lines.push({ change, number: numbers[change][at[change]], line });
      } else unchanged += 1;
      if (!removed) at.added += 1;
      if (!added) at.removed += 1;
    }
  }
  return { group, lines, unchanged };
}

/** How many lines came, or went. */
export function count(lines: readonly ChangedLine[], change: ChangedLine['change']): number {
  return lines.filter((line) => line.change === change).length;
}

/** `rules: 22 added, 1 removed, 11 as before` */
export function summary({ group, lines, unchanged }: ChangedGroup): string {
  const [added, removed] = [count(lines, 'added'), count(lines, 'removed')];
  const parts = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
    ...(added + removed === 0
      ? [unchanged === 0 ? 'none' : `no change, ${unchanged} as before`]
      : unchanged > 0
        ? [`${unchanged} as before`]
        : []),
  ];
  return `${group}: ${parts.join(', ')}`;
}
