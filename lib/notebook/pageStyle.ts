/** The style sheets of pages: what all have in common, then a page's own. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../node/packageFile';

/** The text of a page's style sheet, such as `book/book.css`, after that of all pages. */
export function pageStyle(own: string): string {
  return ['pages.css', own].map((name) => readFileSync(packageFile(`notebook/${name}`), 'utf8')).join('\n');
}
