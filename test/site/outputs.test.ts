import { describe, expect, test } from 'vitest';
import { chartRows } from '../../lib/browser/book/chartRows';
import { cutOutputs, inPieces } from '../../lib/browser/book/cutOutputs';
import { CellOutput } from '../../lib/browser/kernel/output';
import type { KernelReport } from '../../lib/browser/kernel/protocol';
import type { Output } from '../../lib/cells/output';
import { deltaChart } from '../../lib/view/counters/deltaChart';
import { toCsv } from '../../lib/view/figure/csv';
import { clientToNg1 } from '../view/fixtures';

const stream = (text: string, name: 'stdout' | 'stderr' = 'stdout'): Output => ({ kind: 'stream', name, text });

describe('what a cell prints', () => {
  test('is shown whole where it is short, else its beginning', () => {
    const few = [stream('a\n'), stream('b\n', 'stderr')];
    expect(cutOutputs(few)).toEqual({ shown: few, isCut: false });
    const long = cutOutputs([stream('a'.repeat(49_999)), stream('bc', 'stderr'), stream('d')]);
    expect(long.isCut).toBe(true);
    expect(long.shown.map((output) => 'text' in output && output.text.length)).toEqual([49_999, 1]);
    const many = cutOutputs(Array.from({ length: 301 }, () => stream('a')));
    expect([many.shown.length, many.isCut]).toEqual([300, true]);
  });

  test('is shown in pieces of whole lines, and nothing of it is lost', () => {
    const text = `${'one line\n'.repeat(5000)}${'x'.repeat(50_000)}\nend`;
    const pieces = inPieces([stream(text)]).map((piece) => ('text' in piece ? piece.text : ''));
    expect(pieces.join('')).toBe(text);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(20_000);
    expect(pieces.slice(0, 2).every((piece) => piece.endsWith('\n'))).toBe(true);
  });

  test('reaches the page in few messages, in order, and no more of it than a page can show', () => {
    const reports: KernelReport[] = [];
    const output = new CellOutput((report) => reports.push(report));
    output.begin(1);
    for (let line = 0; line < 1_000_000; line++) output.print('stdout', '123456789\n');
    output.begin(2);
    output.print('stderr', 'next');
    const texts = reports.map((report) => (report.kind === 'output' ? report.content.text : ''));
    expect(reports.length).toBeLessThan(2000);
    expect(texts.slice(0, -2).join('').length).toBe(4_000_000);
    expect(texts.at(-2)).toContain('a cell may print 4,000,000 characters');
    expect(reports.at(-1)).toMatchObject({ cell: 2, content: { name: 'stderr', text: 'next' } });
  });
});

describe('the rows behind a chart', () => {
  test('are those that it was drawn from', () => {
    const chart = deltaChart(clientToNg1.deltas, { title: 'One page' });
    const rows = chartRows(JSON.parse(chart.toJson()));
    expect(rows.map(({ packets, bytes }) => [packets, bytes])).toEqual(
      clientToNg1.deltas.map(({ packets, bytes }) => [packets, bytes]),
    );
    expect(toCsv(rows).split('\r\n', 2)).toEqual([
      'counter,rule,packets,bytes',
      'raw PREROUTING policy,policy ACCEPT,12,1575',
    ]);
  });

  test('of a chart of somebody’s own are its points', () => {
    const data = [
      { type: 'scatter', name: 'a', x: [1, 2], y: ['p', 'q'] },
      { type: 'bar', y: [3] },
    ];
    expect(chartRows({ data, layout: {} })).toEqual([
      { series: 'a', x: 1, y: 'p' },
      { series: 'a', x: 2, y: 'q' },
      { series: '2', x: undefined, y: 3 },
    ]);
  });
});
