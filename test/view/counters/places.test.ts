/** Where things stand in a chart of counters: bars beside their rule, numbers at their ends, all on the axis that says so. */
import { describe, expect, test } from 'vitest';
import { deltaChart } from '../../../lib/view/counters/deltaChart';
import { inKernelOrder } from '../../../lib/view/counters/kernelOrder';
import { THEMES } from '../../../lib/view/draw/theme';
import { formatCount } from '../../../lib/view/figure/textTable';
import { clientToNg1 } from '../fixtures';
import { type Area, found, holds, middleX, middleY, type Shapes, shapesOf, type Text } from '../shapes';

const { light } = THEMES;
const deltas = inKernelOrder(clientToNg1.deltas);
const tables = [...new Set(deltas.map(({ table }) => table))];

interface Panel {
  readonly unit: 'packets' | 'bytes';
  readonly bars: readonly Area[];
  readonly heading: Text;
}

function read(width: number): Shapes & { readonly panels: readonly Panel[]; readonly labels: readonly Text[] } {
  const shapes = shapesOf(deltaChart(deltas, { title: 'One connection', width }).toSvg());
  const panels = (['packets', 'bytes'] as const).map((unit): Panel => {
    const bars = shapes.areas.filter(
      ({ fill, top, bottom }) => fill === light[unit] && Math.round(bottom - top) === 12,
    );
    return {
      unit,
      bars,
      heading: found(
        shapes.texts.find(({ text }) => text === unit),
        unit,
      ),
    };
  });
  const labels = shapes.texts.filter(({ text }) =>
    deltas.some(({ chain }) => text.replace('×\u00a0', '').startsWith(`${chain} `)),
  );
  return { ...shapes, panels, labels };
}

describe.each([720, 340])('a chart of counters, %i px wide', (width) => {
  const chart = read(width);

  test('has for each rule its bar in both panels, as long as it grew, and the number at its end', () => {
    for (const { unit, bars } of chart.panels) {
      expect(bars).toHaveLength(deltas.length);
      expect(new Set(bars.map(({ left }) => left)).size).toBe(1);
      const scale =
        Math.max(...bars.map(({ left, right }) => right - left)) / Math.max(...deltas.map((delta) => delta[unit]));
      for (const [index, delta] of deltas.entries()) {
        const bar = found(bars[index], `bar ${index}`);
        expect(Math.abs(bar.right - bar.left - delta[unit] * scale)).toBeLessThan(0.02);
        const numbers = chart.texts.filter(
          ({ text, left }) => text === formatCount(delta[unit]) && Math.abs(left - bar.right - 3) < 0.1,
        );
        const own = numbers.filter((text) => Math.abs(text.middle - middleY(bar)) < 0.6);
        expect([delta.chain, own.length]).toEqual([delta.chain, 1]);
      }
    }
  });

  test('has each rule’s label in its row, left of the bars or over them', () => {
    const [packets, bytes] = chart.panels;
    expect(chart.labels).toHaveLength(deltas.length);
    for (const [index, label] of chart.labels.entries()) {
      const [bar, other] = [found(packets?.bars[index], 'bar'), found(bytes?.bars[index], 'bar')];
      expect(middleY(other)).toBeCloseTo(middleY(bar), 1);
      if (width > 600)
        expect([label.right < bar.left, Math.abs(label.middle - middleY(bar)) < 0.6]).toEqual([true, true]);
      else expect([label.bottom <= bar.top + 2, bar.top - label.bottom < 8]).toEqual([true, true]);
    }
    const gaps = chart.labels.slice(1).map((label, index) => label.top - (chart.labels[index]?.top ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThan(16);
    // Rows of one table follow each other at one distance, and between tables is room for a name.
    const inTable = gaps.filter((_, index) => deltas[index]?.table === deltas[index + 1]?.table);
    expect(new Set(inTable.map((gap) => gap.toFixed(1))).size).toBe(1);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual((inTable[0] ?? 0) - 0.05);
    expect(new Set(chart.labels.map(({ left }) => left.toFixed(1))).size).toBe(1);
  });

  test('has the rules of each table in a band of its own, with the table’s name and mark', () => {
    for (const [index, table] of tables.entries()) {
      const { band, mark } = light.tables[table as keyof typeof light.tables];
      const ground = found(
        chart.areas.find(({ fill }) => fill === band),
        `band of ${table}`,
      );
      const stripe = found(
        chart.areas.find(({ fill }) => fill === mark),
        `mark of ${table}`,
      );
      expect([stripe.left, stripe.top, stripe.bottom]).toEqual([ground.left, ground.top, ground.bottom]);
      expect(Math.round(stripe.right - stripe.left)).toBe(4);
      const name = found(
        chart.texts.find(({ text, left }) => text === table && left < 60),
        table,
      );
      expect([holds(ground, name), name.left > stripe.right]).toEqual([true, true]);
      const rows = chart.labels.filter((_, row) => deltas[row]?.table === table);
      expect(rows.every((row) => holds(ground, row) && row.top > name.bottom)).toBe(true);
      expect(chart.labels.filter((row) => holds(ground, row))).toHaveLength(rows.length);
      const next = tables[index + 1];
      const following =
        next && chart.areas.find(({ fill }) => fill === light.tables[next as keyof typeof light.tables].band);
      if (following) expect(following.top).toBeGreaterThan(ground.bottom);
    }
  });

  test('has for each panel an axis from 0, with its unit above and its numbers under their lines', () => {
    for (const { unit, bars, heading } of chart.panels) {
      const start = found(bars[0], unit).left;
      expect(Math.abs(heading.left - start)).toBeLessThan(1.1);
      expect(heading.bottom).toBeLessThan(Math.min(...bars.map(({ top }) => top)));
      const end = unit === 'packets' ? found(chart.panels[1]?.bars[0], 'bytes').left : width;
      const ticks = chart.texts.filter(
        ({ fill, top, left }) =>
          fill === light.muted &&
          top > Math.max(...bars.map(({ bottom }) => bottom)) &&
          left >= start - 10 &&
          left < end - 10,
      );
      expect(ticks[0]?.text).toBe('0');
      const lines = chart.strokes.filter(({ colour }) => colour === light.grid || colour === light.border);
      for (const tick of ticks)
        expect(lines.some(({ corners }) => Math.abs((corners[0]?.[0] ?? 0) - middleX(tick)) < 1.1)).toBe(true);
      const zero = lines.filter(
        ({ colour, corners }) => colour === light.border && Math.abs((corners[0]?.[0] ?? 0) - start) <= 1,
      );
      expect(zero.length).toBeGreaterThan(0);
      const values = ticks.map(({ text }) => Number(text.replace(/,/g, '').replace('k', '000')));
      const scale =
        Math.max(...bars.map(({ left, right }) => right - left)) / Math.max(...deltas.map((delta) => delta[unit]));
      for (const [index, tick] of ticks.entries())
        expect(Math.abs(middleX(tick) - start - (values[index] ?? 0) * scale)).toBeLessThan(0.6);
    }
  });
});
