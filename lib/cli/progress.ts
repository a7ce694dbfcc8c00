/** `chainwalk progress`. */
import { type Command, Option } from 'commander';
import type { ReportFormat } from '../notebook/exercises/report';

/** Adds `chainwalk progress`; `finish` takes its exit code. */
export function addProgress(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('progress')
    .description('try the answers in copies of the notebooks, and tell which exercises they solve')
    .argument('[copies...]', 'folders of copies, or single copies', ['copies'])
    .addOption(new Option('--format <format>', 'how to tell it').choices(['text', 'json', 'csv']).default('text'))
    .action(async (copies: readonly string[], { format }: { readonly format: ReportFormat }) => {
      const { tellProgress } = await import('./actions/progress.js');
      finish(await tellProgress(copies, format));
    });
}
