/** Checks: what a notebook states of the machines, held against what they show. */
import { isEqual } from './equal';

/** A longer list is counted, not shown. */
const MOST_SHOWN = 4;

/** Something that was stated is not so. */
export class CheckError extends Error {
  readonly code = 'CHECK_FAILED';
  override readonly name = 'CheckError';
}

/** Something that was stated, and is so. Prints as one line that begins with `ok`. */
export class CheckResult {
  /** @internal */
  constructor(
    /** What was stated. */
    readonly statement: string,
    /** What was found, as expected. */
    readonly found: unknown,
  ) {}

  /** @internal */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `ok      ${this.statement}: ${show(this.found)}`;
  }
}

/**
 * Holds what was found against what is expected: plain data, compared by content. Throws a `CheckError` (code `CHECK_FAILED`) that
 * shows both if they differ.
 *
 * @example
 * ```ts
 * import { check, lab } from 'chainwalk';
 *
 * const machines = await lab();
 * const { exitCode } = await machines.sh('host# true');
 * check('exit code', exitCode, 0); // → ok      exit code: 0
 * ```
 */
export function check(statement: string, found: unknown, expected: unknown): CheckResult {
  if (!isEqual(found, expected)) throw new CheckError(`not ok  ${statement}\n${difference(expected, found)}`);
  return new CheckResult(statement, found);
}

/** Short values as they are; of lists only how long they are. */
function show(value: unknown): string {
  if (Array.isArray(value) && value.length > MOST_SHOWN) return `${value.length} rows`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Both sides in full, or for long lists the rows that only one of them has. */
function difference(expected: unknown, found: unknown): string {
  if (!Array.isArray(expected) || !Array.isArray(found))
    return `  expected: ${show(expected)}\n  found:    ${show(found)}`;
  const only = (list: readonly unknown[], other: readonly unknown[]) =>
    list.filter((row) => !other.some((same) => isEqual(row, same)));
  const missing = only(expected, found).map((row) => `  expected: ${show(row)}`);
  const unexpected = only(found, expected).map((row) => `  found:    ${show(row)}`);
  if (missing.length + unexpected.length === 0) return '  the same rows, in another order or number';
  return [...missing, ...unexpected].join('\n');
}
