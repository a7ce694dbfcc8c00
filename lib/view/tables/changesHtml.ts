/** The HTML of changes: the sign in front of every line, colours of the page's own behind it; signs remain where styles are stripped. */

import { escapeMarkup } from '../draw/svg';
import { type ChangedGroup, type ChangedLine, summary } from './changedLines';

/** Lines of a group before the rest is folded. */
const foldAfter = 30;

const styles = {
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
  const numberCell = numbered ? `<td align="right" style="${styles.number}">${number ?? ''}</td>` : '';
  return `<tr style="${styles[change]}"><td align="center" title="${change}" style="${styles.sign}">${sign}</td>${numberCell}<td align="left" style="${styles.line}">${text}</td></tr>`;
}

function linesMarkup(lines: readonly ChangedLine[]): string {
  const numbered = lines.some(({ number }) => number !== undefined);
  return `<table style="${styles.table}"><tbody>\n${lines.map((line) => lineMarkup(line, numbered)).join('\n')}\n</tbody></table>`;
}

function groupMarkup({ group, lines, unchanged }: ChangedGroup): string {
  const [name, counts] = summary({ group, lines, unchanged }).split(': ');
  const head = `<p style="${styles.group}"><b>${name}</b>: ${counts}</p>`;
  if (lines.length === 0) return head;
  const shown = `${head}\n${linesMarkup(lines.slice(0, foldAfter))}`;
  if (lines.length <= foldAfter) return shown;
  return `${shown}\n<details><summary>${lines.length - foldAfter} more lines</summary>\n${linesMarkup(lines.slice(foldAfter))}\n</details>`;
}

export const changesHtml = (title: string, groups: readonly ChangedGroup[]): string =>
  `<div><p style="${styles.title}">${escapeMarkup(title)}</p>\n${groups.map(groupMarkup).join('\n')}\n</div>`;
