/** The sub-command `report`: chosen notebooks as one document, HTML, PDF or markdown. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { NotebookError } from '../notebook/format/document';
import { selectNotebooks } from '../notebook/format/select';
import { type Report, readReport } from '../notebook/report/document';
import { runAll } from '../notebook/run/runAll';
import { answering, print } from './answering';

type Format = 'html' | 'pdf' | 'md';

interface ReportFlags {
  readonly format: Format;
  readonly code: boolean;
  readonly run?: true;
  readonly title?: string;
  readonly output?: string;
}

const OBSTACLES: Readonly<Record<string, string>> = {
  EEXIST: 'a file is where its folder would be',
  ENOTDIR: 'a file is where its folder would be',
  EISDIR: 'there is a folder of this name',
  EACCES: 'that is not allowed',
};

/** `report [names…] [--format html|pdf|md] [--no-code] [--run] [--title TEXT] [--output FILE]`; the exit code. */
export function reportCommand(args: readonly string[]): Promise<number> {
  const command = new Command('chainwalk report')
    .description('Write notebooks with their outputs as one document.')
    .argument('[names...]', 'numbers (04), names or paths; all notebooks unless given')
    .addOption(new Option('--format <format>', 'what kind of document').choices(['html', 'pdf', 'md']).default('html'))
    .option('--no-code', 'leave the code of the cells out')
    .option('--run', 'run the notebooks first, instead of taking the outputs that they were saved with')
    .option('--title <text>', 'what the document is called')
    .option('--output <file>', 'where to write it; report/report.html unless given');
  return answering(command, args, async () => {
    const flags = command.opts<ReportFlags>();
    const chosen = selectNotebooks(resolve('notebooks'), command.args);
    const runs = flags.run ? await runAll(chosen, print) : chosen.map((notebook) => ({ notebook, failure: undefined }));
    if (runs.some(({ failure }) => failure)) return 1;
    const report = readReport(
      runs.map(({ notebook }) => notebook),
      { code: flags.code, ...(flags.title !== undefined && { title: flags.title }) },
    );
    const file = resolve(flags.output ?? join('report', `report.${flags.format}`));
    await write(report, flags.format, file);
    print(`The report is in ${relative(process.cwd(), file) || file}.`);
    return 0;
  });
}

async function write(report: Report, format: Format, file: string): Promise<void> {
  if (!file.toLowerCase().endsWith(`.${format}`)) {
    throw new NotebookError(
      `--output has to end in .${format}, as --format says, but is ${JSON.stringify(basename(file))}.`,
    );
  }
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (format === 'md') await writeMarkdown(report, file);
    else writeFileSync(file, await (format === 'pdf' ? pdf(report) : html(report)));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new NotebookError(`${basename(file)} cannot be written: ${OBSTACLES[code] ?? code}.`);
  }
}

async function writeMarkdown(report: Report, file: string): Promise<void> {
  const { reportMarkdown } = await import('../notebook/report/markdown.js');
  const folder = `${basename(file).replace(/\.md$/i, '')}-pictures`;
  const { text, pictures } = reportMarkdown(report, folder);
  const place = join(dirname(file), folder);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  for (const [name, content] of pictures) writeFileSync(join(place, name), content);
  writeFileSync(file, text);
}

async function pdf(report: Report): Promise<Uint8Array> {
  const { reportPdf } = await import('../notebook/report/pdf.js');
  return reportPdf(report);
}

async function html(report: Report): Promise<string> {
  const { reportHtml } = await import('../notebook/report/html.js');
  return reportHtml(report);
}
