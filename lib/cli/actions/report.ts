/** Chosen notebooks as one document: HTML, PDF or markdown. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { NotebookError } from '../../cells/document';
import { newFile, type Replacement, replaceWhole } from '../../node/replaceWhole';
import { selectNotebooks } from '../../notebook/format/select';
import { writing } from '../../notebook/format/writing';
import { type Report, readReport } from '../../notebook/report/document';
import { runAll } from '../../notebook/run/runAll';
import { printLine, sayPath } from '../command';

type Format = 'html' | 'pdf' | 'md';

/** Options of `chainwalk report`. */
export interface ReportOptions {
  readonly format: Format;
  readonly code: boolean;
  readonly run?: true;
  readonly title?: string;
  readonly output?: string;
}

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
  printLine(`The report is in ${sayPath(file)}.`);
  return 0;
}

async function write(report: Report, format: Format, file: string): Promise<void> {
  if (!file.toLowerCase().endsWith(`.${format}`)) {
    throw new NotebookError(
      `--output has to end in .${format}, as --format says, but is ${JSON.stringify(basename(file))}.`,
    );
  }
  const files = await replacements(report, format, file);
  writing(basename(file), () => {
    mkdirSync(dirname(file), { recursive: true });
    replaceWhole(...files);
  });
}

async function replacements(report: Report, format: Format, file: string): Promise<Replacement[]> {
  if (format === 'md') return markdown(report, file);
  return [newFile(file, await (format === 'pdf' ? pdf(report) : html(report)))];
}

async function markdown(report: Report, file: string): Promise<Replacement[]> {
  const { reportMarkdown } = await import('../../notebook/report/markdown.js');
  const folder = `${basename(file).replace(/\.md$/i, '')}-pictures`;
  const { text, pictures } = reportMarkdown(report, folder);
  const write = (draft: string) => {
    mkdirSync(draft);
    for (const [name, content] of pictures) writeFileSync(join(draft, name), content);
  };
  return [{ path: join(dirname(file), folder), write }, newFile(file, text)];
}

async function pdf(report: Report): Promise<Uint8Array> {
  const { reportPdf } = await import('../../notebook/report/pdf.js');
  return reportPdf(report);
}

async function html(report: Report): Promise<string> {
  const { reportHtml } = await import('../../notebook/report/html.js');
  return reportHtml(report);
}
