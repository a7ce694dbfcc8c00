/** The HTML of changes: the sign in front of every line, colours of the page's own behind it; signs remain where styles are stripped. */

import { escapeMarkup } from '../draw/svg';
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

function lineMarkup({ change, number, line }: ChangedLine, numbered: boolean): string {
  const sign = change === 'added' ? '+' : '−';
  const text = `<code>${escapeMarkup(line)}</code>`;
  const numberCell = numbered ? `<td align="right" style="${STYLES.number}">${number ?? ''}</td>` : '';
  return `<tr style="${STYLES[change]}"><td align="center" title="${change}" style="${STYLES.sign}">${sign}</td>${numberCell}<td align="left" style="${STYLES.line}">${text}</td></tr>`;
}

function linesMarkup(lines: readonly ChangedLine[]): string {
  const numbered = lines.some(({ number }) => number !== undefined);
  return `<table style="${STYLES.table}"><tbody>\n${lines.map((line) => lineMarkup(line, numbered)).join('\n')}\n</tbody></table>`;
}

function groupMarkup({ group, lines, unchanged }: ChangedGroup): string {
  const [name, counts] = summary({ group, lines, unchanged }).split(': ');
  const head = `<p style="${STYLES.group}"><b>${name}</b>: ${counts}</p>`;
  if (lines.length === 0) return head;
  const shown = `${head}\n${linesMarkup(lines.slice(0, FOLD_AFTER))}`;
  if (lines.length <= FOLD_AFTER) return shown;
  return `${shown}\n<details><summary>${lines.length - FOLD_AFTER} more lines</summary>\n${linesMarkup(lines.slice(FOLD_AFTER))}\n</details>`;
}

export function changesHtml(title: string, groups: readonly ChangedGroup[]): string {
  return `<div><p style="${STYLES.title}">${escapeMarkup(title)}</p>\n${groups.map(groupMarkup).join('\n')}\n</div>`;
}
