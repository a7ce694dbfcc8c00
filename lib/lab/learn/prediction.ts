/** Predictions: what the reader expects, said before looking, and held against what was found. */
import { isEqual } from './equal';

/** A longer list is counted, not shown. */
const MOST_SHOWN = 4;
const inspect = Symbol.for('nodejs.util.inspect.custom');

/** A prediction that did not come true. */
export class PredictionError extends Error {
  readonly code = 'PREDICTION_FAILED';
  override readonly name = 'PredictionError';
}

/** A prediction held against the truth. Prints as one line that begins with `ok`. */
export class Verdict {
  /** A prediction that came true. */
  constructor(
    /** What the prediction is about. */
    readonly statement: string,
    /** What was expected. */
    readonly expected: unknown,
    /** What was found: the same. */
    readonly found: unknown,
  ) {}

  /** @internal */
  [inspect](): string {
    return `ok      ${this.statement}: ${show(this.found)}`;
  }
}

/** What is expected. Prints as one line that begins with `predicted:`. */
export class Prediction {
  /** What is expected, and what it is about. */
  constructor(
    /** What the prediction is about. */
    readonly statement: string,
    /** The value that is expected: plain data, compared by its content. */
    readonly expected: unknown,
  ) {}

  /** Holds the prediction against what was found. Throws a `PredictionError` (code `PREDICTION_FAILED`) that shows both if they differ. */
  check(found: unknown): Verdict {
    if (!isEqual(found, this.expected)) {
      throw new PredictionError(`not ok  ${this.statement}\n${difference(this.expected, found)}`);
    }
    return new Verdict(this.statement, this.expected, found);
  }

  /** @internal */
  [inspect](): string {
    return `predicted: ${this.statement}: ${show(this.expected)}`;
  }
}

/**
 * Says what is expected, before looking: `statement` names it, `expected` is plain data. `check` of what it returns compares.
 *
 * @example
 * ```ts
 * import { lab, predict } from 'chainwalk';
 *
 * const prediction = predict('exit code', 0);
 * const machines = await lab();
 * const { exitCode } = await machines.sh('host# true');
 * prediction.check(exitCode); // → ok      exit code: 0
 * ```
 */
export function predict(statement: string, expected: unknown): Prediction {
  return new Prediction(statement, expected);
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
