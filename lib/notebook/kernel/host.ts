/**
 * The program inside a kernel's process: tslab, with what it lacks to be run unattended. It ends with its parent, even
 * in the middle of an endless loop; it reports what tslab would only print (unhandled rejections, exceptions nobody
 * caught, process.exit); and it tells which line of which cell a line of compiled code comes from.
 *
 * Started by kernel.ts as `node kernelHost.js CONNECTION_FILE`, with an IPC channel and a pipe as standard input.
 */
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { traceLines } from './cellLines';
import { makeProgramsOnDemand } from './cellPrograms';
import type { HostReport, HostRequest, Stray } from './hostMessage';
import { lazyLoadHeavyDependencies } from './lazyModules';
import { unlimitPublishQueue } from './longOutput';
import { requireTslab } from './tslab';

/** Runs in its own thread, so that a busy main thread cannot keep the process alive: the pipe closes, the process ends. */
const WATCH_PARENT = `
  const input = new (require('node:net').Socket)({ fd: 0, readable: true, writable: false });
  const end = () => process.kill(process.pid, 'SIGKILL');
  input.on('end', end).on('close', end).on('error', end).resume();
`;

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
  new Worker(WATCH_PARENT, { eval: true, stdin: false }).unref();
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.on('message', answer);
  watchForStrays();
  const tslab = requireTslab();
  makeProgramsOnDemand(tslab, { documentation: false });
  lazyLoadHeavyDependencies();
  traceLines(tslab, {
    currentCell: () => cell,
    onLines: (lines) => report({ kind: 'lines', cell, lines }),
  });
  unlimitPublishQueue(tslab);
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
