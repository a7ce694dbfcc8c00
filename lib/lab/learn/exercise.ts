/** Exercises: a question, the learner's answer, and whether it holds. An exercise that nobody answered yet does not fail a run. */

/** What came of an answer. Prints as one line. */
export class ExerciseResult {
  /** What was asked, and what came of the answer. */
  constructor(
    /** What was asked. */
    readonly question: string,
    /** `open`: nobody answered; `right` and `not yet`: what `check` said. */
    readonly state: 'open' | 'right' | 'not yet',
    /** What the machines say to an answer that is not right. */
    readonly remark = '',
  ) {}

  /** @internal */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    if (this.state === 'open') return `open     ${this.question}`;
    return this.state === 'right'
      ? `right    ${this.question}`
      : `not yet  ${this.question}${this.remark === '' ? '' : `\n         ${this.remark}`}`;
  }
}

/**
 * Checks an answer by trying it: `check` returns true, or a remark that helps without giving the answer away.
 * `undefined` means that there is no answer yet. An answer that `check` cannot use, so that it throws, is not right.
 *
 * @example
 * ```ts
 * import { exercise } from 'chainwalk';
 *
 * const answer: string | undefined = 'PREROUTING';
 * const { state } = await exercise('Which hook comes first?', answer, (hook) => hook === 'PREROUTING');
 * state; // → 'right'
 * ```
 */
export async function exercise<T>(
  question: string,
  answer: T | undefined,
  check: (answer: T) => boolean | string | Promise<boolean | string>,
): Promise<ExerciseResult> {
  if (answer === undefined) return new ExerciseResult(question, 'open');
  try {
    const outcome = await check(answer);
    if (outcome === true) return new ExerciseResult(question, 'right');
    return new ExerciseResult(question, 'not yet', outcome === false ? '' : outcome);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return new ExerciseResult(question, 'not yet', `This answer cannot be tried: ${why}`);
  }
}
