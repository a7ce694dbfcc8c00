/** Rows turned into columns, which danfojs cannot do. */
import type { Cell, Row } from '../figure/csv';

/** What becomes rows, columns and cells. */
export interface PivotOptions {
  /** Columns whose values name a row. */
  readonly index: string | readonly string[];
  /** The column whose values become columns. */
  readonly columns: string;
  /** The column whose values stand in the cells: numbers that meet in one cell are added. */
  readonly values: string;
}

/**
 * One row for each combination of `index`, one column for each value of `columns`, both in the order in which they come; a
 * cell without a value is 0. Rows for `table` or for a DataFrame. Throws a `RangeError` for a column that no row has, and for values
 * that meet in one cell and are not numbers.
 *
 * @example
 * ```ts
 * import { pivot } from 'chainwalk';
 *
 * const rows = [
 *   { request: 'first', chain: 'DOCKER', packets: 1 },
 *   { request: 'first', chain: 'FORWARD', packets: 12 },
 *   { request: 'second', chain: 'FORWARD', packets: 11 },
 * ];
 * const wide = pivot(rows, { index: 'chain', columns: 'request', values: 'packets' });
 * wide; // → [{"chain":"DOCKER","first":1,"second":0},{"chain":"FORWARD","first":12,"second":11}]
 * ```
 */
export function pivot(rows: readonly object[], { index, columns, values }: PivotOptions): readonly Row[] {
  const keys = typeof index === 'string' ? [index] : index;
  for (const name of [...keys, columns, values]) checkColumn(rows, name);
  const cells = rows as readonly Row[];
  const names = [...new Set(cells.map((row) => String(row[columns])))];
  const wide = new Map<string, Record<string, Cell>>();
  for (const row of cells) {
    const named = keys.map((name) => [name, row[name]] as const);
    const key = JSON.stringify(named.map(([, value]) => String(value)));
    const found = wide.get(key) ?? { ...Object.fromEntries(named) };
    wide.set(key, found);
    const column = String(row[columns]);
    found[column] = meet(found[column], row[values], `${named.map(([, value]) => value).join(' ')}, ${column}`);
  }
  return [...wide.values()].map((row) =>
    Object.fromEntries([...keys.map((name) => [name, row[name]]), ...names.map((name) => [name, row[name] ?? 0])]),
  );
}

function checkColumn(rows: readonly object[], name: string): void {
  if (rows.length > 0 && !rows.some((row) => Object.hasOwn(row, name))) {
    const known = Object.keys(rows[0] ?? {}).join(', ');
    throw new RangeError(`pivot: no row has a column ${JSON.stringify(name)}; there are ${known}`);
  }
}

function meet(one: Cell, other: Cell, place: string): Cell {
  if (one === undefined) return other;
  if (typeof one === 'number' && typeof other === 'number') return one + other;
  throw new RangeError(`pivot: several values meet at ${place}, and only numbers can be added`);
}
