/** The HTML of two listings as one: changed counters bold on a ground of their own, all else in soft ink; signs remain where styles are stripped. */
import { html, lines, type Markup } from '../draw/markup';
import { type ListingBlock, type ListingLine, partText } from './listingLines';

/** Not smaller than one can read, and not wider than a page of paper, which cannot be scrolled. */
const text = (columns: number) =>
  `margin:4px 0;line-height:1.45;font-size:clamp(9px,${(160 / columns).toFixed(2)}vw,12px)`;

const STYLES = {
  title: 'font-weight:bold;margin:6px 0 2px',
  soft: 'opacity:.75',
  counter: 'background:rgba(230,159,0,.24)',
  added: 'background:rgba(0,158,115,.2)',
  removed: 'background:rgba(178,24,43,.16)',
} as const;

const SIGNS: Readonly<Record<ListingLine['change'], string>> = { none: ' ', counter: '●', added: '+', removed: '−' };

/** The listing; chains without a change are folded. */
export function listingsHtml(title: string, blocks: readonly ListingBlock[]): string {
  const columns = blocks
    .flatMap(({ lines }) => lines.map(lengthOf))
    .reduce((most, length) => Math.max(most, length), 40);
  return html`<div><p style="${STYLES.title}">${title}</p>
${lines(blocks.map((block) => blockMarkup(block, columns)))}
</div>`.markup;
}

function lengthOf({ parts }: ListingLine): number {
  return 2 + parts.reduce((sum, part) => sum + partText(part).length, 0);
}

function blockMarkup({ lines: all, isChanged }: ListingBlock, columns: number): Markup {
  const body = html`<pre style="${text(columns)}">${lines(all.map(lineMarkup))}</pre>`;
  if (isChanged) return body;
  const [first] = all;
  const name = first?.parts.map(partText).join('') ?? '';
  return html`<details><summary style="${STYLES.soft}"><code style="font-size:12px">${name}</code>: as before</summary>
${body}
</details>`;
}

function lineMarkup({ change, parts }: ListingLine): Markup {
  const pieces = parts.map((part): Markup | string => {
    if (part.was === undefined) return part.text;
    return html`<b style="${STYLES.counter}">${partText(part)}</b>`;
  });
  const sign = SIGNS[change];
  if (change === 'none') return html`<span style="${STYLES.soft}">${sign} ${pieces}</span>`;
  if (change === 'counter') return html`<b>${sign}</b> ${pieces}`;
  return html`<span style="${STYLES[change]}"><b>${sign}</b> ${pieces}</span>`;
}
