/**
 * The program inside the process of a Jupyter kernel: tslab, with what it lacks to be run unattended. It ends with its parent, even
 * in the middle of an endless loop; it reports what tslab would only print (unhandled rejections, exceptions nobody
 * caught, process.exit); and it tells which line of which cell a line of compiled code comes from.
 *
 * Started by run/kernelClient.ts as `node host.js CONNECTION_FILE`, with an IPC channel and a pipe as standard input.
 */
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { HostReport, HostRequest, Stray } from './hostMessage';
import { patchTslab } from './patches';
import { requireTslab, TslabError } from './tslab';
import { warmUp } from './warmUp';

/**
 * V8 optimizes a function after it has run fifteen times as much as usual: most of what a notebook runs, the compiler above
 * all, runs too seldom to repay the optimizer, which took a quarter of the time. How it counts changed after Node 20.
 */
const LATE_OPTIMIZER = process.versions.v8.startsWith('11.')
  ? ['--interrupt-budget=1000000']
  : ['--invocation-count-for-turbofan=45000', '--invocation-count-for-maglev=6000'];

let cell = 0;

main(process.argv[2] ?? '');

function main(configPath: string): void {
  for (const flag of LATE_OPTIMIZER) setFlagsFromString(flag);
  new Worker(join(__dirname, 'watchParent.js'), { stdin: false }).unref();
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.on('message', answer);
  try {
    startTslab(configPath);
  } catch (error) {
    if (!(error instanceof TslabError)) throw error;
    // The runner ends this process when it has read why.
    report({ kind: 'unfit', reason: error.message });
  }
}

function startTslab(configPath: string): void {
  warmUp();
  const tslab = requireTslab();
  const onLines = (lines: readonly number[]) => report({ kind: 'lines', cell, lines });
  patchTslab(tslab, { documentation: false, lines: { currentCell: () => cell, onLines } });
  watchForStrays();
  const { startKernel } = tslab('./main') as { startKernel(options: object): void };
  startKernel({ configPath, enableFindLocal: false });
}

function watchForStrays(): void {
  const { exit } = process;
  const stray = (what: Stray['what'], thrown: unknown) => {
    if (cell === 0) exit(1);
    report({ kind: 'stray', what, cell, text: textOf(thrown) });
  };
  process.on('unhandledRejection', (reason) => stray('unhandled rejection', reason));
  process.on('uncaughtException', (error) => stray('uncaught exception', error));
  process.exit = (code): never => {
    const error = new Error(`process.exit(${code ?? ''}) was called.`);
    stray('process.exit', error);
    throw error;
  };
}

function answer(request: HostRequest): void {
  if (request.kind === 'begin') {
    cell = request.cell;
    report({ kind: 'done' });
  } else {
    settle(Date.now() + request.graceMs);
  }
}

/** Answers when nothing that a cell started is still to come, or when `deadline` has passed. */
function settle(deadline: number): void {
  const isWaiting = process
    .getActiveResourcesInfo()
    .some((resource) => resource === 'Timeout' || resource === 'Immediate');
  if (isWaiting && Date.now() < deadline) setTimeout(settle, 5, deadline).unref();
  else setImmediate(() => report({ kind: 'done' }));
}

function report(message: HostReport): void {
  process.send?.(message);
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown);
}
