/** Writes the book: a page for each executed notebook, what pages share, and the executed notebooks. */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { packageFile } from '../../node/packageFile';
import { NotebookError } from '../format/document';
import { writeNotebook } from '../format/nbformat';
import { ASSETS, type Chapter, chapterPage, pageFiles } from './page';
import { REFERENCE_FOLDER } from './reference';

/** Throws NotebookError when `folder` holds something that is no earlier book or its reference, and so must not be replaced by one. */
export function claimFolder(folder: string): void {
  const isFree =
    !existsSync(folder) ||
    readdirSync(folder).every((name) => name === REFERENCE_FOLDER) ||
    existsSync(join(folder, ASSETS.plotly));
  if (!isFree) throw new NotebookError(`${basename(folder)}/ holds something else than a book: move it away first.`);
}

/**
 * Writes the book of `chapters` into `folder`, in place of an earlier one, which stays when writing fails; the path of the
 * page with which it opens. The pages of the API's `reference`, if its folder is given, become a part of the book.
 * Throws NotebookError when `folder` holds something else.
 */
export function publishBook(chapters: readonly Chapter[], folder: string, reference?: string): string {
  claimFolder(folder);
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
  try {
    writeBook(chapters, draft, reference);
    chmodSync(draft, 0o755);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  return join(folder, pageFiles(chapters)[0] ?? '');
}

function writeBook(chapters: readonly Chapter[], folder: string, reference: string | undefined): void {
  const notebooks = join(folder, 'notebooks');
  mkdirSync(notebooks, { recursive: true });
  mkdirSync(join(folder, dirname(ASSETS.plotly)), { recursive: true });
  // plotly.js without the kinds of chart that need WebGL or maps: a third of its weight.
  copyFileSync(require.resolve('plotly.js-cartesian-dist-min'), join(folder, ASSETS.plotly));
  for (const file of [ASSETS.script, ASSETS.theme, ASSETS.style])
    copyFileSync(packageFile(`notebook/book/${basename(file)}`), join(folder, file));
  pageFiles(chapters).forEach((file, index) => {
    writeFileSync(join(folder, file), chapterPage(chapters, index, reference !== undefined));
  });
  if (reference !== undefined) cpSync(reference, join(folder, REFERENCE_FOLDER), { recursive: true });
  for (const { notebook } of chapters) writeNotebook(notebook, join(notebooks, `${notebook.name}.ipynb`));
}
