/**
 * The program inside the process of a Jupyter kernel that Jupyter starts: tslab, which by itself would outlive a Jupyter
 * that dies, would show the lines of compiled code when a cell goes wrong, and does not know all that front ends ask.
 * Started by the kernelspec (jupyter/share.ts) as `node jupyterHost.js CONNECTION_FILE` in the folder of the notebook.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { showPngsAt } from '../../view/figure/show';
import { patchTslab } from './patches';
import { newLineRecord } from './readableErrors';
import { requireTslab, TslabError } from './tslab';
import { warmUp } from './warmUp';

main(process.argv[2] ?? '');

function main(configPath: string): void {
  new Worker(join(__dirname, 'watchJupyter.js'), { stdin: false }).unref();
  warmUp();
  showPngsAt(1);
  try {
    startTslab(configPath);
  } catch (error) {
    if (!(error instanceof TslabError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function startTslab(configPath: string): void {
  const tslab = requireTslab();
  const record = newLineRecord();
  patchTslab(tslab, { documentation: true, lines: record, record });
  const { startKernel } = tslab('./main') as { startKernel(options: object): void };
  startKernel({ configPath, enableFindLocal: false });
}
