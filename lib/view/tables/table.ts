/** Rows as a table that reads well everywhere: styled where styles are allowed, plain where they are stripped. */
import { type Cell, type Row, toCsv } from '../figure/csv';
import { createDrawn, type Drawn, type Shown } from '../figure/drawn';
import { htmlPage } from '../figure/htmlPage';
import type { Look } from '../figure/saveOptions';
import { itemAt } from '../itemAt';
import { tableHtml } from './tableHtml';
import { tablePicture, tableText } from './tablePicture';
import type { ToneOf } from './tone';

/** What a danfojs DataFrame looks like from here. */
export interface FrameLike {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** An array of rows, each an array of cells; of a frame with one column, an array of cells. */
  readonly values: unknown;
}

/** Where rows come from. */
export type TableSource = readonly Row[] | FrameLike;

/** What a table shows. */
export interface TableOptions {
  /** Stands above the table. */
  readonly title?: string;
  /** Which columns to show, in this order; all of the first row's unless given. */
  readonly columns?: readonly string[];
  /** An earlier state: cells that differ from it are marked. Rows correspond by `key`, or by position without one. */
  readonly before?: TableSource;
  /** Columns that name a row. */
  readonly key?: readonly string[];
  /** Marks further cells. */
  readonly changed?: (row: Row, column: string) => boolean;
  /** What a cell's word means to the reader, as a colour behind it: the word itself has to say it too, or a sign before it. */
  readonly tone?: ToneOf;
  /** Rows shown before the rest is folded; 20 unless given. */
  readonly foldAfter?: number;
}

/** A table. It is saved by file ending: .svg .png .pdf .html .csv .json .txt; a notebook shows it as HTML and as text. */
export interface TableView extends Drawn, Shown {
  /** The rows, as plain objects. */
  readonly rows: readonly Row[];
  /** The columns that are shown, in order. */
  readonly columns: readonly string[];
  /** The table as HTML for a notebook. */
  toHtml(): string;
  /** Title and aligned columns. */
  toText(): string;
  /** A header line and a record a row (RFC 4180). */
  toCsv(): string;
  /** An array of the rows. */
  toJson(): string;
}

function isFrame(source: TableSource): source is FrameLike {
  return !Array.isArray(source);
}

function toCell(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'undefined':
      return value;
    default:
      return value === null ? null : JSON.stringify(value);
  }
}

/** The rows of either source as plain objects. A frame of one column has values that are not in arrays. */
function rowsOf(source: TableSource): { readonly rows: readonly Row[]; readonly columns: readonly string[] } {
  if (!isFrame(source)) return { rows: source, columns: Object.keys(source[0] ?? {}) };
  const { columns } = source;
  const rows = (source.values as readonly unknown[]).map((values) => {
    const cells: readonly unknown[] = Array.isArray(values) ? values : [values];
    return Object.fromEntries(columns.map((column, index) => [column, toCell(cells[index])]));
  });
  return { rows, columns };
}

/** Whether a cell is marked: by the caller, or because the earlier state has another value, or no such row. */
function marker(rows: readonly Row[], options: TableOptions): (row: number, column: string) => boolean {
  const { before, key, changed } = options;
  const earlier = before && rowsOf(before).rows;
  const name = (row: Row): string => JSON.stringify(key?.map((column) => String(row[column])));
  const named = key && earlier && new Map(earlier.map((row) => [name(row), row]));
  return (index, column) => {
    const row = itemAt(rows, index);
    if (changed?.(row, column)) return true;
    if (!earlier) return false;
    const other = named ? named.get(name(row)) : earlier[index];
    return other?.[column] !== row[column];
  };
}

/**
 * A table of plain rows or of a danfojs DataFrame. Numbers stand right with their thousands separated.
 *
 * @example
 * ```ts
 * import { table } from 'chainwalk';
 *
 * const view = table([{ chain: 'INPUT', packets: 1 }], { before: [{ chain: 'INPUT', packets: 0 }] });
 * view.toText().split('\n').at(-1); // → 'INPUT       1*'
 * view.columns; // → ["chain","packets"]
 * ```
 */
export function table(source: TableSource, options: TableOptions = {}): TableView {
  const { rows, columns: all } = rowsOf(source);
  const { columns = all, title = '', foldAfter = 20, tone = () => undefined } = options;
  const changed = marker(rows, options);
  const toText = (): string => tableText({ rows, columns, title, changed, tone });
  const toHtml = (): string => tableHtml({ rows, columns, title, foldAfter, changed, tone });
  const toJson = (): string =>
    `${JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`;
  const formats = (look: Look | undefined) => {
    const heading = look?.title ?? title;
    const html = () => tableHtml({ rows, columns, title: heading, foldAfter, changed, tone });
    return {
      '.html': () => htmlPage(heading || 'Table', html(), look?.theme),
      '.csv': () => toCsv(rows, columns),
      '.json': toJson,
      '.txt': () => `${tableText({ rows, columns, title: heading, changed, tone })}\n`,
    };
  };
  const drawn = createDrawn({
    draw: (look) => tablePicture({ rows, columns, title, changed, tone, ...look }),
    formats,
    bundle: () => ({ 'text/html': toHtml(), 'text/plain': toText() }),
    text: toText,
  });
  return Object.assign(drawn, { rows, columns, toHtml, toText, toCsv: () => toCsv(rows, columns), toJson });
}
