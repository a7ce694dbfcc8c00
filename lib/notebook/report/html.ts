/** A report as one HTML page that needs nothing else and in which nothing runs: fit to be attached to a mail. */
import { htmlDocument } from '../../view/figure/htmlPage';
import { PALETTE } from '../book/bookPalette';
import { codeHtml, escapeHtml, headingsOf, markdownHtml } from '../book/markdown';
import { printedHtml } from '../book/outputHtml';
import type { Block, Report } from './document';
import { leadsOut } from './links';
import { REPORT_STYLE } from './style';

/** The page of `report`, a whole HTML file. */
export function reportHtml({ title, facts, chapters }: Report): string {
  const linked = new Map(chapters.map(({ id }) => [`${id}.ipynb`, `#${id}`]));
  const taken = chapters.map(({ id }) => id);
  const contents = chapters.map(
    ({ id, title: name }) => `<li><a href="#${escapeHtml(id)}">${escapeHtml(name)}</a></li>`,
  );
  const body = chapters.map(({ id, blocks }) => {
    const html = blocks.map((block) => blockHtml(block, linked, taken)).join('\n');
    return `<section class="chapter" id="${escapeHtml(id)}">\n${html}\n</section>`;
  });
  return htmlDocument({
    title,
    style: REPORT_STYLE,
    // Tables bring styles of their own.
    styleSource: "'unsafe-inline'",
    body: `<main>
<h1>${escapeHtml(title)}</h1>
<p class="facts">${escapeHtml(facts)}</p>
${chapters.length > 1 ? `<ol class="contents">${contents.join('\n')}</ol>` : ''}
${body.join('\n')}
</main>`,
  });
}

/** `taken` are the ids that are in the page already; those of the block's headings are added. */
function blockHtml(block: Block, linked: ReadonlyMap<string, string>, taken: string[]): string {
  switch (block.kind) {
    case 'markdown': {
      const html = markdownHtml(block.source, { linked, taken });
      taken.push(...headingsOf(block.source, taken).map(({ id }) => id));
      return `<div class="text">${withinPage(lowered(html))}</div>`;
    }
    case 'code':
      return `<pre class="code"><code>${codeHtml(block.source, 'typescript')}</code></pre>`;
    case 'text':
      return printedHtml(block.text, block.isError ? 'stderr' : 'stdout');
    case 'table':
      return `<div class="scroll">${block.html}<div class="caption">Table ${block.number}. ${escapeHtml(block.caption)}</div></div>`;
    case 'figure': {
      const same = `<details class="same"><summary>The same as text</summary><pre>${escapeHtml(block.text)}</pre></details>`;
      const caption = escapeHtml(block.caption);
      const picture = `<img src="${pictureUrl(block)}" alt="${caption}">`;
      return `<figure>${onDark(block)}${picture}</picture><figcaption>Figure ${block.number}. ${caption}</figcaption>${same}</figure>`;
    }
  }
}

const PALETTE_COLOURS = new RegExp(Object.keys(PALETTE).join('|'), 'gi');

/** The beginning of a picture that is dark on dark screens, if it is a drawing of ours. */
function onDark({ svg }: Extract<Block, { kind: 'figure' }>): string {
  if (svg === undefined) return '<picture>';
  const dark = svg.replace(PALETTE_COLOURS, (colour) => PALETTE[colour.toUpperCase()] ?? colour);
  return `<picture><source media="screen and (prefers-color-scheme: dark)" srcset="${svgUrl(dark)}">`;
}

function pictureUrl({ svg, png }: Extract<Block, { kind: 'figure' }>): string {
  if (svg !== undefined) return svgUrl(svg);
  return `data:image/png;base64,${escapeHtml(png ?? '')}`;
}

function svgUrl(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

/** Headings one level down: the document's title is the first. */
function lowered(html: string): string {
  return html.replace(/<(\/?)h([1-5])(?=[ >])/g, (_, end: string, level: string) => `<${end}h${Number(level) + 1}`);
}

/** Links lead to chapters, not to their sections; those to files, such as notebooks that are not in the report, are plain words, as pictures in files are. */
function withinPage(html: string): string {
  return html
    .replace(/<a href="(#[^"#]*)#[^"]*">/g, '<a href="$1">')
    .replace(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/gs, (link, href: string, words: string) =>
      leadsOut(href) ? words : link,
    )
    .replace(/<img src="(?!data:image\/)[^"]*" alt="([^"]*)"[^>]*>/g, '$1');
}
