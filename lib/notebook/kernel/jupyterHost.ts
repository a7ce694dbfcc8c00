/**
 * The program inside a kernel's process when Jupyter starts it: tslab, which by itself would outlive a Jupyter that dies,
 * would show the lines of compiled code when a cell goes wrong, and does not know all that front ends ask.
 * Started by the kernelspec (share.ts) as `node kernel.js CONNECTION_FILE` in the folder of the notebook.
 */
import { Worker } from 'node:worker_threads';
import { showPngsAt } from '../../view/figure/show';
import { makeProgramsOnDemand } from './cellPrograms';
import { answerHistory } from './history';
import { lazyLoadHeavyDependencies } from './lazyModules';
import { unlimitPublishQueue } from './longOutput';
import { makeErrorsReadable } from './readableErrors';
import { requireTslab } from './tslab';

/**
 * Runs in its own thread, so that a busy main thread cannot keep the process alive. Jupyter leaves a kernel no pipe to
 * watch, so this looks every second whether the parent is still the same, and there.
 */
const WATCH_JUPYTER = `
  const jupyter = process.ppid;
  const end = () => process.kill(process.pid, 'SIGKILL');
  setInterval(() => {
    if (process.ppid !== jupyter) end();
    try { process.kill(jupyter, 0); } catch (error) { if (error.code === 'ESRCH') end(); }
  }, 1000);
`;

main(process.argv[2] ?? '');

function main(configPath: string): void {
  new Worker(WATCH_JUPYTER, { eval: true, stdin: false }).unref();
  const tslab = requireTslab();
  unlimitPublishQueue(tslab);
  makeProgramsOnDemand(tslab, { documentation: true });
  lazyLoadHeavyDependencies();
  showPngsAt(1);
  makeErrorsReadable(tslab, process.cwd());
  // After the line above: the compiler has to be wrapped before tslab's server loads it.
  answerHistory(tslab);
  const { startKernel } = tslab('./main') as { startKernel(options: object): void };
  startKernel({ configPath, enableFindLocal: false });
}
