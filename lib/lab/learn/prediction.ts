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
  constructor(
    readonly statement: string,
    readonly expected: unknown,
    readonly found: unknown,
  ) {}

  [inspect](): string {
    return `ok      ${this.statement}: ${show(this.found)}`;
  }
}

export class Prediction {
  constructor(
    readonly statement: string,
    readonly expected: unknown,
  ) {}

  /** Holds the prediction against what was found. Throws a `PredictionError` that shows both if they differ. */
  check(found: unknown): Verdict {
    if (!isEqual(found, this.expected)) {
      throw new PredictionError(`not ok  ${this.statement}\n${difference(this.expected, found)}`);
    }
    return new Verdict(this.statement, this.expected, found);
  }

  [inspect](): string {
    return `predicted: ${this.statement}: ${show(this.expected)}`;
  }
}

/** Says what is expected, before looking. */
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
