/** The table of `ss`, as wide as its cells where nobody sits at a terminal. iproute2: render_calc_width, render. */

/** What stands before a column, and its title. */
interface Column {
  readonly title: string;
  readonly before: string;
  readonly right?: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: 'Netid', before: '' },
  { title: 'State', before: ' ' },
  { title: 'Recv-Q', before: ' ' },
  { title: 'Send-Q', before: ' ' },
  { title: 'Local Address:', before: ' ', right: true },
  { title: 'Port', before: '' },
  { title: 'Peer Address:', before: ' ', right: true },
  { title: 'Port', before: '' },
  { title: 'Process', before: '' },
];

/** Lines of cells, as many as there are columns; `hidden` names columns that are left out. */
export function layOutTable(
  rows: readonly (readonly string[])[],
  { hidden, withTitles }: { readonly hidden: readonly string[]; readonly withTitles: boolean },
): string {
  const shown = COLUMNS.map(({ title }, index) => ({ title, index })).filter(({ title }) => !hidden.includes(title));
  const lines = withTitles ? [COLUMNS.map(({ title }) => title), ...rows] : rows;
  const widths = COLUMNS.map((_, index) => lines.reduce((most, line) => Math.max(most, line[index]?.length ?? 0), 0));
  const columns = shown.filter(({ index }) => (widths[index] ?? 0) > 0);
  return lines
    .map((line) => {
      const cells = columns.map(({ index }, position) => {
        const { before = '', right = false } = COLUMNS[index] ?? {};
        const cell = line[index] ?? '';
        const width = widths[index] ?? 0;
        return `${position === 0 ? '' : before}${right ? cell.padStart(width) : cell.padEnd(width)}`;
      });
      return `${cells.join('')}\n`;
    })
    .join('');
}
