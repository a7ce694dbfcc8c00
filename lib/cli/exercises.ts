/** `chainwalk exercises`. */
import { type Command, Option } from 'commander';
import type { SheetOptions } from './actions/exercises';

/** Adds `chainwalk exercises`; `finish` takes its exit code. */
export function addExercises(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('exercises')
    .description('write the exercises of notebooks as sheets, without hints and answers')
    .argument('[names...]', 'numbers (04), names or paths; all notebooks unless given')
    .addOption(new Option('--format <format>', 'markdown, or pages to print').choices(['md', 'html']).default('md'))
    .option('--with-answers', 'write the answers as well, for whoever runs a workshop')
    .option('--output <folder>', 'where to write them; - prints them', 'exercises')
    .action(async (names: readonly string[], options: SheetOptions) => {
      const { writeSheets } = await import('./actions/exercises.js');
      finish(writeSheets(names, options));
    });
}
