/** `chainwalk report`. */
import { type Command, Option } from 'commander';
import type { ReportOptions } from './actions/report';

/** Adds `chainwalk report`; `finish` takes its exit code. */
export function addReport(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('report')
    .description('write notebooks with their outputs as one document: HTML, PDF or markdown')
    .argument('[names...]', 'numbers (04), names or paths; all notebooks unless given')
    .addOption(new Option('--format <format>', 'what kind of document').choices(['html', 'pdf', 'md']).default('html'))
    .option('--no-code', 'leave the code of the cells out')
    .option('--run', 'run the notebooks first, instead of taking the outputs that they were saved with')
    .option('--title <text>', 'what the document is called')
    .option('--output <file>', 'where to write it; report/report.html unless given')
    .action(async (names: readonly string[], options: ReportOptions) => {
      const { writeReport } = await import('./actions/report.js');
      finish(await writeReport(names, options));
    });
}
