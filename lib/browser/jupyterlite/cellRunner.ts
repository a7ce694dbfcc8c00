/** Runs the cells of one notebook, one at a time, in a worker that keeps their names and machines. */
import { failureText } from '../kernel/failureText';
import type { CellFailure, KernelReport, KernelRequest } from '../kernel/protocol';
import type { CellError } from './jupyter';

/** What is told of a cell while it runs. */
export interface CellListener {
  readonly onOutput: (type: string, content: Readonly<Record<string, unknown>>) => void;
  /** It wrote a file. */
  readonly onFile: (path: string, bytes: Uint8Array) => void;
}

/** A cell that runs; `settle` takes why it failed. */
interface Running {
  readonly listener: CellListener;
  readonly settle: (error: CellError | undefined) => void;
  hasBegun: boolean;
  error: CellError | undefined;
}

const INTERRUPTED = `Interrupted. The Jupyter kernel was started anew, because nothing else ends a cell that runs.
The names and machines of the cells above are gone: run them again.
`;

/** The worker is started with the first cell, and anew after an interrupt. */
export class CellRunner {
  /** The address of the site's assets. */
  readonly #assets: string;
  #worker: Worker | undefined;
  #running: Running | undefined;

  constructor(assets: string) {
    this.#assets = assets;
  }

  /** Runs the cell that the page shows as `[number]`; why it failed, if it did. The one before must have ended. */
  run(source: string, number: number, listener: CellListener): Promise<CellError | undefined> {
    return new Promise((resolve) => {
      const settle = (error: CellError | undefined): void => {
        this.#running = undefined;
        resolve(error);
      };
      this.#running = { listener, settle, hasBegun: false, error: undefined };
      this.#worker ??= this.#start();
      this.#send({ kind: 'run', cells: [source], first: number, isQuiet: true });
    });
  }

  /** Ends the cell that runs, if one does, whatever it does. */
  interrupt(): void {
    if (this.#running === undefined) return;
    const { listener } = this.#running;
    listener.onOutput('stream', { name: 'stderr', text: INTERRUPTED });
    this.#lose({ ename: 'Kernel Interrupt', evalue: 'Interrupted', traceback: [] });
  }

  /** Ends the worker. */
  end(): void {
    this.#lose({ ename: 'KernelEnded', evalue: 'The Jupyter kernel was ended.', traceback: [] });
  }

  #start(): Worker {
    const worker = new Worker(new URL('kernel.js', this.#assets), { type: 'module', name: 'kernel' });
    worker.addEventListener('message', ({ data }: MessageEvent<KernelReport>) => this.#receive(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#receiveError((event.message ?? '').replace(/^Uncaught /, ''));
    });
    worker.postMessage({ kind: 'open', data: new URL('data.json', this.#assets).href } satisfies KernelRequest);
    return worker;
  }

  #send(request: KernelRequest): void {
    this.#worker?.postMessage(request);
  }

  #receive(report: KernelReport): void {
    const running = this.#running;
    if (running === undefined) return;
    if (report.kind === 'begin') running.hasBegun = true;
    else if (report.kind === 'output') running.listener.onOutput(report.type, report.content);
    else if (report.kind === 'file') running.listener.onFile(report.path, report.bytes);
    else if (report.kind === 'end') running.error = report.failure && cellError(report.failure);
    else if (report.kind === 'done') running.settle(running.error);
  }

  /** An error in a cell's own timer ends nothing; a worker that could not be loaded or has no memory left runs nothing. */
  #receiveError(message: string): void {
    const running = this.#running;
    const isFull = /out of memory/i.test(message);
    if (running?.hasBegun && !isFull) {
      running.listener.onOutput('stream', { name: 'stderr', text: `${message}\n` });
      return;
    }
    const evalue = isFull
      ? 'The cell needs more memory than the browser gives to a page. Names and machines of the cells above are gone.'
      : `What runs the cells cannot be loaded${message && `: ${message}`}. Is the network there?`;
    this.#lose({ ename: 'KernelError', evalue, traceback: [] });
  }

  #lose(error: CellError): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#running?.settle(error);
  }
}

/** A failure as Jupyter's messages have it. */
function cellError(failure: CellFailure): CellError {
  const [, ename = 'Error', evalue = failure.message] = /^(\w*(?:Error|Exception)): (.*)$/s.exec(failure.message) ?? [];
  return { ename, evalue, traceback: failureText(failure).trimEnd().split('\n') };
}
