/** Chosen notebooks as one document: HTML, PDF or markdown. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { NotebookError } from '../../notebook/format/document';
import { selectNotebooks } from '../../notebook/format/select';
import { type Report, readReport } from '../../notebook/report/document';
import { runAll } from '../../notebook/run/runAll';
import { printLine } from '../command';

type Format = 'html' | 'pdf' | 'md';

/** Options of `chainwalk report`. */
export interface ReportOptions {
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

/** Writes the notebooks as one document; the exit code: 1 when a notebook fails that is run. Throws a `NotebookError`. */
export async function writeReport(names: readonly string[], options: ReportOptions): Promise<number> {
  const chosen = selectNotebooks(resolve('notebooks'), names);
  const runs = options.run
    ? await runAll(chosen, printLine)
    : chosen.map((notebook) => ({ notebook, failure: undefined }));
  if (runs.some(({ failure }) => failure)) return 1;
  const report = readReport(
    runs.map(({ notebook }) => notebook),
    { code: options.code, ...(options.title !== undefined && { title: options.title }) },
  );
  const file = resolve(options.output ?? join('report', `report.${options.format}`));
  await write(report, options.format, file);
  printLine(`The report is in ${relative(process.cwd(), file) || file}.`);
  return 0;
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
  const { reportMarkdown } = await import('../../notebook/report/markdown.js');
  const folder = `${basename(file).replace(/\.md$/i, '')}-pictures`;
  const { text, pictures } = reportMarkdown(report, folder);
  const place = join(dirname(file), folder);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  for (const [name, content] of pictures) writeFileSync(join(place, name), content);
  writeFileSync(file, text);
}

async function pdf(report: Report): Promise<Uint8Array> {
  const { reportPdf } = await import('../../notebook/report/pdf.js');
  return reportPdf(report);
}

async function html(report: Report): Promise<string> {
  const { reportHtml } = await import('../../notebook/report/html.js');
  return reportHtml(report);
}
