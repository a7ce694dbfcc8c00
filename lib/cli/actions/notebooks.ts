/** Runs notebooks and compares their outputs, saves them, or only checks. */
import { resolve } from 'node:path';
import type { Notebook } from '../../cells/document';
import { notebookText } from '../../cells/nbformat';
import { withoutVolatile } from '../../notebook/check/structure';
import { compareOutputs } from '../../notebook/format/compare';
import { writeNotebook } from '../../notebook/format/notebookFile';
import { selectNotebooks } from '../../notebook/format/select';
import type { Run } from '../../notebook/run/run';
import { runAll } from '../../notebook/run/runAll';
import { printLine } from '../command';

/** Options of `chainwalk notebooks`. */
export interface NotebooksOptions {
  readonly write?: true;
  readonly check?: true;
}

/** Runs notebooks of notebooks/ in the working directory; the exit code: 1 when one failed or differs. Throws a `NotebookError`. */
export async function runNotebooks(names: readonly string[], { write, check }: NotebooksOptions): Promise<number> {
  const notebooks = selectNotebooks(resolve('notebooks'), names);
  if (check) return checkAll(notebooks);
  const runs = await runAll(notebooks, printLine);
  return Math.max(...runs.map((run, index) => (write ? save(run) : compare(notebooks[index], run))));
}

async function checkAll(notebooks: readonly Notebook[]): Promise<number> {
  // Loaded here, since it brings the type checker, which those who run notebooks need not wait for.
  const { checkNotebooks, checkText, isClean } = await import('../../notebook/check/check.js');
  const checks = checkNotebooks(notebooks);
  for (const check of checks)
    printLine(check.findings.length > 0 ? checkText(check) : `${check.notebook.name}  nothing found`);
  return checks.every(isClean) ? 0 : 1;
}

function compare(committed: Notebook | undefined, run: Run): number {
  if (run.failure || committed === undefined) return 1;
  const differences = compareOutputs(committed, run.notebook);
  for (const difference of differences) printLine(difference);
  if (differences.length === 0) printLine(`${run.notebook.name}  outputs as committed`);
  else printLine(`${run.notebook.name}  outputs differ; if the new ones are right, save them with --write`);
  return differences.length === 0 ? 0 : 1;
}

function save(run: Run): number {
  if (run.failure) return 1;
  const notebook = withoutVolatile(run.notebook);
  if (notebookText(notebook).includes(process.cwd())) {
    printLine(`${notebook.name}  not saved: its outputs hold a path of this machine`);
    return 1;
  }
  writeNotebook(notebook, notebook.path);
  printLine(`${notebook.name}  saved`);
  return 0;
}
