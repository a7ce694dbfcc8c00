/**
 * The HTML of a table. Styles are inline and take their colours from the page, so that they suit light and dark notebooks;
 * where a viewer strips them, alignment, bold and code remain.
 */

import { html, lines, type Markup } from '../draw/markup';
import type { Cell, Row } from '../figure/csv';
import { isNumber, isNumeric } from '../figure/textTable';
import { type NamedTone, type Tone, type ToneOf, tonedText, tonesOf } from './tone';

/** A table's rows, and what is said of its cells: by a row's index from 0, or by the row. */
export interface TableMarkup {
  readonly rows: readonly Row[];
  readonly columns: readonly string[];
  readonly title: string;
  /** Rows before the fold. */
  readonly foldAfter: number;
  readonly changed: (row: number, column: string) => boolean;
  readonly tone: ToneOf;
}

const LINE = '1px solid rgba(128,128,128,.35)';
const STYLES = {
  table: 'border-collapse:collapse;margin:4px 0;font-size:12px;font-variant-numeric:tabular-nums',
  caption: 'text-align:left;font-weight:bold;padding:4px 6px',
  head: `padding:4px 6px;border-bottom:2px solid rgba(128,128,128,.6)`,
  cell: `padding:3px 6px;border-bottom:${LINE};vertical-align:top;white-space:nowrap`,
  long: `padding:3px 6px;border-bottom:${LINE};vertical-align:top`,
  changed: ';background:rgba(230,159,0,.24)',
} as const;

const TONES: Readonly<Record<Tone & string, string>> = {
  good: ';background:rgba(0,158,115,.2)',
  bad: ';background:rgba(178,24,43,.2)',
  quiet: ';opacity:.75',
};

function toneStyle(tone: Tone): string {
  return typeof tone === 'string' ? TONES[tone] : `;background:${tone.colour}38`;
}

/** IPv4, IPv6 or MAC address, with or without prefix length and port. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}\]?)(?:\/\d+)?(?::\d+)?$/i;

/** A longer text may be broken into lines where its table would be too wide; addresses and numbers never are. */
const LONG_TEXT = 16;

function cellMarkup(value: Cell, changed: boolean, tone: Tone | undefined): Markup {
  const text = tonedText(value, tone);
  const inner = ADDRESS.test(text) ? html`<code>${text}</code>` : text;
  const align = isNumber(value) ? 'right' : 'left';
  const look = `${tone ? toneStyle(tone) : ''}${changed ? STYLES.changed : ''}`;
  const breaks = text.length > LONG_TEXT && !ADDRESS.test(text) && !isNumber(value);
  const style = `text-align:${align};${breaks ? STYLES.long : STYLES.cell}${look}`;
  return html`<td align="${align}" style="${style}">${changed ? html`<b>${inner}</b>` : inner}</td>`;
}

function part({ rows, columns, changed, tone }: TableMarkup, from: number, to: number, caption: string): Markup {
  const head = columns.map((column) => {
    const align = isNumeric(rows, column) ? 'right' : 'left';
    return html`<th scope="col" align="${align}" style="text-align:${align};${STYLES.head}">${column}</th>`;
  });
  const body = rows.slice(from, to).map((row, index) => {
    const cells = columns.map((column) => cellMarkup(row[column], changed(from + index, column), tone(row, column)));
    return html`<tr>${cells}</tr>`;
  });
  const title = caption !== '' && html`<caption style="${STYLES.caption}">${caption}</caption>`;
  return html`<table style="${STYLES.table}">${title}
<thead><tr>${head}</tr></thead>
<tbody>
${lines(body)}
</tbody></table>`;
}

/** What signs and colours mean. */
function legend({ rows, columns, tone }: TableMarkup): Markup | false {
  const tones = tonesOf(rows, columns, tone);
  const one = (named: NamedTone) =>
    html`<span style="white-space:nowrap;margin-right:14px"><span style="padding:0 5px${toneStyle(named)}">${named.sign}</span> ${named.name}</span>`;
  return (
    tones.length > 0 && html`<p style="font-size:12px;margin:4px 6px;line-height:1.8">${lines(tones.map(one))}</p>`
  );
}

/** The table; rows behind the fold are in a `<details>` of their own, with the same columns. */
export function tableHtml(source: TableMarkup): string {
  const { rows, foldAfter, title } = source;
  if (rows.length === 0) return html`<p>${title !== '' && html`<b>${title}</b>: `}no rows</p>`.markup;
  const shown = part(source, 0, foldAfter, title);
  const signs = legend(source);
  if (rows.length <= foldAfter) return signs ? lines([shown, signs]).markup : shown.markup;
  const fold = html`<details><summary>${rows.length - foldAfter} more rows</summary>
${part(source, foldAfter, rows.length, '')}
</details>`;
  return lines([shown, fold, ...(signs ? [signs] : [])]).markup;
}
