/** What a report's contents list has in it. */
import { JSDOM } from 'jsdom';
import { expect, it } from 'vitest';
import type { Notebook } from '../../../lib/cells/document';
import { readReport } from '../../../lib/notebook/report/document';
import { reportHtml } from '../../../lib/notebook/report/html';

function chapter(name: string, title: string): Notebook {
  const cells = [{ kind: 'markdown' as const, id: 'a', source: `# ${title}`, metadata: {} }];
  return { name, path: `${name}.ipynb`, metadata: {}, cells };
}

function contentsOf(
  ...notebooks: readonly Notebook[]
): readonly (readonly [string | null, string | null])[] | undefined {
  const { document } = new JSDOM(reportHtml(readReport(notebooks, { code: true }))).window;
  const links = document.querySelector('.contents')?.querySelectorAll('a');
  return links && [...links].map((link) => [link.getAttribute('href'), link.textContent]);
}

it('a report of several chapters begins with links to them, one of a single chapter does not', () => {
  const [one, two] = [chapter('01-one', 'The <first>'), chapter('02-two', 'The second')];
  expect(contentsOf(one, two)).toEqual([
    ['#01-one', 'The <first>'],
    ['#02-two', 'The second'],
  ]);
  expect(contentsOf(one)).toBeUndefined();
});
