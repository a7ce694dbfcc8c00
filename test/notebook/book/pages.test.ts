/** The whole book of the committed notebooks: its links, its ids, its glossary and what a search finds in it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import MiniSearch from 'minisearch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INDEX_OPTIONS, type SearchEntry, type SearchPack } from '../../../lib/cells/search';
import { GLOSSARY } from '../../../lib/notebook/book/glossary';
import { publishBook } from '../../../lib/notebook/book/publish';
import { firstUses, termId } from '../../../lib/notebook/book/terms';
import { selectNotebooks } from '../../../lib/notebook/format/select';

const folder = mkdtempSync(join(tmpdir(), 'chainwalk-book-'));
const notebooks = selectNotebooks(join(__dirname, '../../../notebooks'), []);
const pages = new Map<string, Document>();
let index: MiniSearch;
let titles: readonly string[] = [];

beforeAll(() => {
  publishBook(
    notebooks.map((notebook) => ({ notebook, failure: undefined })),
    folder,
  );
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.html')))
    pages.set(file, new JSDOM(readFileSync(join(folder, file), 'utf8')).window.document);
  const pack = JSON.parse(readFileSync(join(folder, 'assets/search.json'), 'utf8')) as SearchPack;
  titles = pack.pages;
  index = MiniSearch.loadJSON(pack.index, INDEX_OPTIONS);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const page = (file: string) => pages.get(file) ?? new JSDOM('').window.document;
const idle = '04-docker-proxy-is-idle.html';

/** Whether `href`, on the page `from`, leads to something that is there. */
function leadsSomewhere(from: string, href: string): boolean {
  const [file = '', id] = href.split('#');
  if (file.endsWith('.ipynb')) return readdirSync(join(folder, 'notebooks')).includes(file.replace('notebooks/', ''));
  const target = pages.get(file === '' ? from : file);
  if (target === undefined) return false;
  return id === undefined || target.getElementById(decodeURIComponent(id)) !== null;
}

/** The places with all words of `query`, the best first. */
function find(query: string): readonly SearchEntry[] {
  return index.search(query, { combineWith: 'AND' }) as unknown as SearchEntry[];
}

test('every link of every page leads to a place of the book', () => {
  const dead = [...pages].flatMap(([file, document]) =>
    [...document.querySelectorAll('a[href]')]
      .map((link) => link.getAttribute('href') ?? '')
      .filter((href) => !leadsSomewhere(file, href))
      .map((href) => `${file}: ${href}`),
  );
  expect(dead).toEqual([]);
});

test('no id is twice on a page', () => {
  for (const [file, document] of pages) {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect([file, ids.filter((id, at) => ids.indexOf(id) !== at)]).toEqual([file, []]);
  }
});

test('headings and figures have ids of their words, and a heading has a link to itself beside it', () => {
  const heading = page(idle).getElementById('without-docker-proxy');
  expect(heading?.textContent).toBe('Without docker-proxy');
  expect(heading?.nextElementSibling?.outerHTML).toBe(
    '<a class="anchor" href="#without-docker-proxy" aria-label="Link to “Without docker-proxy”">#</a>',
  );
  const figures = [...page(idle).querySelectorAll('figure')];
  expect(figures.map(({ id }) => id)).toContain('figure:twelve-packets-are-forwarded-dnat-sees-the-first-one-only');
  expect(figures.filter(({ id }) => !/^figure:./.test(id))).toEqual([]);
});

test('each chapter links to its notebook, to the glossary and to the page about JupyterLab', () => {
  const links = [...page(idle).querySelectorAll('.contents p a')].map((link) => link.getAttribute('href'));
  expect(links).toEqual(['glossary.html', 'jupyterlab.html', 'notebooks/04-docker-proxy-is-idle.ipynb']);
  expect(page('glossary.html').querySelector('.contents p [aria-current]')?.textContent).toBe('Glossary');
});

test('cells of exercises have their numbers, and the contents say how many there are', () => {
  const numbers = [...page(idle).querySelectorAll('[data-exercise]')].map((cell) => cell.getAttribute('data-exercise'));
  expect(numbers).toEqual(['1', '2', '3']);
  const item = page('index.html').querySelector('[data-chapter="04-docker-proxy-is-idle"]');
  expect(item?.getAttribute('data-exercises')).toBe('3');
});

describe('the glossary', () => {
  test('has its terms in the order of the alphabet, each in one to three sentences', () => {
    const names = GLOSSARY.map(({ name }) => name);
    expect(names).toEqual([...names].sort((one, other) => one.localeCompare(other, 'en', { sensitivity: 'base' })));
    const long = GLOSSARY.filter(({ text }) => !/^[^.]+(?:\.[\d][^.]*)*(?:\. [^.]+){0,2}\.$/.test(text));
    expect(long.map(({ name }) => name)).toEqual([]);
  });

  test('has only terms that the notebooks use, each with a link to where it is shown', () => {
    const uses = firstUses(notebooks);
    expect(GLOSSARY.filter((term) => !uses.has(term)).map(({ name }) => name)).toEqual([]);
    for (const term of GLOSSARY) {
      const entry = page('glossary.html').getElementById(termId(term));
      const [, chapter] =
        /^(\d\d)-/.exec(entry?.nextElementSibling?.querySelector('a')?.getAttribute('href') ?? '') ?? [];
      if (term.shownIn !== undefined) expect([term.name, chapter]).toEqual([term.name, term.shownIn]);
    }
  });

  test('is linked where a section names a term first, and neither in code, nor in headings, nor in links', () => {
    for (const [file, document] of pages) {
      expect(document.querySelectorAll(':is(h1, h2, h3, code, pre, a, summary) .term').length).toBe(0);
      const sections = new Map<string, Set<string>>();
      let section = new Set<string>();
      for (const element of document.querySelectorAll('.text :is(h1, h2, h3, a.term)')) {
        if (element.tagName === 'A') {
          const term = element.getAttribute('href') ?? '';
          expect([file, term, section.has(term)]).toEqual([file, term, false]);
          section.add(term);
        } else {
          section = new Set();
          sections.set(element.id, section);
        }
      }
      if (file === idle) expect(sections.get('the-counters-that-grew')?.has('glossary.html#term:policy')).toBe(true);
    }
    const linked = [...pages.values()].flatMap((document) =>
      [...document.querySelectorAll('.term')].map((link) => link.getAttribute('href')),
    );
    expect(
      GLOSSARY.filter((term) => !linked.includes(`glossary.html#${termId(term)}`)).map(({ name }) => name),
    ).toEqual([]);
  });

  test('gives a page the texts of the terms that it uses, and no others', () => {
    const texts = JSON.parse(page(idle).getElementById('terms')?.textContent ?? '{}');
    const used = [...page(idle).querySelectorAll('.term')].map((link) => link.getAttribute('href')?.split('#')[1]);
    expect(Object.keys(texts).sort()).toEqual([...new Set(used)].sort());
    expect(texts['term:hook']).toEqual({ name: 'hook', text: expect.stringContaining('There are five') });
  });

  test('knows a word at the beginning of a sentence, and none inside of another', () => {
    const words = [...page('01-before-docker.html').querySelectorAll('.term')].map((link) => link.textContent);
    expect(words).toContain('Policies');
    expect(words).not.toContain('Rule');
    expect(page('index.html').body.innerHTML).not.toMatch(/class="term"[^>]*>\w+<\/a>[\w]/);
  });
});

describe('the search', () => {
  test('finds headings, prose, code, pictures, tables and terms, and leads to each', () => {
    const where = (query: string, kind: SearchEntry['kind']) => find(query).find((entry) => entry.kind === kind)?.href;
    expect(where('jump that did not grow', 'text')).toBe(`${idle}#the-jump-that-did-not-grow`);
    expect(where('spreadsheet rows of the chart', 'text')).toMatch(/^04-docker-proxy-is-idle\.html#text:\d+$/);
    expect(where('describeDeltas preload DataFrame', 'code')).toBe(`${idle}#cell:1`);
    expect(where('Twelve packets are forwarded', 'picture')).toBe(
      `${idle}#figure:twelve-packets-are-forwarded-dnat-sees-the-first-one-only`,
    );
    expect(where('No rule no policy differs', 'picture')).toMatch(/^index\.html#cell:\d+$/);
    expect(where('hairpin', 'term')).toBe('glossary.html#term:hairpin');
  });

  test('says of each place its page and its section', () => {
    const [first] = find('jump that did not grow');
    expect([titles[first?.page ?? -1], first?.section]).toEqual(['docker-proxy is idle', 'The jump that did not grow']);
  });

  test('leads to places that are there', () => {
    const entries = index.search(MiniSearch.wildcard) as unknown as SearchEntry[];
    expect(entries.length).toBeGreaterThan(300);
    expect(entries.filter(({ href }) => !leadsSomewhere('', href)).map(({ href }) => href)).toEqual([]);
  });

  test('finds neither hints nor answers', () => {
    const folded = notebooks.flatMap(({ cells }) =>
      cells.flatMap(({ kind, source }) =>
        kind === 'markdown' ? [...source.matchAll(/<details>([\s\S]*?)<\/details>/g)].map(([, text = '']) => text) : [],
      ),
    );
    expect(folded.length).toBeGreaterThan(40);
    const all = (index.search(MiniSearch.wildcard) as unknown as SearchEntry[])
      .filter(({ kind }) => kind === 'text')
      .map(({ text }) => text)
      .join('\n');
    for (const text of folded) {
      const words =
        text
          .replace(/<[^>]*>|`/g, '')
          .trim()
          .split('\n')
          .at(-1)
          ?.slice(0, 40) ?? '';
      expect(all).not.toContain(words);
    }
  });
});
