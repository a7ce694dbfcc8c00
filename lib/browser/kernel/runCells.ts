/** Runs compiled cells one after another in this worker, in one scope that they share. */
import { inspect } from 'node-inspect-extracted';
import { shownForms } from '../../platform';
import { CellSyntaxError, compileCell, IMPORT, RESULT, SCOPE } from './compileCell';
import { failureText } from './failureText';
import type { CellOutput } from './output';
import type { CellFailure, KernelReport, KernelRequest } from './protocol';

/** Gives a module that a cell imports. */
export type Import = (name: string) => Promise<object>;

/** What cells run in. */
export interface Surroundings {
  readonly output: CellOutput;
  readonly importModule: Import;
  readonly report: (report: KernelReport) => void;
}

type CompiledCell = (scope: object, importModule: Import) => Promise<void>;

/** Names of the top level are properties of the worker's global object, whatever it had under these names. */
const scope: Record<string, unknown> = new Proxy(globalThis as Record<string, unknown>, {
  set: (target, name, value) =>
    Reflect.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true }),
});

/** The cell of each module that was made of one, by the address that stacks show. */
const urls = new Map<string, number>();

/** Runs cells from the first on, up to the first that fails. */
export async function runCells(
  { cells, first = 1, isQuiet = false }: KernelRequest & { readonly kind: 'run' },
  { output, importModule, report }: Surroundings,
): Promise<void> {
  for (const [index, source] of cells.entries()) {
    const cell = first + index;
    output.begin(cell);
    report({ kind: 'begin', cell });
    const failure = await runCell(source, cell, output, importModule);
    if (failure !== undefined && !isQuiet) output.print('stderr', failureText(failure));
    output.flush();
    report({ kind: 'end', cell, failure });
    if (failure !== undefined) break;
  }
  report({ kind: 'done' });
}

async function runCell(
  source: string,
  cell: number,
  output: CellOutput,
  importModule: Import,
): Promise<CellFailure | undefined> {
  try {
    const run = await load(compileCell(source), cell);
    await untilRejected(run(scope, importModule));
    const result = scope[RESULT];
    delete scope[RESULT];
    const forms = shownForms(result);
    if (forms !== undefined) output.display(forms);
    else if (result !== undefined && result !== null) output.print('stdout', `${inspectResult(result)}\n`);
    return undefined;
  } catch (error) {
    return describeFailure(error, cell);
  }
}

function inspectResult(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}

/** Waits for a cell, or for a promise that nobody handles. */
function untilRejected(running: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const onRejection = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      reject(event.reason);
    };
    const finish = (settle: () => void) => {
      // Rejections that nobody handles are reported after the microtasks of this turn.
      setTimeout(() => {
        removeEventListener('unhandledrejection', onRejection);
        settle();
      });
    };
    addEventListener('unhandledrejection', onRejection);
    running.then(
      () => finish(resolve),
      (error) => finish(() => reject(error)),
    );
  });
}

/** A cell as a module of its own: a page's policy allows scripts from blobs, and forbids `eval`. */
async function load(body: string, cell: number): Promise<CompiledCell> {
  const code = `export default async (${SCOPE}, ${IMPORT}) => { ${body}\n}`;
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  urls.set(url, cell);
  try {
    return ((await import(url)) as { readonly default: CompiledCell }).default;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A frame in a cell's code, as Chromium and Firefox write it. */
const FRAME = /(blob:[^\s)]*):(\d+):\d+/g;

function placesOf(error: unknown): readonly { cell: number; line: number }[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return [...stack.matchAll(FRAME)].flatMap(([, url = '', line]) => {
    const cell = urls.get(url);
    return cell === undefined ? [] : [{ cell, line: Number(line) }];
  });
}

function describeFailure(error: unknown, cell: number): CellFailure {
  if (error instanceof CellSyntaxError) return { message: error.message, place: { cell, line: error.line } };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : inspect(error);
  return { message, place: placesOf(error)[0] };
}
