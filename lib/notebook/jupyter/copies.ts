/**
 * The learner's copies. They are made once and then are the learner's: nothing here ever changes or removes one.
 * Their folder looks to a notebook like the project, with links to `data` and to the packages.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync, symlinkSync, unlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { asCopy } from '../../cells/copyId';
import { type Notebook, NotebookError } from '../../cells/document';
import { learnerCopy } from '../../cells/learnerCopy';
import { notebookText, parseNotebook } from '../../cells/nbformat';
import { makeFolder } from '../../node/makeFolder';
import { newFile, replaceWhole } from '../../node/replaceWhole';
import { freeName } from '../freeName';

const LINKS = ['data', 'node_modules'] as const;

/** Whose copies they are: a learner's hold no answers and no outputs, a facilitator's hold all that the series has. */
export type CopyFor = 'learner' | 'facilitator';

/**
 * Makes `folder` a place to work in: `notebooks/` with a copy of each of `originals` that has none yet, and links to
 * what the project in `root` has beside its notebooks. Gives the folder of the copies. Throws NotebookError when
 * something else is in the way.
 */
export function makeCopies(
  root: string,
  folder: string,
  originals: readonly Notebook[],
  reader: CopyFor = 'learner',
): string {
  const copies = join(folder, 'notebooks');
  if (originals.some(({ path }) => dirname(path) === copies))
    throw new NotebookError('notebooks/ holds the series itself: choose another folder with --dir.');
  makeFolder(copies);
  for (const name of LINKS) link(root, join(root, name), join(folder, name));
  for (const original of originals) {
    const copy = join(copies, basename(original.path));
    if (!existsSync(copy)) replaceWhole(newFile(copy, notebookText(copyFor(original, reader))));
  }
  return copies;
}

/**
 * Copies `original` into `copies` again. An earlier copy stays under another name, which is the result; undefined when it
 * was no different. The new copy has an id of its own: a browser asks its predictions anew.
 */
export function resetCopy(copies: string, original: Notebook, reader: CopyFor = 'learner'): string | undefined {
  const copy = join(copies, basename(original.path));
  const fresh = copyFor(original, reader);
  const written = newFile(copy, notebookText(asCopy(fresh, randomUUID())));
  const present = readFileSync(copy);
  if (isCopyOf(fresh, present)) {
    replaceWhole(written);
    return undefined;
  }
  const kept = freeName(join(copies, original.name), 'old', 'ipynb');
  replaceWhole(newFile(kept, present), written);
  return kept;
}

/** Whether `file` holds nothing but `notebook`, as whichever copy. */
function isCopyOf(notebook: Notebook, file: Buffer): boolean {
  try {
    return notebookText(asCopy(parseNotebook(file.toString('utf8'), notebook.path))) === notebookText(notebook);
  } catch (error) {
    if (error instanceof NotebookError) return false;
    throw error;
  }
}

function copyFor(original: Notebook, reader: CopyFor): Notebook {
  return asCopy(reader === 'facilitator' ? original : learnerCopy(original));
}

/**
 * Makes `path` a link to `target`. Inside the project in `root` it is relative, so that it still holds when the project is
 * moved; one that leads nowhere or elsewhere is made anew there. It is a junction, because Windows lets everybody make one.
 */
function link(root: string, target: string, path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  const place = realpathSync(dirname(path));
  const isInside = !relative(realpathSync(root), place).startsWith('..');
  const leads = isInside ? relative(place, join(realpathSync(root), basename(target))) : target;
  if (found === undefined) return symlinkSync(leads, path, 'junction');
  const isRight = existsSync(path) && realpathSync(path) === realpathSync(target);
  const isOurs = found.isSymbolicLink() && (isInside || !existsSync(path));
  if (!isRight && !isOurs)
    throw new NotebookError(`${path} is not the project's own ${basename(path)}: choose another folder with --dir.`);
  if (!found.isSymbolicLink() || (isRight && readlinkSync(path) === leads)) return;
  unlinkSync(path);
  symlinkSync(leads, path, 'junction');
}
