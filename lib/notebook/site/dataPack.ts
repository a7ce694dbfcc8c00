/** The files that pages bring along: what the notebooks' cells name of the project's data. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { codeCells, type Notebook } from '../../cells/document';

/** What a cell's source names, seen from the folder of notebooks. */
const NAMED = /\.\.\/(data\/[\w./-]*\w)/g;

/** The text of each file of `project` that a cell of `notebooks` names, or that lies in a folder which it names; by path from `project`. */
export function dataPack(notebooks: readonly Notebook[], project: string): Readonly<Record<string, string>> {
  const sources = notebooks.flatMap((notebook) => codeCells(notebook).map(({ source }) => source));
  const named = sources.flatMap((source) => [...source.matchAll(NAMED)].map(([, path = '']) => path));
  const files = named.filter((path) => existsSync(join(project, path))).flatMap((path) => filesIn(project, path));
  return Object.fromEntries(
    [...new Set(files)].sort().map((path) => [path, readFileSync(join(project, path), 'utf8')]),
  );
}

function filesIn(project: string, path: string): readonly string[] {
  if (statSync(join(project, path)).isFile()) return [path];
  return readdirSync(join(project, path), { withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .flatMap(({ name }) => filesIn(project, `${path}/${name}`));
}
