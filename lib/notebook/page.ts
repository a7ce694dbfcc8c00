/**
 * One page of the book: everything in one HTML file but plotly.js, which lies beside the pages in assets/. A content
 * security policy lets the page load nothing else and run only the two scripts that carry its nonce.
 */
import { randomBytes } from 'node:crypto';
import { BOOK_SCRIPT } from './bookScript';
import { BOOK_STYLE } from './bookStyle';
import { type Cell, codeCells, type Notebook } from './document';
import { type Failure, failureText } from './failure';
import { codeHtml, escapeHtml, firstHeading, markdownHtml } from './markdown';
import { hasLiveChart, outputHtml } from './outputHtml';

/** One notebook of the book, executed; `failure` when its run did not come to its end. */
export interface Chapter {
  readonly notebook: Notebook;
  readonly failure: Failure | undefined;
}

/** The file name of plotly.js, relative to a page. */
export const PLOTLY_FILE = 'assets/plotly.min.js';

/** The title of `notebook`: its first heading, else its name. */
export function titleOf(notebook: Notebook): string {
  for (const cell of notebook.cells) {
    const heading = cell.kind === 'markdown' ? firstHeading(cell.source) : undefined;
    if (heading) return heading;
  }
  return notebook.name;
}

/** The page of `chapter`, with links to the chapters before and after it. */
export function chapterPage(chapter: Chapter, before: Chapter | undefined, after: Chapter | undefined): string {
  const { notebook, failure } = chapter;
  const isLive = codeCells(notebook).some((cell) => hasLiveChart(cell.outputs));
  const navigation = `<nav>${link(before, '←')}<a href="index.html">Contents</a>${link(after, '→')}</nav>`;
  const failed = failure
    ? `<p class="failed" role="alert">This run failed. ${escapeHtml(failureText(failure))}</p>`
    : '';
  const cells = notebook.cells.map(cellHtml).join('\n');
  return page(titleOf(notebook), `${navigation}\n<main>${failed}\n${cells}\n</main>\n${navigation}`, isLive);
}

/** The page of contents. */
export function contentsPage(chapters: readonly Chapter[]): string {
  const items = chapters.map(({ notebook, failure }) => {
    const failed = failure ? ` <span class="failed">failed</span>` : '';
    return `<li><a href="${escapeHtml(notebook.name)}.html">${escapeHtml(titleOf(notebook))}</a>${failed}</li>`;
  });
  return page('Contents', `<main><h1>Chainwalk</h1>\n<ol class="contents">${items.join('\n')}</ol></main>`, false);
}

function page(title: string, body: string, isLive: boolean): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    `default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; font-src data:`,
    `script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`,
  ].join('; ');
  const scripts = `<script nonce="${nonce}" src="${PLOTLY_FILE}"></script>\n<script nonce="${nonce}">${BOOK_SCRIPT}</script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · chainwalk</title>
<style>${BOOK_STYLE}</style>
</head>
<body>
${body}
${isLive ? scripts : ''}
</body>
</html>
`;
}

function cellHtml(cell: Cell): string {
  if (cell.kind !== 'code') {
    const html = cell.kind === 'raw' ? `<pre>${escapeHtml(cell.source)}</pre>` : markdownHtml(cell.source);
    return `<section class="text">${html}</section>`;
  }
  const code = `<pre class="code"><code>${codeHtml(cell.source, 'typescript')}</code></pre>`;
  return `<section class="cell">${code}\n${cell.outputs.map(outputHtml).join('\n')}</section>`;
}

function link(chapter: Chapter | undefined, arrow: '←' | '→'): string {
  if (chapter === undefined) return '<span></span>';
  const title = escapeHtml(titleOf(chapter.notebook));
  const words = arrow === '←' ? `${arrow} ${title}` : `${title} ${arrow}`;
  return `<a rel="${arrow === '←' ? 'prev' : 'next'}" href="${escapeHtml(chapter.notebook.name)}.html">${words}</a>`;
}
