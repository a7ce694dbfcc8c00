/**
 * The learner's copies. They are made once and then are the learner's: nothing here ever changes or removes one.
 * Their folder looks to a notebook like the project, with links to `data` and to the packages.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { type Notebook, NotebookError } from '../../cells/document';
import { learnerCopy } from '../../cells/learnerCopy';
import { notebookText } from '../../cells/nbformat';
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
  mkdirSync(copies, { recursive: true });
  for (const name of LINKS) link(root, join(root, name), join(folder, name));
  for (const original of originals) {
    const copy = join(copies, basename(original.path));
    if (!existsSync(copy)) replaceWhole(newFile(copy, textFor(original, reader)));
  }
  return copies;
}

/**
 * Copies `original` into `copies` again. An earlier copy stays under another name, which is the result; undefined when it
 * was no different.
 */
export function resetCopy(copies: string, original: Notebook, reader: CopyFor = 'learner'): string | undefined {
  const copy = join(copies, basename(original.path));
  const text = textFor(original, reader);
  const present = readFileSync(copy);
  if (present.equals(Buffer.from(text))) return undefined;
  const kept = freeName(join(copies, original.name), 'old', 'ipynb');
  replaceWhole(newFile(kept, present), newFile(copy, text));
  return kept;
}

function textFor(original: Notebook, reader: CopyFor): string {
  return reader === 'facilitator' ? readFileSync(original.path, 'utf8') : notebookText(learnerCopy(original));
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
