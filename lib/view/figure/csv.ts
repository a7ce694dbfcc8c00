/** Rows as comma-separated values: RFC 4180, so CRLF ends each record and quotes are doubled. */

export type Cell = string | number | bigint | boolean | null | undefined;
export type Row = Readonly<Record<string, Cell>>;

function field(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A header line and one record a row. Without `columns`, those of the first row. */
export function toCsv(rows: readonly Row[], columns: readonly string[] = Object.keys(rows[0] ?? {})): string {
  const records = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return records.map((record) => `${record.map(field).join(',')}\r\n`).join('');
}
