/**
 * Tries answers on the machines: the notebook of the series runs in a kernel, and the exercise's own cell runs again for
 * each answer, with the answer in the place of `undefined`. What a copy says came out counts for nothing.
 */
import { dirname } from 'node:path';
import { codeCells, type Notebook, NotebookError } from '../format/document';
import { OutputCollector } from '../format/output';
import { JupyterKernel, JupyterKernelError } from '../run/kernelClient';
import { declarationOf, type Exercise } from './find';

/** What came of an answer. */
export interface Attempt {
  readonly state: 'right' | 'not yet';
  /** What the machines say to an answer that is not right. */
  readonly remark: string;
}

/** The longest that a cell may take, in milliseconds. */
const TIMEOUT_MS = 60_000;

/** The exercises of one notebook, ready to be tried; the kernel starts with the first answer. */
export class Trial {
  readonly #notebook: Notebook;
  readonly #known = new Map<string, Attempt>();
  #kernel: JupyterKernel | undefined;
  #outputs = new OutputCollector(0);

  constructor(notebook: Notebook) {
    this.#notebook = notebook;
  }

  /** Tries an answer, given as TypeScript; the same one is tried once. Throws NotebookError when the notebook does not run. */
  async attempt(exercise: Exercise, answer: string): Promise<Attempt> {
    const key = `${exercise.number} ${answer}`;
    const attempt = this.#known.get(key) ?? (await this.#try(exercise, answer));
    this.#known.set(key, attempt);
    return attempt;
  }

  /** Ends the kernel. */
  async end(): Promise<void> {
    await this.#kernel?.stop();
    this.#kernel = undefined;
  }

  async #try(exercise: Exercise, answer: string): Promise<Attempt> {
    this.#kernel ??= await this.#start();
    try {
      await this.#run(this.#kernel, withAnswer(exercise, answer));
    } catch (error) {
      if (!(error instanceof JupyterKernelError)) throw error;
      await this.end();
      return { state: 'not yet', remark: `The check came to no end: ${error.message}.` };
    }
    return this.#read();
  }

  async #start(): Promise<JupyterKernel> {
    const { path, name } = this.#notebook;
    const ignore = () => {};
    const kernel = await JupyterKernel.start(dirname(path), {
      onOutput: (_, type, content) => this.#outputs.receive(1, type, content),
      onStray: ignore,
      onLines: ignore,
    });
    for (const { source } of codeCells(this.#notebook)) {
      if (await this.#run(kernel, source)) continue;
      await kernel.stop();
      throw new NotebookError(
        `${name} does not run, so that nothing can be tried: npm run notebooks -- ${name} says why.`,
      );
    }
    return kernel;
  }

  #run(kernel: JupyterKernel, source: string): Promise<boolean> {
    this.#outputs = new OutputCollector(1);
    return kernel.execute(1, source, TIMEOUT_MS);
  }

  /** An ExerciseResult prints a word, the question, and perhaps a remark on a line of its own. */
  #read(): Attempt {
    const printed = this.#outputs.outputs(1).map((output) => (output.kind === 'stream' ? output.text : ''));
    const lines = printed.join('').split('\n');
    const at = lines.findIndex((line) => /^(right {4}|not yet {2})/.test(line));
    if (at < 0) return { state: 'not yet', remark: 'The answer is not of the kind that is asked for.' };
    return { state: lines[at]?.startsWith('right') ? 'right' : 'not yet', remark: lines[at + 1]?.trim() ?? '' };
  }
}

/** The exercise's cell with `answer` as the constant's value. */
function withAnswer({ name, cell }: Exercise, answer: string): string {
  const value = declarationOf(name, cell.source)?.initializer;
  if (value === undefined) throw new NotebookError(`The constant ${name} of an exercise has no value to replace.`);
  return cell.source.slice(0, value.getStart()) + answer + cell.source.slice(value.getEnd());
}
