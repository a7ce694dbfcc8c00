/** What a chapter's page covers until its predictions are answered: the same that a search says of each place. */
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import type { Cell, Notebook } from '../../../lib/cells/document';
import { PREDICTION_MIME } from '../../../lib/lab/learn/predictionData';
import { codeTokens } from '../../../lib/notebook/book/markdown';
import { bookOf, chapterPage } from '../../../lib/notebook/book/page';

const text = (source: string, kind: 'markdown' | 'raw' = 'markdown'): Cell => ({ kind, id: 'a', source, metadata: {} });
const code = (source: string, data: Readonly<Record<string, unknown>> = { 'text/plain': 'x' }): Cell => ({
  ...{ kind: 'code', id: 'b', source, metadata: {}, executionCount: null },
  outputs: [{ kind: 'display_data', data, metadata: {} }],
});
const ask = code('ask();', {
  [PREDICTION_MIME]: { role: 'question', question: 'How many?', kind: 'number' },
  'text/plain': '?',
});

/** The page of a chapter with these cells, between two others. */
function pageOf(...cells: Cell[]): Document {
  const named = (name: string, own: readonly Cell[]): Notebook => ({
    name,
    path: `${name}.ipynb`,
    metadata: {},
    cells: own,
  });
  const notebooks = [named('01-one', [text('# One')]), named('02-two', cells), named('03-three', [text('# Three')])];
  const book = bookOf(notebooks.map((notebook) => ({ notebook, failure: undefined })));
  return new JSDOM(chapterPage(book, 1)).window.document;
}

/** The texts of the page that are covered, and those that are not. */
function texts(page: Document): { readonly covered: readonly string[]; readonly open: readonly string[] } {
  const all = [...page.querySelectorAll('main .text p, main .text h1, main .text h2, main .text h3, main .text pre')];
  const words = (behind: boolean) =>
    all
      .filter((one) => (one.closest('.behind') !== null) === behind)
      .map((one) => one.textContent?.replace(/ ?#$/, '') ?? '');
  return { covered: words(true), open: words(false) };
}

describe('a page', () => {
  test('covers what stands between a question and the next section, be it whole texts or the beginning of one', () => {
    const page = pageOf(
      text('# Two\n\nBefore.'),
      ask,
      text('Covered.'),
      text('Covered, too.\n\n## Next\n\nOpen.'),
      text('Open, too.'),
    );
    expect(texts(page)).toEqual({
      covered: ['Covered.', 'Covered, too.'],
      open: ['Two', 'Before.', 'Next', 'Open.', 'Open, too.'],
    });
  });

  test('covers nothing of a text that begins a section, and all of raw text', () => {
    const page = pageOf(text('# Two'), ask, text('Raw.', 'raw'), text('## Next\n\nOpen.'));
    expect(texts(page)).toEqual({ covered: ['Raw.'], open: ['Two', 'Next', 'Open.'] });
  });

  test('covers nothing where nothing is asked', () => {
    const page = pageOf(text('# Two'), code('f();'), text('Open.'), text('Raw.', 'raw'));
    expect(texts(page)).toEqual({ covered: [], open: ['Two', 'Open.', 'Raw.'] });
  });

  test('leads to the chapter before and to the one after', () => {
    const turns = [...pageOf(text('# Two')).querySelectorAll('nav.turn a')];
    expect(turns.map((one) => [one.getAttribute('rel'), one.textContent, one.getAttribute('href')])).toEqual([
      ['prev', '← One', 'index.html'],
      ['next', 'Three →', '03-three.html'],
    ]);
  });
});

test.each([
  ['const a = `x ${1 + 2} y`; // <b> & done', 'typescript'],
  ['function f(a: string): number { return a.length; }', 'typescript'],
  ['iptables -A FORWARD -j DROP # "all"', 'bash'],
  ['nothing of this is known', 'unknown'],
])('the tokens of %s are the code again, and a kind ends where its piece does', (source, language) => {
  const tokens = codeTokens(source, language);
  expect(tokens.map(({ text: piece }) => piece).join('')).toBe(source);
  for (const { text: piece, kinds } of tokens) {
    if (/^(const|function|return)$/.test(piece)) expect(kinds[0]).toBe('keyword');
    if (/^[ ;{}]+$/.test(piece)) expect(kinds.filter((kind) => kind === 'keyword' || kind === 'comment')).toEqual([]);
  }
  if (language === 'typescript') expect(tokens.some(({ kinds }) => kinds.length > 0)).toBe(true);
});
