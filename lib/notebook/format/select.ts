/** Which notebooks are meant: all in a folder, or those named by number (`04`), by name, or by path. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Notebook, NotebookError } from '../../cells/document';
import { readNotebook } from './notebookFile';

/** The notebooks in `folder` that `names` mean, in the order of names, or all in alphabetical order when there are none. */
export function selectNotebooks(folder: string, names: readonly string[]): Notebook[] {
  const all = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.ipynb'))
        .sort()
    : [];
  if (names.length === 0) {
    if (all.length === 0)
      throw new NotebookError(`There are no notebooks in ${basename(folder)}/: run this in the project’s folder.`);
    return all.map((file) => readNotebook(join(folder, file)));
  }
  const paths = names.map((name) => pathOf(folder, all, name));
  return [...new Set(paths)].map(readNotebook);
}

function pathOf(folder: string, all: readonly string[], name: string): string {
  const wanted = name.endsWith('.ipynb') ? name : `${name}.ipynb`;
  const match = all.find(
    (file) => file === wanted || (/^\d+$/.test(name) && Number(file.split('-')[0]) === Number(name)),
  );
  if (match !== undefined) return join(folder, match);
  if (existsSync(name) && name.endsWith('.ipynb')) return name;
  const known = all.length > 0 ? `; there are ${all.map((file) => file.replace(/\.ipynb$/, '')).join(', ')}` : '';
  throw new NotebookError(`There is no notebook ${JSON.stringify(name)}${known}.`);
}
