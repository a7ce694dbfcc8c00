/** Which exercises copies of the notebooks solve, found out by trying the answers again. */
import { basename, dirname, resolve } from 'node:path';
import { makeFolder } from '../../node/makeFolder';
import { newFile, replaceWhole } from '../../node/replaceWhole';
import { exercisesOf } from '../../notebook/exercises/find';
import { predictionsOf } from '../../notebook/exercises/predictions';
import { allCopies, type Standing, tryCopies } from '../../notebook/exercises/progress';
import { type ReportFormat, report } from '../../notebook/exercises/report';
import { selectNotebooks } from '../../notebook/format/select';
import { writing } from '../../notebook/format/writing';
import { print, printLine, sayPath } from '../command';

/** Options of `chainwalk progress`. */
export interface ProgressOptions {
  readonly format: ReportFormat;
  readonly output?: string;
}

/** Notebook by notebook, since each takes a Jupyter kernel; told copy by copy. The exit code. Throws a `NotebookError`. */
export async function tellProgress(paths: readonly string[], { format, output }: ProgressOptions): Promise<number> {
  const series = selectNotebooks(resolve('notebooks'), []).filter((notebook) => exercisesOf(notebook).length > 0);
  const copies = allCopies(paths, series);
  const results: Standing[] = [];
  for (const notebook of series) results.push(...(await tryCopies(notebook, copies)).standings);
  const inOrder = copies.flatMap(({ name }) => results.filter(({ copy }) => copy === name));
  const predictions = selectNotebooks(resolve('notebooks'), []).flatMap((notebook) => predictionsOf(notebook, copies));
  const text = report(inOrder, format, predictions);
  if (output === undefined) print(text);
  else write(resolve(output), text);
  return 0;
}

function write(file: string, text: string): void {
  writing(basename(file), () => {
    makeFolder(dirname(file));
    replaceWhole(newFile(file, text));
  });
  printLine(`The progress is in ${sayPath(file)}.`);
}
