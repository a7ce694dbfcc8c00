/** Tables as docker prints them: columns padded with spaces to a least width, the last one not padded. Go: text/tabwriter. */

/** Spaces between columns. */
const PADDING = 3;

/** Lines of cells, the first the headings; with a line end after each. */
export function formatTable(rows: readonly (readonly string[])[], narrowest = 10): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, lengthOf(row[column] ?? '') + PADDING), narrowest),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)),
      )
      .join('');
  return rows.map((row) => `${line(row)}\n`).join('');
}

function lengthOf(text: string): number {
  return [...text].length;
}
