/** `chainwalk progress`. */
import { type Command, Option } from 'commander';
import type { ProgressOptions } from './actions/progress';

/** Adds `chainwalk progress`; `finish` takes its exit code. */
export function addProgress(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('progress')
    .description('try the answers in copies of the notebooks, and tell which exercises they solve')
    .argument('[copies...]', 'folders of copies, or single copies', ['copies'])
    .addOption(
      new Option('--format <format>', 'how to tell it').choices(['text', 'json', 'csv', 'html']).default('text'),
    )
    .option('--output <file>', 'where to write it; it is printed unless given')
    .action(async (copies: readonly string[], options: ProgressOptions) => {
      const { tellProgress } = await import('./actions/progress.js');
      finish(await tellProgress(copies, options));
    });
}
