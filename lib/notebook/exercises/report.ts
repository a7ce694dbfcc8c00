/** How copies stand, as text, JSON, CSV or a page. */
import { type Row, toCsv } from '../../view/figure/csv';
import { withoutControls } from '../../view/figure/plainText';
import { textTable } from '../../view/figure/textTable';
import { type Distribution, distributionsOf, type StatedPrediction } from './predictions';
import type { Standing } from './progress';
import { progressPage } from './progressPage';

/** How `progress` tells how copies stand. */
export const REPORT_FORMATS = ['text', 'json', 'csv', 'html'] as const;

/** One of them. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The report on exercises, `standings`, and predictions; as text, one copy is told exercise by exercise, several are a table with a line each. */
export function report(
  standings: readonly Standing[],
  format: ReportFormat,
  stated: readonly StatedPrediction[] = [],
): string {
  if (format === 'csv') return toCsv([...standings.map(exerciseRow), ...stated.map(predictionRow)], COLUMNS);
  const predictions = distributionsOf(stated);
  if (format === 'json') return `${JSON.stringify({ exercises: standings, predictions }, null, 2)}\n`;
  if (format === 'html') return withoutControls(progressPage(standings, predictions));
  return withoutControls(`${asText(standings)}${predictionText(predictions)}`);
}

/** Of the CSV: exercises and predictions in one table, a row for each in each copy. */
const COLUMNS = ['kind', 'copy', 'notebook', 'exercise', 'question', 'state', 'remark', 'said', 'counted'];

function exerciseRow(standing: Standing): Row {
  return { kind: 'exercise', ...standing };
}

function predictionRow({ copy, notebook, question, state, said, found }: StatedPrediction): Row {
  return { kind: 'prediction', copy, notebook, question, state, said, counted: found };
}

/** The predictions that somebody answered, with a bar for each answer. */
function predictionText(predictions: readonly Distribution[]): string {
  const lines = predictions.flatMap(({ notebook, question, found, answers, unknown, open }) => {
    if (answers.length + unknown === 0) return [];
    const rows = [
      ...answers.map(({ answer, count, isRight }) => ({
        words: oneLine(answer),
        count,
        mark: isRight ? ' right' : '',
      })),
      ...(unknown > 0 ? [{ words: 'do not know', count: unknown, mark: '' }] : []),
    ];
    const width = Math.max(...rows.map(({ words }) => words.length));
    const bars = rows.map(({ words, count, mark }) => `  ${words.padEnd(width)}  ${'#'.repeat(count)} ${count}${mark}`);
    const without = open === 0 ? [] : [`  (${open} without an answer)`];
    return ['', `${notebook}: ${question}: ${found}`, ...bars, ...without];
  });
  return lines.length === 0 ? '' : `\nPredictions\n${lines.join('\n')}\n`;
}

/** An answer from outside, as long as a line has room for. */
function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

function asText(standings: readonly Standing[]): string {
  const copies = [...new Set(standings.map(({ copy }) => copy))];
  return copies.length === 1 ? single(standings) : team(copies, standings);
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
