/**
 * One page of the book: text, code, outputs and pictures in one HTML file; what it shares with the others lies in assets/.
 * Its policy lets it load nothing from elsewhere and run only the scripts that carry its nonce, which no text can know.
 */
import { randomBytes } from 'node:crypto';
import { type Cell, codeCells, type Notebook } from '../format/document';
import { type Failure, failureText } from '../run/failure';
import { PALETTE } from './bookPalette';
import { codeHtml, escapeHtml, firstHeading, type Heading, headingsOf, markdownHtml } from './markdown';
import { hasLiveChart, outputHtml } from './outputHtml';

/** One notebook of the book, executed; `failure` when its run did not come to its end. */
export interface Chapter {
  readonly notebook: Notebook;
  readonly failure: Failure | undefined;
}

/** The file names of what pages share, relative to a page. */
export const ASSETS = {
  plotly: 'assets/plotly.min.js',
  script: 'assets/book.js',
  theme: 'assets/theme.js',
  style: 'assets/book.css',
} as const;

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

/** The page of chapter `at` of `chapters`, with links to all of them and to its own sections. */
export function chapterPage(chapters: readonly Chapter[], at: number): string {
  const { notebook, failure } = chapters[at]!;
  const files = pageFiles(chapters);
  const linked = new Map(chapters.map((chapter, index) => [`${chapter.notebook.name}.ipynb`, files[index]!]));
  const headings: Heading[] = [];
  const cells = notebook.cells.map((cell) => cellHtml(cell, linked, headings)).join('\n');
  const failed = failure
    ? `<p class="failed" role="alert">This run failed. ${escapeHtml(failureText(failure))}</p>\n`
    : '';
  const body = `<a class="skip" href="#main">To the text</a>
${contents(chapters, at, headings)}
<main id="main">
${failed}${cells}
</main>
<nav class="turn" aria-label="Next and previous">${turn(chapters, at - 1, '←')}${turn(chapters, at + 1, '→')}</nav>`;
  return page(
    titleOf(notebook),
    body,
    codeCells(notebook).some((cell) => hasLiveChart(cell.outputs)),
  );
}

function page(title: string, body: string, isLive: boolean): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self' 'unsafe-inline'; img-src data: blob:`,
    `base-uri 'none'; form-action 'none'`,
  ].join('; ');
  const script = (file: string) => `<script nonce="${nonce}" src="${file}"></script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · chainwalk</title>
<link rel="stylesheet" href="${ASSETS.style}">
${script(ASSETS.theme)}
<script type="application/json" id="palette">${JSON.stringify(PALETTE)}</script>
</head>
<body>
${body}
${isLive ? script(ASSETS.plotly) : ''}
${script(ASSETS.script)}
</body>
</html>
`;
}

/** The book's chapters, under the present one its sections, and a place for the page's own buttons. */
function contents(chapters: readonly Chapter[], at: number, headings: readonly Heading[]): string {
  const files = pageFiles(chapters);
  const sections = headings
    .filter(({ level }) => level === 2)
    .map(({ id, text }) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`);
  const items = chapters.map(({ notebook, failure }, index) => {
    const current = index === at ? ' aria-current="page"' : '';
    const failed = failure ? ' <span class="failed">failed</span>' : '';
    const own = index === at && sections.length > 0 ? `\n<ul>\n${sections.join('\n')}\n</ul>` : '';
    return `<li><a href="${escapeHtml(files[index]!)}"${current}>${escapeHtml(titleOf(notebook))}</a>${failed}${own}</li>`;
  });
  const list = `<ol start="0">\n${items.join('\n')}\n</ol>`;
  return `<nav class="contents" aria-label="Contents"><div>
<div class="tools"></div>
<details open><summary>Contents</summary>
${list}
</details>
</div></nav>`;
}

function cellHtml(cell: Cell, linked: ReadonlyMap<string, string>, headings: Heading[]): string {
  if (cell.kind === 'code') {
    const pre = `<pre><code>${codeHtml(cell.source, 'typescript')}</code></pre>`;
    const code = `<details class="code" open><summary>Code</summary>${pre}</details>`;
    return `<div class="cell">${code}\n${cell.outputs.map(outputHtml).join('\n')}</div>`;
  }
  if (cell.kind === 'raw') return `<div class="text"><pre>${escapeHtml(cell.source)}</pre></div>`;
  const taken = headings.map(({ id }) => id);
  headings.push(...headingsOf(cell.source, taken));
  return `<div class="text">${markdownHtml(cell.source, { linked, taken })}</div>`;
}

function turn(chapters: readonly Chapter[], to: number, arrow: '←' | '→'): string {
  const chapter = chapters[to];
  if (chapter === undefined) return '<span></span>';
  const title = escapeHtml(titleOf(chapter.notebook));
  const words = arrow === '←' ? `${arrow} ${title}` : `${title} ${arrow}`;
  return `<a rel="${arrow === '←' ? 'prev' : 'next'}" href="${escapeHtml(pageFiles(chapters)[to]!)}">${words}</a>`;
}
