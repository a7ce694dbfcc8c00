/**
 * The learner's copies. They are made once and then are the learner's: nothing here ever changes or removes one.
 * Their folder looks to a notebook like the project, with links to `data` and to the packages.
 */
import {
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Notebook, NotebookError } from '../format/document';

const LINKS = ['data', 'node_modules'] as const;

/**
 * Makes `folder` a place to work in: `notebooks/` with a copy of each of `originals` that has none yet, and links to
 * what the project in `root` has beside its notebooks. Gives the folder of the copies. Throws NotebookError when
 * something else is in the way.
 */
export function makeCopies(root: string, folder: string, originals: readonly Notebook[]): string {
  const copies = join(folder, 'notebooks');
  if (originals.some(({ path }) => dirname(path) === copies))
    throw new NotebookError('notebooks/ holds the series itself: choose another folder with --dir.');
  mkdirSync(copies, { recursive: true });
  for (const name of LINKS) link(join(root, name), join(folder, name));
  for (const { path } of originals) {
    const copy = join(copies, basename(path));
    if (!existsSync(copy)) copyFileSync(path, copy, constants.COPYFILE_EXCL);
  }
  return copies;
}

/**
 * Copies `original` into `copies` again. An earlier copy stays under another name, which is the result; undefined when it
 * was no different.
 */
export function resetCopy(copies: string, original: Notebook): string | undefined {
  const copy = join(copies, basename(original.path));
  if (readFileSync(copy).equals(readFileSync(original.path))) return undefined;
  const kept = freeName(join(copies, original.name));
  renameSync(copy, kept);
  copyFileSync(original.path, copy, constants.COPYFILE_EXCL);
  return kept;
}

function freeName(stem: string): string {
  for (let number = 1; ; number++) {
    const path = `${stem}.old-${number}.ipynb`;
    if (!existsSync(path)) return path;
  }
}

/** A junction, because Windows lets everybody make one. */
function link(target: string, path: string): void {
  const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  if (!isThere) symlinkSync(target, path, 'junction');
  else if (!existsSync(path) || realpathSync(path) !== realpathSync(target)) {
    throw new NotebookError(`${path} is not the project's own ${basename(path)}: choose another folder with --dir.`);
  }
}
