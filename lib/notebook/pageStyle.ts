/** The style sheets of pages: what all have in common, then a page's own. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../node/packageFile';

/** The text of style sheets below `notebook/`, such as `book/book.css`, after that of all pages. */
export function pageStyle(...names: readonly string[]): string {
  return ['pages.css', ...names].map((name) => readFileSync(packageFile(`notebook/${name}`), 'utf8')).join('\n');
}
