import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeCells, type Notebook } from '../../../lib/cells/document';
import { learnerCopy } from '../../../lib/cells/learnerCopy';
import { claimFolder, publishBook } from '../../../lib/notebook/book/publish';
import { readNotebook } from '../../../lib/notebook/format/notebookFile';

const folder = mkdtempSync(join(tmpdir(), 'chainwalk-book-'));
const notebook = readNotebook(join(__dirname, '../fixtures/trial.ipynb'));
const failure = { notebook: 'second', cell: 2, cells: 5, line: 1, reason: 'Error: <none>' };
let page: Document;

beforeAll(() => {
  publishBook(
    [
      { notebook, failure: undefined },
      { notebook: { ...notebook, name: 'second' }, failure },
    ],
    folder,
  );
  page = parse('index.html');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function parse(file: string): Document {
  return new JSDOM(readFileSync(join(folder, file), 'utf8')).window.document;
}

test('the book is a page for each notebook, what they share, and copies of the notebooks for learners', () => {
  const pages = ['glossary.html', 'index.html', 'jupyterlab.html', 'second.html'];
  expect(readdirSync(folder).sort()).toEqual(['assets', ...pages, 'notebooks'].sort());
  const assets = ['book.css', 'file', 'plotly.min.js', 'search.json', 'start.js', 'theme.js'];
  expect(readdirSync(join(folder, 'assets')).sort()).toEqual(assets);
  const contents = [...parse('second.html').querySelectorAll('.contents > div > details > ol > li > a')];
  expect(contents.map((link) => link.getAttribute('href'))).toEqual(['index.html', 'second.html']);
  expect(contents.map((link) => link.getAttribute('aria-current'))).toEqual([null, 'page']);
  expect(readdirSync(join(folder, 'notebooks')).sort()).toEqual(['second.ipynb', 'trial.ipynb']);
  expect(readNotebook(join(folder, 'notebooks/trial.ipynb')).cells).toEqual(learnerCopy(notebook).cells);
  expect(codeCells(notebook).some(({ outputs }) => outputs.length > 0)).toBe(true);
  expect(page.querySelector('a[rel=next]')?.getAttribute('href')).toBe('second.html');
});

test('the reference of the API becomes a part of the book, which links to it only then', () => {
  expect(page.querySelector('a[href="api/index.html"]')).toBeNull();
  const other = mkdtempSync(join(tmpdir(), 'chainwalk-book-'));
  const reference = mkdtempSync(join(tmpdir(), 'chainwalk-reference-'));
  try {
    writeFileSync(join(reference, 'index.html'), '<p>Reference');
    publishBook([{ notebook, failure: undefined }], other, { reference });
    expect(readFileSync(join(other, 'api/index.html'), 'utf8')).toBe('<p>Reference');
    const link = new JSDOM(readFileSync(join(other, 'index.html'), 'utf8')).window.document.querySelector(
      '.contents a[href="api/index.html"]',
    );
    expect(link?.textContent).toBe('API reference');
    publishBook([{ notebook, failure: undefined }], other);
    expect(readdirSync(other)).not.toContain('api');
  } finally {
    rmSync(other, { recursive: true, force: true });
    rmSync(reference, { recursive: true, force: true });
  }
});

test('the programs of pages become a part of it, and a page has its notebook for them, without outputs', () => {
  const other = mkdtempSync(join(tmpdir(), 'chainwalk-book-'));
  const assets = mkdtempSync(join(tmpdir(), 'chainwalk-assets-'));
  try {
    mkdirSync(join(assets, 'file'));
    writeFileSync(join(assets, 'file/book.js'), 'run();');
    publishBook([{ notebook, failure: undefined }], other, { assets });
    expect(readFileSync(join(other, 'assets/file/book.js'), 'utf8')).toBe('run();');
    const text = page.getElementById('cells:source')?.textContent ?? '';
    const { name, metadata, cells } = JSON.parse(text);
    expect([name, metadata]).toEqual([notebook.name, notebook.metadata]);
    expect(cells).toEqual(notebook.cells.map(({ kind, id, source, metadata }) => ({ kind, id, source, metadata })));
    const code = [...page.querySelectorAll('.cell')].map((cell) => cell.getAttribute('data-cell'));
    expect(code).toEqual(
      cells.filter(({ kind }: { kind: string }) => kind === 'code').map((_: unknown, index: number) => `${index + 1}`),
    );
  } finally {
    rmSync(other, { recursive: true, force: true });
    rmSync(assets, { recursive: true, force: true });
  }
});

test('JupyterLite becomes a part of the book, whose pages link to their notebooks in it', () => {
  expect(page.querySelector('a[href^="lab/"]')).toBeNull();
  const other = mkdtempSync(join(tmpdir(), 'chainwalk-book-'));
  const lab = mkdtempSync(join(tmpdir(), 'chainwalk-lite-'));
  try {
    writeFileSync(join(lab, 'index.html'), '<p>Lab');
    publishBook([{ notebook, failure: undefined }], other, { lab });
    expect(readFileSync(join(other, 'lab/index.html'), 'utf8')).toBe('<p>Lab');
    const link = new JSDOM(readFileSync(join(other, 'index.html'), 'utf8')).window.document.querySelector(
      `.contents a[href="lab/lab/index.html?path=${notebook.name}.ipynb"]`,
    );
    expect(link?.textContent).toBe('Open in JupyterLite');
  } finally {
    rmSync(other, { recursive: true, force: true });
    rmSync(lab, { recursive: true, force: true });
  }
});

test('a reference that was written without a book is replaced by one', () => {
  const other = mkdtempSync(join(tmpdir(), 'chainwalk-book-'));
  try {
    mkdirSync(join(other, 'api'));
    expect(() => claimFolder(other)).not.toThrow();
    writeFileSync(join(other, 'novel.txt'), 'Chapter 1');
    expect(() => claimFolder(other)).toThrow('holds something else than a book');
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});

test('a book that cannot be written leaves the one before it, and nothing beside it', () => {
  const before = readdirSync(folder, { recursive: true });
  const broken = { ...notebook, cells: [{ ...notebook.cells[0], source: undefined }] } as unknown as Notebook;
  expect(() => publishBook([{ notebook: broken, failure: undefined }], folder)).toThrow();
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
  expect(readdirSync(dirname(folder)).filter((name) => name.startsWith(`${basename(folder)}.`))).toEqual([]);
});

test('a page loads nothing from elsewhere, and its policy lets nothing else run', () => {
  const sources = [...page.querySelectorAll('[src], link[href]')].map(
    (element) => element.getAttribute('src') ?? element.getAttribute('href'),
  );
  expect(sources.filter((source) => !/^(data:|assets\/[\w.]+$)/.test(source ?? ''))).toEqual([]);
  const policy = page.querySelector('meta[http-equiv]')?.getAttribute('content') ?? '';
  expect(policy).toContain("default-src 'none'");
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  const programs = [...page.querySelectorAll('script:not([type])')];
  expect(programs.map((script) => [script.getAttribute('nonce'), script.textContent])).toEqual(
    ['theme', 'start'].map(() => [nonce, '']),
  );
  expect(policy).toMatch(/script-src 'nonce-[^']+' 'self' blob:; worker-src 'self' blob:; connect-src 'self';/);
});

test('a chart is a picture that a script can bring to life, with the same as text', () => {
  const figure = page.querySelector('figure.live');
  expect(figure?.querySelector('img')?.getAttribute('src')).toMatch(/^data:image\/svg\+xml;base64,/);
  expect(figure?.querySelector('img')?.getAttribute('alt')).toBe('One packet: DNAT 1');
  const chart = JSON.parse(figure?.querySelector('script')?.textContent ?? '');
  expect(chart.layout.title.text).toBe('One packet < two </script>');
  expect(figure?.querySelector('details pre')?.textContent).toBe('One packet: DNAT 1');
});

test('markup in text and outputs is text; only folded answers are let through', () => {
  expect(page.querySelector('.text script, .text img, .stream b')).toBeNull();
  expect(page.body.textContent).toContain('<script>alert(1)</script>');
  expect(page.querySelector('.text details summary')?.textContent).toBe('The answer');
  expect([...page.querySelectorAll('.stream')].at(-1)?.textContent).toBe('a <b>line</b>\n');
});

test('code is highlighted, and a link to a notebook of the book leads to its page', () => {
  expect(page.querySelector('.code .hljs-keyword')?.textContent).toBe('import');
  expect(page.querySelector('.text p a:not(.term)')?.getAttribute('href')).toBe('second.html#questions');
});

test('a run that failed says so on its page', () => {
  expect(parse('second.html').querySelector('[role=alert]')?.textContent).toBe(
    'This run failed. second, cell 2 of 5, line 1: Error: <none>',
  );
});
