/** The reader's own copies of notebooks, where there are some that have run. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Notebook } from '../../cells/document';
import { readNotebook } from '../format/notebookFile';
import { hasRun } from './document';

/** A notebook, or the copy that stands for it. */
export interface OwnCopy {
  readonly notebook: Notebook;
  /** `used`: it is the reader's copy; `not run`: there is a copy, but it shows nothing yet. */
  readonly copy: 'none' | 'used' | 'not run';
}

/** The copy of `notebook` in `folder`, if there is one that has run; one that `isToRun` needs no outputs. */
export function ownCopy(notebook: Notebook, folder: string, isToRun: boolean): OwnCopy {
  const path = join(folder, basename(notebook.path));
  if (!existsSync(path) || resolve(path) === resolve(notebook.path)) return { notebook, copy: 'none' };
  const copy = readNotebook(path);
  return isToRun || hasRun(copy) ? { notebook: copy, copy: 'used' } : { notebook, copy: 'not run' };
}
