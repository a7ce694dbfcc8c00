/** Rows as comma-separated values: RFC 4180, so CRLF ends each record and quotes are doubled. */

import { withoutControls } from './plainText';

/** A value in a table. */
export type Cell = string | number | bigint | boolean | null | undefined;
/** A row of a table: its cells by the names of their columns. */
export type Row = Readonly<Record<string, Cell>>;

/** Characters that begin a formula in a spreadsheet. */
const FORMULA = /^[=+@\t-]/;
/** Numbers compute nothing, and neither do options of a command, with which rules begin: `-i docker0 -j ACCEPT`. */
const HARMLESS = /^[+-]\d[\d.,]*$|^--?[a-z][\w-]*(?: [^|(]*)?$/i;

/** The text, with an apostrophe in front where a spreadsheet would compute it. */
function disarmFormula(text: string): string {
  return FORMULA.test(text) && !HARMLESS.test(text) ? `'${text}` : text;
}

function field(value: Cell): string {
  if (value === null || value === undefined) return '';
  const text =
    typeof value === 'string' ? disarmFormula(withoutControls(value.replace(/\r\n?/g, '\n'))) : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A header line and one record a row (RFC 4180); nothing of a row but the `columns`, those of the first row unless given. Texts
 * lose control characters, and have a `'` in front where a spreadsheet would take them for a formula (`=1+1`, `@SUM`).
 *
 * @example
 * ```ts
 * import { toCsv } from 'chainwalk/view';
 *
 * toCsv([{ rule: '-j ACCEPT', packets: 2 }]); // → "rule,packets\r\n-j ACCEPT,2\r\n"
 * ```
 */
export function toCsv(rows: readonly Row[], columns: readonly string[] = Object.keys(rows[0] ?? {})): string {
  const records = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return records.map((record) => `${record.map(field).join(',')}\r\n`).join('');
}
