/** Rows as aligned text: what a picture or table is in a terminal, a log, or a reader's ear. */

import type { Cell, Row } from './csv';
import { oneLine } from './plainText';

/** A whole number with its thousands separated: `1,575`. */
export function formatCount(value: number | bigint): string {
  return Number.isInteger(Number(value)) ? String(value).replace(/\B(?=(\d{3})+$)/g, ',') : String(value);
}

/** Whether a cell stands at the right. */
export function isNumber(value: Cell): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** A cell as a reader sees it. */
export function formatCell(value: Cell): string {
  return value === null || value === undefined ? '' : isNumber(value) ? formatCount(value) : String(value);
}

/**
 * Aligned columns, numbers to the right, a header and a line under it. Cells that `marked` names, by the row's index from 0
 * and the column, end in `*`. Each cell is one line; escape sequences and control characters are left out.
 *
 * @example
 * ```ts
 * import { textTable } from 'chainwalk/view';
 *
 * textTable([{ chain: 'INPUT', packets: 1200 }]).split('\n'); // → ["chain  packets","-----  -------","INPUT    1,200"]
 * ```
 */
export function textTable(
  rows: readonly Row[],
  columns: readonly string[] = Object.keys(rows[0] ?? {}),
  marked: (row: number, column: string) => boolean = () => false,
): string {
  const texts = columns.map((column) => {
    const isMarked = rows.map((_, index) => marked(index, column));
    const room = isMarked.includes(true) ? ' ' : '';
    const cells = rows.map((row, index) => oneLine(formatCell(row[column])) + (isMarked[index] ? '*' : room));
    return alignedColumn(oneLine(column), cells, isNumeric(rows, column));
  });
  return Array.from({ length: rows.length + 2 }, (_, line) =>
    texts
      .map((column) => column[line])
      .join('  ')
      .trimEnd(),
  ).join('\n');
}

/** The heading, a line under it, and the cells, all of one width. */
function alignedColumn(heading: string, cells: readonly string[], right: boolean): readonly string[] {
  const width = cells.reduce((most, { length }) => Math.max(most, length), heading.length);
  const aligned = [heading, ...cells].map((text) => (right ? text.padStart(width) : text.padEnd(width)));
  return [...aligned.slice(0, 1), '-'.repeat(width), ...aligned.slice(1)];
}

/** Whether a column has numbers, and besides them nothing but empty cells. */
export function isNumeric(rows: readonly Row[], column: string): boolean {
  return rows.some((row) => isNumber(row[column])) && rows.every((row) => isNumber(row[column]) || row[column] == null);
}
