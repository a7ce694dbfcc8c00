/** How copies stand, as text, JSON or CSV. */
import { type Row, toCsv } from '../../view/figure/csv';
import { withoutControls } from '../../view/figure/plainText';
import { textTable } from '../../view/figure/textTable';
import type { Standing } from './progress';

/** How `progress` tells how copies stand. */
export type ReportFormat = 'text' | 'json' | 'csv';

/** The report on `standings`; as text, one copy is told exercise by exercise, several are a table with a line each. */
export function report(standings: readonly Standing[], format: ReportFormat): string {
  if (format === 'json') return `${JSON.stringify(standings, null, 2)}\n`;
  if (format === 'csv') return toCsv(standings.map(plainRow));
  return withoutControls(asText(standings));
}

function asText(standings: readonly Standing[]): string {
  const copies = [...new Set(standings.map(({ copy }) => copy))];
  return copies.length === 1 ? single(standings) : team(copies, standings);
}

function plainRow(standing: Standing): Row {
  const fields = Object.entries(standing) as [string, string | number][];
  return Object.fromEntries(
    fields.map(([name, value]) => [name, typeof value === 'string' ? withoutControls(value) : value]),
  );
}

function single(standings: readonly Standing[]): string {
  const lines = standings.flatMap(({ notebook, exercise, question, state, remark }, index) => [
    ...(standings[index - 1]?.notebook === notebook ? [] : [notebook]),
    `  ${exercise}  ${state.padEnd(8)} ${question}`,
    ...(remark === '' ? [] : [`              ${remark}`]),
  ]);
  return `${lines.join('\n')}\n\n${solved(standings)} of ${standings.length} exercises are solved.\n`;
}

function team(copies: readonly string[], standings: readonly Standing[]): string {
  const numbers = [...new Set(standings.map(numberOf))];
  const share = (some: readonly Standing[]) => `${solved(some)}/${some.length}`;
  const rows = copies.map((copy) => {
    const own = standings.filter((standing) => standing.copy === copy);
    const cells = numbers.map((number) => [number, share(own.filter((standing) => numberOf(standing) === number))]);
    return { copy, ...(Object.fromEntries(cells) as Record<string, string>), all: share(own) };
  });
  const unread = standings.filter(({ state, remark }) => state === 'missing' && remark !== '');
  const reasons = [...new Set(unread.map(({ copy, remark }) => `${copy}: ${remark}\n`))];
  return [`${textTable(rows, ['copy', ...numbers, 'all'])}\n`, ...reasons].join('');
}

/** What a notebook's name begins with. */
function numberOf({ notebook }: Standing): string {
  return notebook.split('-', 1)[0] ?? '';
}

function solved(standings: readonly Standing[]): number {
  return standings.filter(({ state }) => state === 'right').length;
}
