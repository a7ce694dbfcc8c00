/** The rows behind a live chart, for a spreadsheet. */
import type { Row } from '../../view/figure/csv';
import type { ChartJson } from './plotly';

type Trace = ChartJson['data'][number];

/** What the panels of a counter chart count, by their axis. */
const PANELS: Readonly<Record<string, string>> = { x: 'packets', x2: 'bytes' };

/** A row for each rule of a counter chart; of any other chart, a row for each point. */
export function chartRows({ data }: ChartJson): readonly Row[] {
  const labels = data.find((trace) => trace.name === undefined && Array.isArray(trace.hovertext));
  const bars = data.filter((trace) => typeof trace.name === 'string' && typeof trace.xaxis === 'string');
  return labels === undefined || bars.length === 0 ? points(data) : rules(labels, bars);
}

/** The row that a pointer touches names the rule; the bars that lie in it have its values. */
function rules(labels: Trace, bars: readonly Trace[]): readonly Row[] {
  const series = new Set(bars.map(({ name }) => name));
  const centres = numbers(labels.y);
  const heights = numbers(labels.width);
  return strings(labels.hovertext).map((text, index) => {
    const [counter = '', rule = ''] = text.split('<br>').map(plain);
    const values = bars.map((bar): [string, number | undefined] => {
      const at = numbers(bar.y).findIndex((y) => Math.abs(y - (centres[index] ?? 0)) * 2 <= (heights[index] ?? 0));
      const panel = PANELS[String(bar.xaxis)] ?? String(bar.xaxis);
      return [series.size === 1 ? panel : `${panel} ${plain(String(bar.name))}`, numbers(bar.x)[at]];
    });
    return { counter, rule, ...Object.fromEntries(values) };
  });
}

function points(data: readonly Trace[]): readonly Row[] {
  return data.flatMap((trace, index) => {
    const [x, y] = [listOf(trace.x), listOf(trace.y)];
    const name = plain(String(trace.name ?? index + 1));
    return Array.from({ length: Math.max(x.length, y.length) }, (_, at) => ({
      series: name,
      x: cell(x[at]),
      y: cell(y[at]),
    }));
  });
}

function cell(value: unknown): string | number | undefined {
  return typeof value === 'number' || value === undefined ? value : String(value);
}

/** Plotly's texts may hold some tags and entities. */
function plain(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#36;', '$')
    .replaceAll('&amp;', '&');
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function numbers(value: unknown): readonly number[] {
  return listOf(value).map(Number);
}

function strings(value: unknown): readonly string[] {
  return listOf(value).map(String);
}
