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
import { originsOf } from '../requests';
import { type Failure, failureText } from '../run/failure';
import { PALETTE } from './bookPalette';
import { codeHtml, firstHeading, type Heading, headingsOf, markdownHtml } from './markdown';
import { REFERENCE_FOLDER } from './reference';

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

/** What is published beside the book, for its pages to link to. */
export interface Beside {
  readonly reference?: boolean;
  readonly lab?: boolean;
  readonly playground?: boolean;
}

/** The page of the playground, relative to a chapter's. */
export const PLAYGROUND_PAGE = 'playground.html';

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

/** The page of chapter `at` of `chapters`, with links to all of them, to its own sections, and to the API's reference and JupyterLite if there are. */
export function chapterPage(chapters: readonly Chapter[], at: number, beside: Beside = {}): string {
  const { notebook, failure } = itemAt(chapters, at);
  const files = pageFiles(chapters);
  const linked = new Map(chapters.map((chapter, index) => [`${chapter.notebook.name}.ipynb`, itemAt(files, index)]));
  const headings: Heading[] = [];
  let codeNumber = 0;
  const cells = lines(
    notebook.cells.map((cell) =>
      cell.kind === 'code' ? codeCellHtml(cell, ++codeNumber) : textCellHtml(cell, linked, headings),
    ),
  );
  const failed = failure && html`<p class="failed" role="alert">This run failed. ${failureText(failure)}</p>\n`;
  const body = html`<a class="skip" href="#main">To the text</a>
${contents(chapters, at, headings, beside)}
<main id="main">
${failed}${cells}
</main>
<nav class="turn" aria-label="Next and previous">${turn(chapters, at - 1, '←')}${turn(chapters, at + 1, '→')}</nav>`;
  return page(notebook, body);
}

function page(notebook: Notebook, body: Markup): string {
  const nonce = randomBytes(16).toString('base64');
  return htmlFrame({
    title: `${titleOf(notebook)} · chainwalk`,
    policy: livePolicy(nonce),
    head: html`<link rel="icon" href="data:,">
<link rel="stylesheet" href="${ASSETS.style}">
<script nonce="${nonce}" src="${ASSETS.theme}"></script>
<script type="application/json" id="palette">${dataText(PALETTE)}</script>`,
    body: html`${body}
<script type="application/json" id="cells:source">${dataText(withoutOutputs(notebook))}</script>
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

/** The book's chapters, under the present one its sections, and a place for the page's own buttons. */
function contents(
  chapters: readonly Chapter[],
  at: number,
  headings: readonly Heading[],
  { reference, lab, playground }: Beside,
): Markup {
  const files = pageFiles(chapters);
  const sections = headings
    .filter(({ level }) => level === 2)
    .map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`);
  const items = chapters.map(({ notebook, failure }, index) => {
    const current = index === at && html` aria-current="page"`;
    const failed = failure && html` <span class="failed">failed</span>`;
    const own = index === at && sections.length > 0 && html`\n<ul>\n${lines(sections)}\n</ul>`;
    return html`<li><a href="${files[index]}"${current}>${titleOf(notebook)}</a>${failed}${own}</li>`;
  });
  const { name } = itemAt(chapters, at).notebook;
  const links = [
    playground === true && html`\n<p><a href="${PLAYGROUND_PAGE}">Playground</a></p>`,
    reference === true && html`\n<p><a href="${REFERENCE_FOLDER}/index.html">API reference</a></p>`,
    lab === true && html`\n<p><a href="${LAB_FOLDER}/lab/index.html?path=${name}.ipynb">Open in JupyterLite</a></p>`,
  ];
  return html`<nav class="contents" aria-label="Contents"><div>
<div class="tools"></div>
<details open><summary>Contents</summary>
<ol start="0">
${lines(items)}
</ol>${links}
</details>
</div></nav>`;
}

/** Code cell `number`. Its id has a colon, which no heading's has. One that only checks is a line, until the reader opens it. */
function codeCellHtml({ source, outputs }: CodeCell, number: number): Markup {
  const quiet = quietKind(source);
  const pre = html`<pre><code>${trusted(codeHtml(source, 'typescript'))}</code></pre>`;
  const isOpen = quiet !== 'verdict' && html` open`;
  const code = html`<details class="code"${isOpen}><summary>Cell ${number}</summary>${pre}</details>`;
  const shown = html`<div class="outputs">${lines(outputs.map(outputHtml))}</div>`;
  const parts = html`${code}\n${shown}`;
  const all =
    quiet === 'check'
      ? html`<details class="checked"><summary>Checked: ${checkedWords(source, outputs)}</summary>${parts}</details>`
      : parts;
  return html`<div class="cell" id="cell:${number}" data-cell="${number}">${all}</div>`;
}

/** What a cell checks, as it stands in its last check, or else as it printed it. */
function checkedWords(source: string, outputs: readonly Output[]): string {
  const written = [...source.matchAll(/^check\(\s*(['"`])(.*?)\1,/gm)].map(([, , words = '']) => words);
  if (written.length > 0) return written.join('; ');
  const [, printed] =
    outputs.map((output) => /^ok {6}([^\n]*): [^\n]*$/m.exec('text' in output ? output.text : '')).find(Boolean) ?? [];
  return printed ?? 'what was stated above';
}

function textCellHtml({ kind, source }: TextCell, linked: ReadonlyMap<string, string>, headings: Heading[]): Markup {
  if (kind === 'raw') return html`<div class="text"><pre>${source}</pre></div>`;
  const taken = headings.map(({ id }) => id);
  headings.push(...headingsOf(source, taken));
  return html`<div class="text">${trusted(markdownHtml(source, { linked, taken }))}</div>`;
}

function turn(chapters: readonly Chapter[], to: number, arrow: '←' | '→'): Markup {
  const chapter = chapters[to];
  if (chapter === undefined) return html`<span></span>`;
  const title = titleOf(chapter.notebook);
  const words = arrow === '←' ? `${arrow} ${title}` : `${title} ${arrow}`;
  return html`<a rel="${arrow === '←' ? 'prev' : 'next'}" href="${pageFiles(chapters)[to]}">${words}</a>`;
}
