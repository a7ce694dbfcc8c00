/** Writes the book: a page for each executed notebook, what pages share, and copies of the notebooks for learners. */
import { accessSync, constants, copyFileSync, cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NotebookError } from '../../cells/document';
import { learnerCopy } from '../../cells/learnerCopy';
import { makeFolder } from '../../node/makeFolder';
import { packageFile } from '../../node/packageFile';
import { replaceWhole } from '../../node/replaceWhole';
import { pageFontStyle } from '../../view/draw/embedFonts';
import { writeNotebook } from '../format/notebookFile';
import { writing } from '../format/writing';
import { pageStyle } from '../pageStyle';
import { writePack } from '../site/pack';
import { PLAYGROUND, playgroundPage, playgroundStyle } from '../site/playgroundPage';
import { glossaryPage, jupyterPage } from './otherPages';
import {
  ASSETS,
  bookOf,
  type Chapter,
  chapterPage,
  JUPYTER_PAGE,
  LAB_FOLDER,
  NOTEBOOK_FOLDER,
  pageFiles,
} from './page';
import { REFERENCE_FOLDER } from './reference';
import { searchPack } from './searchPack';
import { GLOSSARY_PAGE } from './terms';

/**
 * Makes `folder` if there is none. Throws NotebookError when it holds something that is no earlier book or its reference, and so must
 * not be replaced by one, or when no book can be written there.
 */
export function claimFolder(folder: string): void {
  const name = basename(folder);
  writing(`${name}/`, () => {
    makeFolder(folder);
    accessSync(dirname(folder), constants.W_OK);
  });
  const isFree =
    readdirSync(folder).every((entry) => entry === REFERENCE_FOLDER) || existsSync(join(folder, ASSETS.plotly));
  if (!isFree) throw new NotebookError(`${name}/ holds something else than a book: move it away first.`);
}

/** Folders that become parts of the book. */
export interface Parts {
  /** The pages of the API's reference. */
  readonly reference?: string | undefined;
  /** JupyterLite (`writeLab`). */
  readonly lab?: string | undefined;
  /** What makes the pages live (`writeAssets`). */
  readonly assets?: string | undefined;
}

/**
 * Writes the book of `chapters` into `folder`, in place of an earlier one, which stays when writing fails; the path of the
 * page with which it opens. Throws NotebookError when `folder` holds something else, or when it cannot be written.
 */
export function publishBook(chapters: readonly Chapter[], folder: string, parts: Parts = {}): string {
  claimFolder(folder);
  const write = (draft: string) => writeBook(chapters, draft, parts);
  writing(`${basename(folder)}/`, () => replaceWhole({ path: folder, write }));
  return join(folder, pageFiles(chapters)[0] ?? '');
}

function writeBook(chapters: readonly Chapter[], folder: string, { reference, assets, lab }: Parts): void {
  const notebooks = join(folder, NOTEBOOK_FOLDER);
  makeFolder(notebooks);
  makeFolder(join(folder, dirname(ASSETS.plotly)));
  // plotly.js without the kinds of chart that need WebGL or maps: a third of its weight.
  copyFileSync(require.resolve('plotly.js-cartesian-dist-min'), join(folder, ASSETS.plotly));
  // Live charts draw their texts in the page, and measure them as their pictures do.
  const style = [pageStyle('live.css', 'book/book.css'), pageFontStyle('sans')].join('\n');
  writeFileSync(join(folder, ASSETS.style), style);
  for (const file of [ASSETS.start, ASSETS.theme])
    copyFileSync(packageFile(`notebook/book/${basename(file)}`), join(folder, file));
  const isLive = assets !== undefined;
  const book = bookOf(chapters, { reference: reference !== undefined, lab: lab !== undefined, playground: isLive });
  pageFiles(chapters).forEach((file, index) => {
    writeFileSync(join(folder, file), chapterPage(book, index));
  });
  writeFileSync(join(folder, GLOSSARY_PAGE), glossaryPage(book));
  writeFileSync(join(folder, JUPYTER_PAGE), jupyterPage(book));
  writePack(join(folder, dirname(ASSETS.style)), 'search', searchPack(book));
  if (isLive) {
    cpSync(assets, join(folder, dirname(ASSETS.plotly)), { recursive: true });
    writeFileSync(join(folder, PLAYGROUND.page), playgroundPage());
    writeFileSync(join(folder, PLAYGROUND.style), playgroundStyle());
  }
  if (reference !== undefined) cpSync(reference, join(folder, REFERENCE_FOLDER), { recursive: true });
  if (lab !== undefined) cpSync(lab, join(folder, LAB_FOLDER), { recursive: true });
  for (const { notebook } of chapters) writeNotebook(learnerCopy(notebook), join(notebooks, `${notebook.name}.ipynb`));
}
