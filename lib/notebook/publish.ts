/** Writes the book: a page for each executed notebook, a page of contents, the executed notebooks, and plotly.js. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NotebookError } from './document';
import { writeNotebook } from './nbformat';
import { type Chapter, chapterPage, contentsPage, PLOTLY_FILE } from './page';

/** Throws NotebookError when `folder` holds something that is no earlier book, and so must not be replaced by one. */
export function claimFolder(folder: string): void {
  const isFree = !existsSync(folder) || readdirSync(folder).length === 0 || existsSync(join(folder, PLOTLY_FILE));
  if (!isFree) throw new NotebookError(`${basename(folder)}/ holds something else than a book: move it away first.`);
}

/** Writes the book of `chapters` into `folder`, in place of an earlier one; the path of its page of contents. */
export function publishBook(chapters: readonly Chapter[], folder: string): string {
  claimFolder(folder);
  rmSync(folder, { recursive: true, force: true });
  const notebooks = join(folder, 'notebooks');
  mkdirSync(notebooks, { recursive: true });
  mkdirSync(dirname(join(folder, PLOTLY_FILE)), { recursive: true });
  copyFileSync(require.resolve('plotly.js'), join(folder, PLOTLY_FILE));
  chapters.forEach((chapter, index) => {
    const { notebook } = chapter;
    writeFileSync(
      join(folder, `${notebook.name}.html`),
      chapterPage(chapter, chapters[index - 1], chapters[index + 1]),
    );
    writeNotebook(notebook, join(notebooks, `${notebook.name}.ipynb`));
  });
  const contents = join(folder, 'index.html');
  writeFileSync(contents, contentsPage(chapters));
  return contents;
}
