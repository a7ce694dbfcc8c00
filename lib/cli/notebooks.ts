/** `chainwalk notebooks`. */
import { type Command, Option } from 'commander';
import type { NotebooksOptions } from './actions/notebooks';

/** Adds `chainwalk notebooks`; `finish` takes its exit code. */
export function addNotebooks(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('notebooks')
    .description('run notebooks in fresh Jupyter kernels and compare their outputs with those in the files')
    .argument('[names...]', 'numbers (04), names or paths; all notebooks unless given')
    .option('--write', 'save the new outputs of each notebook that runs to its end')
    .addOption(new Option('--check', 'run nothing: check types, style and form only').conflicts('write'))
    .action(async (names: readonly string[], options: NotebooksOptions) => {
      const { runNotebooks } = await import('./actions/notebooks.js');
      finish(await runNotebooks(names, options));
    });
}
