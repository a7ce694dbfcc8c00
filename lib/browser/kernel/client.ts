/** Runs cells in workers: one for each run, which ends with it. A spare one is opened ahead, so that a run begins at once. */
import { dataPack, ProgramError, startWorker } from '../programs';
import type { CellFailure, KernelReport, KernelRequest } from './protocol';

/** What a run says of its cells. */
export type CellReport = Exclude<KernelReport, { readonly kind: 'done' }>;

/** How a run ended: all cells are done or one failed; it was stopped; or its worker is lost, and a sentence says why. */
export type RunEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'lost'; readonly message: string };

/** Is told of a run, in order; after its end of nothing more. */
export interface RunListener {
  readonly onReport: (report: CellReport) => void;
  readonly onEnd: (end: RunEnd) => void;
}

/** Cells that run. */
export interface Run {
  /** Ends it at once, whatever the cells do. */
  stop(): void;
}

/** A worker that waits for its cells. */
interface Spare {
  readonly worker: Worker;
  /** It failed while it waited. */
  isBroken: boolean;
}

/** Runs lists of cells, each on new machines. */
export class KernelClient {
  #spare: Promise<Spare> | undefined;

  /** Opens a worker ahead: the reader seems about to run something. */
  prepare(): void {
    if (this.#spare !== undefined) return;
    const spare = openWorker();
    this.#spare = spare;
    spare.catch(() => {
      if (this.#spare === spare) this.#spare = undefined;
    });
  }

  /** Runs `cells` in a new worker. It begins, reports and ends later, never while this returns. */
  run(cells: readonly string[], { onReport, onEnd }: RunListener): Run {
    let worker: Worker | undefined;
    let cell = 0;
    let hasEnded = false;
    const end = (how: RunEnd): void => {
      if (hasEnded) return;
      hasEnded = true;
      worker?.terminate();
      if (how.kind !== 'lost') this.prepare();
      onEnd(how);
    };
    const receive = (report: unknown): void => {
      // Code in the worker can post anything: what is no report is nothing to the page.
      if (hasEnded || !isReport(report, cells.length)) return;
      if (report.kind === 'done') return end({ kind: 'done' });
      if (report.kind === 'begin') cell = report.cell;
      onReport(report);
    };
    const start = (opened: Worker): void => {
      if (hasEnded) return opened.terminate();
      worker = opened;
      opened.addEventListener('message', ({ data }: MessageEvent<unknown>) => receive(data));
      opened.addEventListener('error', (event) => {
        event.preventDefault();
        if (hasEnded) return;
        if (cell === 0 || isOutOfMemory(event)) end({ kind: 'lost', message: lossText(event, cell) });
        // An error in a cell's own timer ends nothing.
        else receive(printed(cell, `${messageOf(event)}\n`));
      });
      opened.postMessage({ kind: 'run', cells } satisfies KernelRequest);
    };
    this.#take().then(start, (error: unknown) => end({ kind: 'lost', message: sentenceOf(error) }));
    return { stop: () => end({ kind: 'stopped' }) };
  }

  async #take(): Promise<Worker> {
    const spare = await this.#spare?.catch(() => undefined);
    this.#spare = undefined;
    return spare !== undefined && !spare.isBroken ? spare.worker : (await openWorker()).worker;
  }
}

async function openWorker(): Promise<Spare> {
  const [worker, data] = await Promise.all([startWorker('kernel'), dataPack()]);
  const spare: Spare = { worker, isBroken: false };
  worker.addEventListener('error', () => {
    spare.isBroken = true;
  });
  worker.postMessage({ kind: 'open', data } satisfies KernelRequest);
  return spare;
}

function printed(cell: number, text: string): KernelReport {
  return { kind: 'output', cell, type: 'stream', content: { name: 'stderr', text } };
}

function isOutOfMemory({ message }: ErrorEvent): boolean {
  return /out of memory/i.test(message ?? '');
}

function lossText(event: ErrorEvent, cell: number): string {
  if (isOutOfMemory(event)) return `Cell ${cell} needs more memory than the browser gives to a page.`;
  const reason = messageOf(event);
  return `What runs the cells cannot be loaded${reason && `: ${reason}`}. Is the network there?`;
}

/** What a worker says of an error; nothing where it could not be loaded. */
function messageOf({ message }: ErrorEvent): string {
  return (message ?? '').replace(/^Uncaught /, '').trim();
}

function sentenceOf(error: unknown): string {
  if (error instanceof ProgramError) return error.message;
  return `The cells cannot run in this browser: ${error instanceof Error ? error.message : String(error)}.`;
}

/** Whether `value` is a report about one of `count` cells. */
function isReport(value: unknown, count: number): value is KernelReport {
  if (!isRecord(value)) return false;
  if (value.kind === 'done') return true;
  if (!Number.isInteger(value.cell) || Number(value.cell) < 1 || Number(value.cell) > count) return false;
  switch (value.kind) {
    case 'begin':
      return true;
    case 'output':
      return typeof value.type === 'string' && isRecord(value.content);
    case 'file':
      return typeof value.path === 'string' && value.bytes instanceof Uint8Array;
    case 'end':
      return value.failure === undefined || isFailure(value.failure);
    default:
      return false;
  }
}

function isFailure(value: unknown): value is CellFailure {
  if (!isRecord(value) || typeof value.message !== 'string') return false;
  const { place } = value;
  return place === undefined || (isRecord(place) && Number.isInteger(place.cell) && Number.isInteger(place.line));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
