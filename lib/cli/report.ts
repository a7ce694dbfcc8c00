/** `chainwalk report`. */
import { type Command, Option } from 'commander';
import { REPORT_FORMATS } from '../notebook/report/files';
import type { ReportOptions } from './actions/report';

/** Adds `chainwalk report`; `finish` takes its exit code. */
export function addReport(cli: Command, finish: (exitCode: number) => void): void {
  cli
    .command('report')
    .description('write notebooks with their outputs as one document: HTML, PDF, Word or markdown')
    .argument('[names...]', 'numbers (04), names or paths; all notebooks unless given')
    .addOption(new Option('--format <format>', 'what kind of document').choices(REPORT_FORMATS).default('html'))
    .option(
      '--figures',
      'charts, maps and tables alone, from your own copies where there are some, for a column of 174 mm: what a notebook has drawn is not laid out anew; save(path, { width }) in a cell does that',
    )
    .option('--no-code', 'leave the code of the cells out')
    .option('--run', 'run the notebooks first, instead of taking the outputs that they were saved with')
    .option('--dir <folder>', 'with --figures: where the copies are kept, in its folder notebooks/', 'copies')
    .option('--title <text>', 'what the document is called')
    .option('--output <file>', 'where to write it; report/report.html unless given')
    .action(async (names: readonly string[], options: ReportOptions) => {
      const { writeReport } = await import('./actions/report.js');
      finish(await writeReport(names, options));
    });
}
