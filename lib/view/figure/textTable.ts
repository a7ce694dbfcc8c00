/** Rows as aligned text: what a picture or table is in a terminal, a log, or a reader's ear. */
import type { Cell, Row } from './csv';

/** A whole number with its thousands separated: `1,575`. */
export function formatCount(value: number | bigint): string {
  return Number.isInteger(Number(value)) ? String(value).replace(/\B(?=(\d{3})+$)/g, ',') : String(value);
}

export function isNumber(value: Cell): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** A cell as a reader sees it. */
export function formatCell(value: Cell): string {
  return value === null || value === undefined ? '' : isNumber(value) ? formatCount(value) : String(value);
}

function flat(value: Cell): string {
  return formatCell(value).replace(/\s+/g, ' ').trim();
}

type Marked = (row: number, column: string) => boolean;

/** Aligned columns, numbers to the right, a header and a line under it. Marked cells end in `*`. */
export function textTable(
  rows: readonly Row[],
  columns: readonly string[] = Object.keys(rows[0] ?? {}),
  marked: Marked = () => false,
): string {
  const marks = columns.map((column) => rows.some((_, index) => marked(index, column)));
  const cell = (row: Row, index: number, column: number): string => {
    const name = columns[column]!;
    const mark = marked(index, name) ? '*' : marks[column] ? ' ' : '';
    return flat(row[name]) + mark;
  };
  const cells = rows.map((row, index) => columns.map((_, column) => cell(row, index, column)));
  const widths = columns.map((column, index) => Math.max(column.length, ...cells.map((line) => line[index]!.length)));
  const right = columns.map(
    (column) => rows.length > 0 && rows.every((row) => isNumber(row[column]) || row[column] == null),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => (right[index] ? text.padStart(widths[index]!) : text.padEnd(widths[index]!)))
      .join('  ')
      .trimEnd();
  return [line(columns), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.map(line)].join('\n');
}
