/** `chainwalk jupyter`, which `npm run lab` calls. */
import type { Command } from 'commander';
import type { JupyterOptions } from './actions/jupyter';
import { portNumber } from './command';

/** Adds `chainwalk jupyter`; `finish` takes its exit code. */
export function addJupyter(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('jupyter')
    .description('open copies of the notebooks in JupyterLab; yours on PATH, else one that is put into .jupyter/ here')
    .option('--dir <folder>', 'where the copies are kept, in its folder notebooks/', 'copies')
    .option('--port <number>', 'the port to serve on; 0 for any that is free', portNumber)
    .option('--no-browser', 'print the address and open no browser')
    .option('--no-serve', 'make copies and kernelspec, and print the environment that another Jupyter needs')
    .option('--reset <names...>', 'copy these notebooks (04) again, and end; earlier copies are kept under other names')
    .option('--with-answers', 'make copies that have the answers and the outputs, for whoever runs a workshop')
    .action(async (options: JupyterOptions) => {
      const { openJupyter } = await import('./actions/jupyter.js');
      finish(await openJupyter(options));
    });
}
