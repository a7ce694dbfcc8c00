/** What a search over a book looks through: each of its words at its place, none of hints and answers, and what predictions cover behind them. */
import { expect, test } from 'vitest';
import type { Cell, Notebook } from '../../../lib/cells/document';
import type { SearchEntry } from '../../../lib/cells/search';
import { PREDICTION_MIME } from '../../../lib/lab/learn/predictionData';
import { GLOSSARY } from '../../../lib/notebook/book/glossary';
import { bookOf } from '../../../lib/notebook/book/page';
import { searchPack } from '../../../lib/notebook/book/searchPack';

const text = (source: string): Cell => ({ kind: 'markdown', id: 'a', source, metadata: {} });
const raw = (source: string): Cell => ({ kind: 'raw', id: 'r', source, metadata: {} });
const code = (source: string, ...data: readonly Readonly<Record<string, unknown>>[]): Cell => ({
  ...{ kind: 'code', id: 'b', source, metadata: {}, executionCount: null },
  outputs: data.map((bundle) => ({ kind: 'display_data', data: bundle, metadata: {} })),
});
const asking = (question: string, source = 'ask();'): Cell =>
  code(source, { [PREDICTION_MIME]: { role: 'question', question, kind: 'number' }, 'text/plain': question });
const telling = (question: string): Cell =>
  code('tell();', { [PREDICTION_MIME]: { role: 'verdict', question, kind: 'number', found: '3' }, 'text/plain': '3' });

type Found = Omit<SearchEntry, 'id'>;

/** The entries of a book's chapters, without those of the glossary. */
function entriesOf(...chapters: readonly (readonly Cell[])[]): readonly Found[] {
  const notebooks = chapters.map((cells, index): Notebook => {
    const name = `0${index + 1}-made`;
    return { name, path: `${name}.ipynb`, metadata: {}, cells };
  });
  const pack = searchPack(bookOf(notebooks.map((notebook) => ({ notebook, failure: undefined }))));
  const stored = JSON.parse(pack.index) as { readonly storedFields: Readonly<Record<string, Found>> };
  const all = Object.values(stored.storedFields);
  expect(pack.pages).toHaveLength(chapters.length + 1);
  expect(all.filter(({ page }) => page === chapters.length).map(({ title }) => title)).toEqual(
    GLOSSARY.map(({ name }) => name),
  );
  return all.filter(({ page }) => page < chapters.length);
}

const brief = ({ href, section, title, text: words }: Found) => [
  href.split('#').slice(1).join('#'),
  section,
  title,
  words,
];

test('each heading is an entry with the text under it, listings too, and what stands before the first is one of its own', () => {
  const found = entriesOf([
    text('# The *first*\n\nSome `code` and [a link](a.md).\n\n```\nhost# ls\n```\n\n## Part\n\n- one\n- two'),
    text('Behind the part.'),
    text('### Deeper\n\nMore.'),
    raw('Nothing of this.'),
  ]);
  expect(found.every(({ kind, page }) => kind === 'text' && page === 0)).toBe(true);
  expect(found.map(brief)).toEqual([
    ['the-first', 'The first', 'The first', 'Some code and a link. host# ls\n'],
    ['part', 'Part', 'Part', 'one two'],
    ['text:2', 'Part', '', 'Behind the part.'],
    ['deeper', 'Deeper', 'Deeper', 'More.'],
  ]);
});

test('nothing that is folded can be found, and what follows can', () => {
  const found = entriesOf([
    text(
      '# One\n\n<details><summary>Hint</summary>\n\nsecret\n\n<details><summary>Answer</summary>\n\nmore secret\n\n```\nsecret\n```\n\n</details>\n\nsecret\n\n</details>\n\nopen',
    ),
  ]);
  expect(found.map(brief)).toEqual([['one', 'One', 'One', 'open']]);
});

test('headings that are alike have places of their own, in each chapter from the beginning', () => {
  const found = entriesOf([text('# One\n\n## Look'), text('## Look')], [text('# Two\n\n## Look')]);
  expect(found.map(({ page, href }) => `${page} ${href.split('#')[1]}`)).toEqual([
    '0 one',
    '0 look',
    '0 look-2',
    '1 two',
    '1 look',
  ]);
  expect(new Set(found.map(({ href }) => href)).size).toBe(found.length);
});

test('code is found in its section, by the number of its cell', () => {
  const found = entriesOf([text('# One'), code('first();'), text('## Two'), code('second();')]);
  const cells = found.filter(({ kind }) => kind === 'code');
  expect(cells.map(({ section, text: words }) => [section, words])).toEqual([
    ['One', 'first();'],
    ['Two', 'second();'],
  ]);
  expect(new Set(cells.map(({ href }) => href)).size).toBe(2);
});

test('what comes between a question and the next section is behind it, and nothing else', () => {
  const found = entriesOf(
    [
      text('# One\n\nBefore.'),
      asking('How many?'),
      code('covered();'),
      text('Covered.\n\n### Covered too\n\nAs this.\n\n## Free\n\nAgain.'),
      code('free();'),
    ],
    [text('# Two'), code('free();')],
  );
  const behind = found.filter((one) => one.behind !== undefined);
  const free = found.filter((one) => one.behind === undefined);
  expect(behind.map(({ text: words, title }) => title || words)).toEqual(['covered();', 'Covered.', 'Covered too']);
  expect(new Set(behind.map((one) => JSON.stringify(one.behind))).size).toBe(1);
  expect(behind[0]?.behind?.notebook).toBe('01-made');
  expect(behind[0]?.behind?.questions).toHaveLength(1);
  expect(free.some(({ text: words }) => words === 'Again.')).toBe(true);
  expect(free.filter(({ text: words }) => words === 'free();')).toHaveLength(2);
});

test('a verdict is behind its question', () => {
  const found = entriesOf([text('# One'), asking('How many?'), telling('How many?'), text('## Next\n\nFree.')]);
  expect(found.find(({ text: words }) => words === 'tell();')?.behind?.questions).toHaveLength(1);
  expect(found.find(({ text: words }) => words === 'Free.')?.behind).toBeUndefined();
});
