/**
 * Tries answers on the machines: the notebook of the series runs in a Jupyter kernel, and the exercise's own cell runs
 * again for each answer, with the answer in the place of `undefined`. What a copy says came out counts for nothing.
 */
import { type Notebook, NotebookError } from '../../cells/document';
import type { Output } from '../../cells/output';
import { summaryOf, typeErrorIn } from '../kernel/trace';
import { JupyterKernelError } from '../run/kernelClient';
import { type Run, type RunCode, runNotebook } from '../run/run';
import { declarationOf, type Exercise } from './find';

/** What came of an answer. */
export interface Attempt {
  readonly state: 'right' | 'not yet';
  /** What the machines say to an answer that is not right. */
  readonly remark: string;
}

/** Answers to the exercises of one notebook; the same answer counts once. */
export class Attempts {
  readonly #waiting = new Map<string, { readonly exercise: Exercise; readonly answer: string }>();
  readonly #known = new Map<string, Attempt>();

  /** Notes an answer, given as TypeScript, that is to be tried. */
  add(exercise: Exercise, answer: string): void {
    this.#waiting.set(keyOf(exercise, answer), { exercise, answer });
  }

  /** What came of an answer that was tried. Throws for another. */
  of(exercise: Exercise, answer: string): Attempt {
    const attempt = this.#known.get(keyOf(exercise, answer));
    if (attempt === undefined) throw new Error(`The answer ${answer} to exercise ${exercise.number} was not tried.`);
    return attempt;
  }

  /**
   * Tries all answers after a run of `notebook`, and after another one if an answer ends the Jupyter kernel. Gives the last
   * run; undefined when there is nothing to try. Throws NotebookError when the notebook does not run.
   */
  async run(notebook: Notebook): Promise<Run | undefined> {
    let run: Run | undefined;
    while (this.#waiting.size > 0) {
      run = await runNotebook(notebook, { afterwards: (runCode) => this.#tryAll(runCode) });
      const { name } = notebook;
      if (run.failure)
        throw new NotebookError(
          `${name} does not run, so that nothing can be tried: npm run notebooks -- ${name} says why.`,
        );
    }
    return run;
  }

  async #tryAll(runCode: RunCode): Promise<void> {
    for (const [key, { exercise, answer }] of this.#waiting) {
      this.#waiting.delete(key);
      try {
        this.#known.set(key, readAttempt(exercise, await runCode(withAnswer(exercise, answer))));
      } catch (error) {
        if (!(error instanceof JupyterKernelError)) throw error;
        this.#known.set(key, { state: 'not yet', remark: `The check came to no end: ${error.message}.` });
        return;
      }
    }
  }
}

/** Why a cell came to no result. */
function describeFailure(type: string, said: string): string {
  const summary = summaryOf(said);
  return typeErrorIn(said) !== undefined || summary === ''
    ? `The answer has to be ${KINDS[type] ?? `of the type ${type}`}.`
    : `The check ended with an error: ${summary}`;
}

/** What answers of a type are, in words. */
const KINDS: Readonly<Record<string, string>> = {
  number: 'a number, such as 7',
  string: 'a text in quotes',
  '[number, number]': 'a list of two numbers, such as [1, 2]',
  'readonly string[]': 'a list of texts, such as [‘a’, ‘b’]',
};

function keyOf({ number }: Exercise, answer: string): string {
  return `${number} ${answer}`;
}

/** An ExerciseResult prints a word, the question, and perhaps a remark on a line of its own. */
function readAttempt({ type }: Exercise, outputs: readonly Output[]): Attempt {
  const lines = outputs
    .map((output) => (output.kind === 'stream' ? output.text : ''))
    .join('')
    .split('\n');
  const at = lines.findIndex((line) => /^(right {4}|not yet {2})/.test(line));
  if (at < 0) return { state: 'not yet', remark: describeFailure(type, lines.join('\n')) };
  return { state: lines[at]?.startsWith('right') ? 'right' : 'not yet', remark: lines[at + 1]?.trim() ?? '' };
}

/** The exercise's cell with `answer` as the constant's value. */
function withAnswer({ name, cell }: Exercise, answer: string): string {
  const value = declarationOf(name, cell.source)?.initializer;
  if (value === undefined) throw new NotebookError(`The constant ${name} of an exercise has no value to replace.`);
  return cell.source.slice(0, value.getStart()) + answer + cell.source.slice(value.getEnd());
}
