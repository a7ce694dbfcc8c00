/** Who reaches what as text: a matrix, with the rules that ended requests as notes. */
import { oneLine } from '../../view/figure/plainText';
import { textTable } from '../../view/figure/textTable';
import type { ReachChange } from './difference';
import type { Reach, ReachRow } from './reach';
import { deciderText, type MatrixCell, reachMatrix } from './reachRows';

/**
 * A matrix for a terminal: a line for each port, a column for each source, and notes that say what ended a request.
 *
 * @example
 * ```ts
 * import { loadHost, reachText } from 'chainwalk/host';
 *
 * const host = loadHost([{ name: 'ss', text: 'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=9,fd=3))\n' }]);
 * reachText(host.reach()).split('\n')[0]; // → '1 port, 3 sources: 3 of 3 requests are delivered.'
 * ```
 */
export function reachText(reach: Reach): string {
  const { columns, lines, notes } = reachMatrix(reach);
  const rows = lines.map(({ target, serves, cells }) => ({
    port: target,
    serves,
    ...Object.fromEntries(columns.map((column, index) => [column, cellText(cells[index])])),
  }));
  const table = rows.length === 0 ? [] : ['', textTable(rows, ['port', 'serves', ...columns])];
  return `${[
    reachSummary(reach),
    ...table,
    ...section(
      'Ended by',
      notes.map((note, index) => `${index + 1}: ${oneLine(note)}`),
    ),
    ...section(
      'Assumed',
      reach.assumptions.map(({ text, settledBy }) => (settledBy === undefined ? text : `${text} (${settledBy} tells)`)),
    ),
  ].join('\n')}\n`;
}

/** How many of all requests are delivered, in one sentence. */
export function reachSummary({ sources, targets, rows }: Reach): string {
  const delivered = rows.filter(({ fate }) => fate === 'delivered').length;
  return `${counted(targets.length, 'port')}, ${counted(sources.length, 'source')}: ${delivered} of ${counted(rows.length, 'request')} ${rows.length === 1 ? 'is' : 'are'} delivered.`;
}

/**
 * What a change opened or closed, one line each.
 *
 * @example
 * ```ts
 * import { loadHost, reachDifferenceText } from 'chainwalk/host';
 *
 * const host = loadHost([{ name: 'ss', text: 'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=9,fd=3))\n' }]);
 * const closed = host.after('iptables -A INPUT -i eth0 -j DROP');
 * reachDifferenceText(host.reachDifference(closed)).split('\n')[1]; // → '- outside by eth0 -> 0.0.0.0:22/tcp: dropped by filter INPUT 1 -i eth0 -j DROP'
 * ```
 */
export function reachDifferenceText(changes: readonly ReachChange[]): string {
  if (changes.length === 0) return 'Nothing was opened or closed.\n';
  const count = (kind: ReachChange['kind']) => changes.filter((change) => change.kind === kind).length;
  const lines = changes.map(({ source, target, kind, before, after }) => {
    const said = kind === 'changed' ? `${stateText(before)}, now ${stateText(after)}` : stateText(after);
    return `${SIGNS[kind]} ${oneLine(`${source} -> ${target}: ${said}`)}`;
  });
  return `${count('opened')} opened, ${count('closed')} closed, ${count('changed')} changed:\n${lines.join('\n')}\n`;
}

const SIGNS = { opened: '+', closed: '-', changed: '~' } as const;

function stateText(row: ReachRow | undefined): string {
  if (row === undefined) return 'not there';
  if (row.fate === 'delivered') return `delivered${row.receiver === undefined ? '' : ` to ${row.receiver}`}`;
  return row.by === undefined ? row.fate : `${row.fate} by ${deciderText(row.by)}`;
}

function cellText(cell: MatrixCell | undefined): string {
  if (cell === undefined) return '-';
  if (cell.row.fate === 'delivered') return 'yes';
  return cell.note === undefined ? cell.row.fate : `${cell.row.fate} (${cell.note})`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}
