/** Chosen notebooks as one document: HTML, PDF, Word or markdown. */
import { basename, dirname, join, resolve } from 'node:path';
import { type Notebook, NotebookError } from '../../cells/document';
import { makeFolder } from '../../node/makeFolder';
import { replaceWhole } from '../../node/replaceWhole';
import { selectNotebooks } from '../../notebook/format/select';
import { writing } from '../../notebook/format/writing';
import { ownCopy } from '../../notebook/report/copies';
import { type Report, readReport } from '../../notebook/report/document';
import { type ReportFormat, reportFiles } from '../../notebook/report/files';
import { runAll } from '../../notebook/run/runAll';
import { printLine, sayPath } from '../command';

/** Options of `chainwalk report`. */
export interface ReportOptions {
  readonly format: ReportFormat;
  readonly code: boolean;
  readonly figures?: true;
  /** Where the reader's own copies are, in its folder `notebooks/`. */
  readonly dir: string;
  readonly run?: true;
  readonly title?: string;
  readonly output?: string;
}

/** Writes the notebooks as one document; the exit code: 1 when a notebook fails that is run. Throws a `NotebookError`. */
export async function writeReport(names: readonly string[], options: ReportOptions): Promise<number> {
  const { format, code, figures = false, title, run = false } = options;
  const file = resolve(options.output ?? join('report', `${figures ? 'figures' : 'report'}.${format}`));
  checkEnding(file, format);
  const chosen = selectNotebooks(resolve('notebooks'), names);
  const { notebooks, copies } = figures ? withCopies(chosen, options) : { notebooks: chosen, copies: NO_COPIES };
  const runs = run
    ? await runAll(notebooks, printLine)
    : notebooks.map((notebook) => ({ notebook, failure: undefined }));
  if (runs.some(({ failure }) => failure)) return 1;
  const report = readReport(
    runs.map(({ notebook }) => notebook),
    { code, figures, copies, ...(title !== undefined && { title }) },
  );
  await write(report, format, file);
  printLine(`The report is in ${sayPath(file)}.`);
  return 0;
}

const NO_COPIES: ReadonlySet<string> = new Set();

/** Notebooks, or the reader's copies of them, which is told. */
function withCopies(chosen: readonly Notebook[], { dir, run }: ReportOptions) {
  const folder = resolve(dir, 'notebooks');
  const found = chosen.map((notebook) => ownCopy(notebook, folder, run === true));
  for (const { notebook, copy } of found) {
    if (copy === 'used') printLine(`${notebook.name}: from your own copy, ${sayPath(notebook.path)}.`);
    if (copy === 'not run')
      printLine(`${notebook.name}: from the series, since your copy in ${sayPath(folder)} has not been run.`);
  }
  const own = found.filter(({ copy }) => copy === 'used').map(({ notebook }) => notebook.name);
  return { notebooks: found.map(({ notebook }) => notebook), copies: new Set(own) };
}

function checkEnding(file: string, format: ReportFormat): void {
  if (file.toLowerCase().endsWith(`.${format}`)) return;
  throw new NotebookError(
    `--output has to end in .${format}, as --format says, but is ${JSON.stringify(basename(file))}.`,
  );
}

async function write(report: Report, format: ReportFormat, file: string): Promise<void> {
  const files = await reportFiles(report, format, file);
  writing(basename(file), () => {
    makeFolder(dirname(file));
    replaceWhole(...files);
  });
}
