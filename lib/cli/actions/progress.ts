/** Which exercises copies of the notebooks solve, found out by trying the answers again. */
import { resolve } from 'node:path';
import { exercisesOf } from '../../notebook/exercises/find';
import { distributionsOf } from '../../notebook/exercises/predictions';
import { allCopies, type Standing, tryCopies } from '../../notebook/exercises/progress';
import { type ReportFormat, report } from '../../notebook/exercises/report';
import { selectNotebooks } from '../../notebook/format/select';
import { print } from '../command';

/** Notebook by notebook, since each takes a Jupyter kernel; told copy by copy. The exit code. Throws a `NotebookError`. */
export async function tellProgress(paths: readonly string[], format: ReportFormat): Promise<number> {
  const series = selectNotebooks(resolve('notebooks'), []).filter((notebook) => exercisesOf(notebook).length > 0);
  const copies = allCopies(paths, series);
  const results: Standing[] = [];
  for (const notebook of series) results.push(...(await tryCopies(notebook, copies)).standings);
  const inOrder = copies.flatMap(({ name }) => results.filter(({ copy }) => copy === name));
  const predictions = selectNotebooks(resolve('notebooks'), []).flatMap((notebook) =>
    distributionsOf(notebook, copies),
  );
  print(report(inOrder, format, predictions));
  return 0;
}
