/** Predictions: what the reader expects, said before looking, and held against what was found. */
import { isDeepStrictEqual } from 'node:util';

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
    if (!isDeepStrictEqual(found, this.expected)) {
      throw new PredictionError(`not ok  ${this.statement}\n  expected: ${show(this.expected)}\n  found:    ${show(found)}`);
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

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
