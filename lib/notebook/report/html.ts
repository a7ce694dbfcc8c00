/** A report as one HTML page that needs nothing else and in which nothing runs: fit to be attached to a mail. */

import { printedHtml, sameAsText } from '../../cells/outputHtml';
import { html, lines, type Markup, trusted } from '../../view/draw/markup';
import { htmlDocument } from '../../view/figure/htmlPage';
import { PALETTE } from '../book/bookPalette';
import { codeHtml, headingsOf, markdownHtml } from '../book/markdown';
import { pageStyle } from '../pageStyle';
import type { Block } from './blocks';
import type { Report } from './document';
import { leadsOut } from './links';

/** The page of `report`, a whole HTML file. */
export function reportHtml({ title, facts, chapters }: Report): string {
  const linked = new Map(chapters.map(({ id }) => [`${id}.ipynb`, `#${id}`]));
  const taken = chapters.map(({ id }) => id);
  const contents = chapters.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`);
  const sections = chapters.map(({ id, blocks }) => {
    const parts = lines(blocks.map((block) => blockHtml(block, linked, taken)));
    return html`<section class="chapter" id="${id}">\n${parts}\n</section>`;
  });
  return htmlDocument({
    title,
    style: pageStyle('report/report.css'),
    // Tables bring styles of their own.
    styleSource: "'unsafe-inline'",
    body: html`<main>
<h1>${title}</h1>
<p class="facts">${facts}</p>
${chapters.length > 1 && html`<ol class="contents">${lines(contents)}</ol>`}
${lines(sections)}
</main>`,
  });
}

/** `taken` are the ids that are in the page already; those of the block's headings are added. */
function blockHtml(block: Block, linked: ReadonlyMap<string, string>, taken: string[]): Markup {
  switch (block.kind) {
    case 'markdown': {
      const text = markdownHtml(block.source, { linked, taken });
      taken.push(...headingsOf(block.source, taken).map(({ id }) => id));
      return html`<div class="text">${trusted(withinPage(lowered(text)))}</div>`;
    }
    case 'code':
      return html`<pre class="code"><code>${trusted(codeHtml(block.source, 'typescript'))}</code></pre>`;
    case 'text':
      return printedHtml(block.text, block.isError ? 'stderr' : 'stdout');
    case 'table':
      return html`<div class="scroll">${trusted(block.html)}<div class="caption">Table ${block.number}. ${block.caption}</div>${originHtml(block)}</div>`;
    case 'figure': {
      const { number, caption, alt, text } = block;
      const picture = html`<img src="${pictureUrl(block)}" alt="${alt}">`;
      return html`<figure>${onDark(block)}${picture}</picture><figcaption>Figure ${number}. ${caption}${originHtml(block)}</figcaption>${sameAsText(text)}</figure>`;
    }
  }
}

function originHtml({ origin }: { readonly origin?: string }): Markup {
  return html`${origin !== undefined && html`<div class="origin">${origin}</div>`}`;
}

const PALETTE_COLOURS = new RegExp(Object.keys(PALETTE).join('|'), 'gi');

/** The beginning of a picture that is dark on dark screens, if it is a drawing of ours. */
function onDark({ svg }: Extract<Block, { kind: 'figure' }>): Markup {
  if (svg === undefined) return html`<picture>`;
  const dark = svg.replace(PALETTE_COLOURS, (colour) => PALETTE[colour.toUpperCase()] ?? colour);
  return html`<picture><source media="screen and (prefers-color-scheme: dark)" srcset="${svgUrl(dark)}">`;
}

function pictureUrl({ svg, png }: Extract<Block, { kind: 'figure' }>): string {
  if (svg !== undefined) return svgUrl(svg);
  return `data:image/png;base64,${png ?? ''}`;
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
