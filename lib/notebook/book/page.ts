/**
 * One page of the book: text, code, outputs and pictures in one HTML file; what it shares with the others lies in assets/.
 * Its policy lets it load nothing from elsewhere and run only the site's own scripts, and those that carry its nonce, which no text
 * can know: opened as a file, a page has no site. Cells run in a worker, as scripts that the page makes of them (`blob:`).
 */
import { randomBytes } from 'node:crypto';
import type { CodeCell, Notebook, TextCell } from '../../cells/document';
import { quietKind } from '../../cells/learnerCopy';
import type { Output } from '../../cells/output';
import { dataText, outputHtml } from '../../cells/outputHtml';
import { html, lines, type Markup, trusted } from '../../view/draw/markup';
import { htmlFrame } from '../../view/figure/htmlPage';
import { itemAt } from '../../view/itemAt';
import { exercisesOf } from '../exercises/find';
import { originsOf } from '../requests';
import { type Failure, failureText } from '../run/failure';
import { PALETTE } from './bookPalette';
import { type ContentsEntry, type ContentsLink, contentsHtml } from './contents';
import { type CellCovers, coversOf } from './covers';
import { withFigureIds } from './figures';
import type { Term } from './glossary';
import { codeHtml, firstHeading, type Heading, headingsOf, markdownHtml } from './markdown';
import { REFERENCE_FOLDER } from './reference';
import { GLOSSARY_PAGE, linkTerms, termId } from './terms';

/** One notebook of the book, executed; `failure` when its run did not come to its end. */
export interface Chapter {
  readonly notebook: Notebook;
  readonly failure: Failure | undefined;
}

/** The file names of what pages share, relative to a page; `start` loads the page's program, which lies beside it. */
export const ASSETS = {
  plotly: 'assets/plotly.min.js',
  start: 'assets/start.js',
  theme: 'assets/theme.js',
  style: 'assets/book.css',
} as const;

/** Where JupyterLite lies in the book. */
export const LAB_FOLDER = 'lab';

/** Where learners' copies of the notebooks lie in the book. */
export const NOTEBOOK_FOLDER = 'notebooks';

/** What is published beside the book, for its pages to link to. */
export interface Beside {
  readonly reference?: boolean;
  readonly lab?: boolean;
  readonly playground?: boolean;
}

/** The page of the playground, relative to a chapter's. */
export const PLAYGROUND_PAGE = 'playground.html';

/** The page about working in JupyterLab, relative to a chapter's. */
export const JUPYTER_PAGE = 'jupyterlab.html';

/** The title of `notebook`: its first heading, else its name. */
export function titleOf(notebook: Notebook): string {
  for (const cell of notebook.cells) {
    const heading = cell.kind === 'markdown' ? firstHeading(cell.source) : undefined;
    if (heading) return heading;
  }
  return notebook.name;
}

/** The file name of each chapter's page: the book opens with the first. */
export function pageFiles(chapters: readonly Chapter[]): readonly string[] {
  return chapters.map(({ notebook }, index) => (index === 0 ? 'index.html' : `${notebook.name}.html`));
}

/** What every page of a book is told. */
export interface Book {
  readonly chapters: readonly Chapter[];
  readonly entries: readonly ContentsEntry[];
  readonly beside: Beside;
}

/** The book of `chapters`. */
export function bookOf(chapters: readonly Chapter[], beside: Beside = {}): Book {
  const files = pageFiles(chapters);
  const entries = chapters.map(({ notebook, failure }, index) => ({
    name: notebook.name,
    title: titleOf(notebook),
    file: itemAt(files, index),
    hasFailed: failure !== undefined,
    exercises: exercisesOf(notebook).length,
  }));
  return { chapters, entries, beside };
}

/** A page of the book, but for what all have. */
export interface BookPage {
  readonly title: string;
  readonly file: string;
  readonly headings: readonly Heading[];
  readonly main: Markup;
}

/** What a chapter's page has besides. */
interface ChapterParts {
  readonly at: number;
  readonly terms: ReadonlySet<Term>;
}

/** The page of chapter `at` of `book`. */
export function chapterPage(book: Book, at: number): string {
  const { notebook, failure } = itemAt(book.chapters, at);
  const { file, title } = itemAt(book.entries, at);
  const linked = new Map(book.entries.map((entry) => [`${entry.name}.ipynb`, entry.file]));
  const headings: Heading[] = [];
  const terms = new Set<Term>();
  const texts = { linked, headings, terms: linkTerms((term) => terms.add(term)) };
  const exercises = new Map(exercisesOf(notebook).map(({ cell, number }) => [cell, number]));
  const figures = new Set<string>();
  const covers = coversOf(notebook);
  let codeNumber = 0;
  let textNumber = 0;
  const cells = lines(
    notebook.cells.map((cell) =>
      cell.kind === 'code'
        ? codeCellHtml(cell, ++codeNumber, { exercise: exercises.get(cell), covers: covers.get(cell), figures })
        : textCellHtml(cell, ++textNumber, { ...texts, covers: covers.get(cell) }),
    ),
  );
  const failed = failure && html`<p class="failed" role="alert">This run failed. ${failureText(failure)}</p>\n`;
  return bookPage(book, { title, file, headings, main: html`${failed}${cells}` }, { at, terms });
}

/** `page` as a whole HTML file, beside the contents of the book. */
export function bookPage(
  { chapters, entries, beside }: Book,
  { title, file, headings, main }: BookPage,
  chapter?: ChapterParts,
): string {
  const nonce = randomBytes(16).toString('base64');
  const notebook = chapter && itemAt(chapters, chapter.at).notebook;
  const contents = contentsHtml({ entries, links: linksOf(notebook?.name, beside), file, headings });
  const turn = (to: number, arrow: '←' | '→') => turnHtml(entries[to], arrow);
  const turns =
    chapter &&
    html`\n<nav class="turn" aria-label="Next and previous">${turn(chapter.at - 1, '←')}${turn(chapter.at + 1, '→')}</nav>`;
  const data = [
    notebook &&
      html`\n<script type="application/json" id="cells:source">${dataText(withoutOutputs(notebook))}</script>`,
    chapter && html`\n<script type="application/json" id="terms">${dataText(termTexts(chapter.terms))}</script>`,
  ];
  return htmlFrame({
    title: `${title} · chainwalk`,
    policy: livePolicy(nonce),
    head: html`<link rel="icon" href="data:,">
<link rel="stylesheet" href="${ASSETS.style}">
<script nonce="${nonce}" src="${ASSETS.theme}"></script>
<script type="application/json" id="palette">${dataText(PALETTE)}</script>`,
    body: html`<a class="skip" href="#main">To the text</a>
${contents}
<main id="main">
${main}
</main>${turns}${data}
<script nonce="${nonce}" src="${ASSETS.start}" data-program="book"></script>`,
  });
}

/** The policy of a page with programs: scripts with its nonce, the site's own and those that workers make of cells; nothing of another host. */
export function livePolicy(nonce: string): string {
  return [
    `default-src 'none'; script-src 'nonce-${nonce}' 'self' blob:; worker-src 'self' blob:; connect-src 'self'`,
    `style-src 'self' 'unsafe-inline'; img-src data: blob: 'self'; font-src 'self' data:`,
    `base-uri 'none'; form-action 'none'`,
  ].join('; ');
}

/** What the page's program needs to run the notebook, to write it into a file, and to say which request a figure is about. */
function withoutOutputs(notebook: Notebook) {
  const cells = notebook.cells.map(({ kind, id, source, metadata }) => ({ kind, id, source, metadata }));
  const requests = originsOf(notebook).map(({ requests: lines }) => lines.join('; '));
  return { name: notebook.name, metadata: notebook.metadata, cells, requests };
}

/** What the page's program shows of terms, by their ids. */
function termTexts(terms: ReadonlySet<Term>): Readonly<Record<string, { name: string; text: string }>> {
  return Object.fromEntries([...terms].map((term) => [termId(term), { name: term.name, text: term.text }]));
}

/** Links below the chapters: to the notebook `name`, if the page is one's, and to what lies beside the book. */
function linksOf(name: string | undefined, { reference, lab, playground }: Beside): readonly ContentsLink[] {
  return [
    { text: 'Glossary', href: GLOSSARY_PAGE },
    ...(playground === true ? [{ text: 'Playground', href: PLAYGROUND_PAGE }] : []),
    ...(reference === true ? [{ text: 'API reference', href: `${REFERENCE_FOLDER}/index.html` }] : []),
    ...(lab === true && name !== undefined
      ? [{ text: 'Open in JupyterLite', href: `${LAB_FOLDER}/lab/index.html?path=${name}.ipynb` }]
      : []),
    { text: 'Work in JupyterLab', href: JUPYTER_PAGE },
    ...(name === undefined
      ? []
      : [{ text: 'This page as a notebook', href: `${NOTEBOOK_FOLDER}/${encodeURIComponent(name)}.ipynb` }]),
  ];
}

/** What is told of a code cell. */
interface CodeParts {
  readonly exercise: number | undefined;
  readonly covers: CellCovers | undefined;
  /** The ids that figures have; those of the cell are added. */
  readonly figures: Set<string>;
}

/**
 * Code cell `number`; of an exercise, with the exercise's number. Its id has a colon, which no heading's has. One that only
 * checks is a line, until the reader opens it.
 */
function codeCellHtml({ source, outputs }: CodeCell, number: number, { exercise, covers, figures }: CodeParts): Markup {
  const quiet = quietKind(source);
  const pre = html`<pre><code>${trusted(codeHtml(source, 'typescript'))}</code></pre>`;
  const isOpen = quiet !== 'verdict' && html` open`;
  const code = html`<details class="code"${isOpen}><summary>Cell ${number}</summary>${pre}</details>`;
  const { markup } = withFigureIds(lines(outputs.map(outputHtml)).markup, figures);
  const shown = html`<div class="outputs">${trusted(markup)}</div>`;
  const parts = html`${code}\n${shown}`;
  const all =
    quiet === 'check'
      ? html`<details class="checked"><summary>Checked: ${checkedWords(source, outputs)}</summary>${parts}</details>`
      : parts;
  const asked = exercise !== undefined && html` data-exercise="${exercise}"`;
  const behind = isCovered(covers?.[0]) && ' behind';
  return html`<div class="cell${behind}" id="cell:${number}" data-cell="${number}"${asked}>${all}</div>`;
}

/** What a cell checks, as it stands in its last check, or else as it printed it. */
function checkedWords(source: string, outputs: readonly Output[]): string {
  const written = [...source.matchAll(/^check\(\s*(['"`])(.*?)\1,/gm)].map(([, , words = '']) => words);
  if (written.length > 0) return written.join('; ');
  const [, printed] =
    outputs.map((output) => /^ok {6}([^\n]*): [^\n]*$/m.exec('text' in output ? output.text : '')).find(Boolean) ?? [];
  return printed ?? 'what was stated above';
}

/** What the texts of a page have in common; the headings of each are added. */
interface Texts {
  readonly linked: ReadonlyMap<string, string>;
  readonly terms: ReturnType<typeof linkTerms>;
  readonly headings: Heading[];
  readonly covers?: CellCovers | undefined;
}

function textCellHtml({ kind, source }: TextCell, number: number, texts: Texts): Markup {
  const { linked, terms, headings, covers = [] } = texts;
  const behind = covers.every(isCovered) && ' behind';
  const attributes = html` class="text${behind}" id="text:${number}"`;
  if (kind === 'raw') return html`<div${attributes}><pre>${source}</pre></div>`;
  const taken = headings.map(({ id }) => id);
  headings.push(...headingsOf(source, taken));
  const text = markdownHtml(source, { linked, taken, terms, hasAnchors: true });
  const shown = behind === false && isCovered(covers[0]) ? beginningBehind(text) : text;
  return html`<div${attributes}>${trusted(shown)}</div>`;
}

/** Until the page's program settles what is covered, the style sheet covers what is behind a question. */
function isCovered(questions: readonly string[] | undefined): boolean {
  return questions !== undefined && questions.length > 0;
}

/** The HTML of a text of which only what stands before a section is behind a question. */
function beginningBehind(text: string): string {
  const end = text.search(/<div class="headed"><h[12] /);
  return end <= 0 ? text : `<div class="behind">${text.slice(0, end)}</div>${text.slice(end)}`;
}

function turnHtml(entry: { readonly title: string; readonly file: string } | undefined, arrow: '←' | '→'): Markup {
  if (entry === undefined) return html`<span></span>`;
  const { title, file } = entry;
  const words = arrow === '←' ? `${arrow} ${title}` : `${title} ${arrow}`;
  return html`<a rel="${arrow === '←' ? 'prev' : 'next'}" href="${file}">${words}</a>`;
}
