/** The HTML of changes: the sign in front of every line, colours of the page's own behind it; signs remain where styles are stripped. */

import { html, lines, type Markup } from '../draw/markup';
import { type ChangedGroup, type ChangedLine, summary } from './changedLines';

/** Lines of a group before the rest is folded. */
const FOLD_AFTER = 30;

const STYLES = {
  title: 'font-weight:bold;margin:6px 0 2px',
  group: 'margin:8px 0 2px;font-size:12px',
  table: 'border-collapse:collapse;font-size:12px;width:100%',
  number: 'padding:1px 6px;text-align:right;opacity:.75;width:2em',
  sign: 'padding:1px 6px;text-align:center;font-weight:bold;width:1em',
  line: 'padding:1px 6px;text-align:left;overflow-wrap:anywhere',
  added: 'background:rgba(0,158,115,.2)',
  removed: 'background:rgba(178,24,43,.16)',
} as const;

function lineMarkup({ change, number, line }: ChangedLine, numbered: boolean): Markup {
  const sign = change === 'added' ? '+' : '−';
  const numberCell = numbered && html`<td align="right" style="${STYLES.number}">${number}</td>`;
  return html`<tr style="${STYLES[change]}"><td align="center" title="${change}" style="${STYLES.sign}">${sign}</td>${numberCell}<td align="left" style="${STYLES.line}"><code>${line}</code></td></tr>`;
}

function linesMarkup(changed: readonly ChangedLine[]): Markup {
  const numbered = changed.some(({ number }) => number !== undefined);
  return html`<table style="${STYLES.table}"><tbody>
${lines(changed.map((line) => lineMarkup(line, numbered)))}
</tbody></table>`;
}

function groupMarkup(group: ChangedGroup): Markup {
  const [name, counts] = summary(group).split(': ');
  const head = html`<p style="${STYLES.group}"><b>${name}</b>: ${counts}</p>`;
  if (group.lines.length === 0) return head;
  const [shown, folded] = [group.lines.slice(0, FOLD_AFTER), group.lines.slice(FOLD_AFTER)];
  if (folded.length === 0) return lines([head, linesMarkup(shown)]);
  const fold = html`<details><summary>${folded.length} more lines</summary>
${linesMarkup(folded)}
</details>`;
  return lines([head, linesMarkup(shown), fold]);
}

/** The groups, one under the other; `title` stands above them. */
export function changesHtml(title: string, groups: readonly ChangedGroup[]): string {
  return html`<div><p style="${STYLES.title}">${title}</p>
${lines(groups.map(groupMarkup))}
</div>`.markup;
}
