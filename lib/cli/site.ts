/** `chainwalk site`. */
import type { Command } from 'commander';
import type { SiteOptions } from './actions/site';

/** Adds `chainwalk site`; `finish` takes its exit code. */
export function addSite(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('site')
    .argument('[folder]', 'where it is written', 'site')
    .description(
      'write the book, which runs in its pages, and the playground into a folder for any server of static files',
    )
    .option('--reference', 'write the reference of the API as well, into FOLDER/api/')
    .option('--jupyterlite', 'write JupyterLite with the notebooks as well, into FOLDER/lab/; Python builds it')
    .action(async (folder: string, options: SiteOptions) => {
      const { makeSite } = await import('./actions/site.js');
      finish(await makeSite(folder, options));
    });
}
