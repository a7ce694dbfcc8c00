/**
 * Runs a notebook in a Jupyter kernel of its own, cell after cell, and stops at the first that goes wrong: a type error, an
 * exception, a rejection that nobody handles, process.exit, a time-out, a Jupyter kernel that dies.
 */
import { dirname } from 'node:path';
import { type CodeCell, codeCells, type Notebook, withOutputs } from '../../cells/document';
import { type Output, OutputCollector } from '../../cells/output';
import type { Stray } from '../kernel/hostMessage';
import { placesIn, summaryOf, tidyText, typeErrorIn } from '../kernel/trace';
import type { Failure } from './failure';
import { JupyterKernel, JupyterKernelError } from './kernelClient';

/** How a notebook is run. */
export interface RunOptions {
  /** The longest that one cell may take, in milliseconds; 60 s by default. */
  readonly timeoutMs?: number;
  /** The folder that is cut from paths in outputs; the working directory by default. */
  readonly root?: string;
  /** Called when code cell `cell` of `cells` has succeeded, with the time it took in milliseconds. */
  readonly onCell?: (cell: number, cells: number, milliseconds: number) => void;
  /** Called with the process id of the Jupyter kernel once it runs. */
  readonly onKernel?: (pid: number) => void;
  /** Called when all cells have succeeded, before the Jupyter kernel ends. */
  readonly afterwards?: (runCode: RunCode) => Promise<void>;
}

/** Runs a cell that is not in the notebook; its outputs. Rejects with JupyterKernelError when it comes to no end. */
export type RunCode = (source: string) => Promise<readonly Output[]>;

/** What a run gave: the notebook with its new outputs (up to the failing cell), and the failure if there was one. */
export interface Run {
  readonly notebook: Notebook;
  readonly failure: Failure | undefined;
  readonly milliseconds: number;
}

/** How long timers that cells started are waited for after the last cell, in milliseconds. */
const LAST_GRACE_MS = 1_000;
const TIMEOUT_MS = 60_000;

/** Runs `notebook` in the folder that it lies in; a failing cell is a failure in the result, not an exception. */
export async function runNotebook(notebook: Notebook, options: RunOptions = {}): Promise<Run> {
  const started = Date.now();
  const session = new Session(notebook, options);
  const failure = await session.run();
  return { notebook: withOutputs(notebook, session.outputs()), failure, milliseconds: Date.now() - started };
}

class Session {
  readonly #cells: readonly CodeCell[];
  readonly #collector: OutputCollector;
  /** Of the cell that is not in the notebook. */
  #further = new OutputCollector(1);
  readonly #lines = new Map<number, readonly number[]>();
  readonly #strays: Stray[] = [];
  readonly #root: string;
  readonly #timeoutMs: number;

  constructor(
    private readonly notebook: Notebook,
    private readonly options: RunOptions,
  ) {
    this.#cells = codeCells(notebook);
    this.#collector = new OutputCollector(this.#cells.length);
    this.#root = options.root ?? process.cwd();
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  outputs(): (readonly Output[])[] {
    return this.#cells.map((_, index) => this.#collector.outputs(index + 1).map((output) => this.#tidy(output)));
  }

  async run(): Promise<Failure | undefined> {
    let kernel: JupyterKernel | undefined;
    let cell = 0;
    try {
      kernel = await this.#start();
      this.options.onKernel?.(kernel.pid);
      for (cell = 1; cell <= this.#cells.length; cell++) {
        const failure = await this.#runCell(kernel, cell);
        if (failure) return failure;
      }
      cell = this.#cells.length;
      await kernel.settle(LAST_GRACE_MS, this.#timeoutMs);
      const failure = this.#strayFailure();
      if (!failure) await this.options.afterwards?.(this.#runnerOfCode(kernel));
      return failure;
    } catch (error) {
      if (!(error instanceof JupyterKernelError)) throw error;
      return this.#failure(cell, undefined, error.message);
    } finally {
      await kernel?.stop();
    }
  }

  /** A port can be taken between being found free and being used, so a Jupyter kernel gets a second chance to start. */
  async #start(): Promise<JupyterKernel> {
    const listener = {
      onOutput: (cell: number, type: string, content: Readonly<Record<string, unknown>>) =>
        cell > this.#cells.length
          ? this.#further.receive(1, type, content)
          : this.#collector.receive(cell, type, content),
      onStray: (stray: Stray) => this.#strays.push(stray),
      onLines: (cell: number, lines: readonly number[]) => this.#lines.set(cell, lines),
    };
    const folder = dirname(this.notebook.path);
    try {
      return await JupyterKernel.start(folder, listener);
    } catch (error) {
      if (error instanceof JupyterKernelError && error.isUnfit) throw error;
      return await JupyterKernel.start(folder, listener);
    }
  }

  async #runCell(kernel: JupyterKernel, cell: number): Promise<Failure | undefined> {
    const started = Date.now();
    const succeeded = await kernel.execute(cell, this.#cells[cell - 1]?.source ?? '', this.#timeoutMs);
    await kernel.settle(0, this.#timeoutMs);
    const failure = this.#strayFailure() ?? (succeeded ? undefined : this.#cellFailure(cell));
    if (!failure) this.options.onCell?.(cell, this.#cells.length, Date.now() - started);
    return failure;
  }

  #runnerOfCode(kernel: JupyterKernel): RunCode {
    return async (source) => {
      this.#further = new OutputCollector(1);
      await kernel.execute(this.#cells.length + 1, source, this.#timeoutMs);
      return this.#further.outputs(1);
    };
  }

  #cellFailure(cell: number): Failure {
    const errors = this.#collector
      .outputs(cell)
      .filter((output) => output.kind === 'stream' && output.name === 'stderr');
    const text = errors.map((output) => (output.kind === 'stream' ? output.text : '')).join('');
    const typeError = typeErrorIn(text);
    const places = placesIn(text, this.#lines);
    if (typeError && places.length === 0)
      return this.#failure(cell, typeError.line, `type error: ${typeError.message}`);
    const here = places.find((place) => place.cell === cell);
    const inner = places[0];
    const origin = inner && inner.cell !== cell ? ` (thrown in cell ${inner.cell}, line ${inner.line})` : '';
    return this.#failure(cell, here?.line, `${summaryOf(text) || 'it failed without a message'}${origin}`);
  }

  #strayFailure(): Failure | undefined {
    const stray = this.#strays[0];
    if (stray === undefined) return undefined;
    const origin = placesIn(stray.text, this.#lines)[0];
    const reason = stray.what === 'process.exit' ? summaryOf(stray.text) : `${stray.what}: ${summaryOf(stray.text)}`;
    return this.#failure(origin?.cell ?? stray.cell, origin?.line, reason);
  }

  #failure(cell: number, line: number | undefined, reason: string): Failure {
    const tidy = tidyText(reason, this.#lines, this.#root);
    return { notebook: this.notebook.name, cell, cells: this.#cells.length, line, reason: tidy };
  }

  #tidy(output: Output): Output {
    return output.kind === 'stream' ? { ...output, text: tidyText(output.text, this.#lines, this.#root) } : output;
  }
}
