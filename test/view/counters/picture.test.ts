/** What a reader sees in the still charts of made-up counters, wide and narrow: labels, bars to scale, numbers, axes, legend. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CounterDelta } from '../../../lib/lab/observe/counters';
import { compareDeltas } from '../../../lib/view/counters/compareDeltas';
import { deltaChart } from '../../../lib/view/counters/deltaChart';
import { THEMES, type ThemeName, tableColours } from '../../../lib/view/draw/theme';
import { faultsOf } from '../faults';
import { type Area, found, holds, middleY, type Shapes, shapesOf, type Text } from '../shapes';

const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3_000_000_000 }));
const places = fc.uniqueArray(
  fc.record({
    table: fc.constantFrom('raw', 'mangle', 'nat', 'filter'),
    chain: fc.constantFrom('PREROUTING', 'DOCKER', 'A-CHAIN-OF-TWENTY-EIGHT-LETT'),
    index: fc.nat(3),
    rule: fc.constantFrom(
      '-i docker0 ! -o docker0 -j ACCEPT',
      '-s 10.0.0.0/8 -j DROP',
      '-m comment --comment "a very long comment that has no room beside the bars of its row" -j MARK',
    ),
  }),
  { minLength: 1, maxLength: 9, selector: ({ table, chain, index }) => `${table} ${chain} ${index}` },
);
const asked = fc.record({
  places,
  /** Of each request the counts, packets and bytes in turn. */
  counts: fc.array(fc.array(count, { minLength: 18, maxLength: 18 }), { minLength: 1, maxLength: 4 }),
  width: fc.constantFrom(340, 720),
  theme: fc.constantFrom<ThemeName>('light', 'dark', 'print'),
  emphasised: fc.boolean(),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

interface Trace {
  readonly xaxis: 'x' | 'x2';
  readonly showlegend: boolean;
  readonly legendgroup?: string;
  readonly hovertext?: readonly string[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly width: readonly number[];
  readonly text?: readonly string[];
}
interface Live {
  readonly data: readonly Trace[];
  readonly layout: {
    readonly width: number;
    readonly height: number;
    readonly showlegend: boolean;
    readonly autosize: boolean;
    readonly margin: { readonly l: number; readonly r: number; readonly t: number; readonly b: number };
    readonly annotations: readonly { readonly text: string; readonly xshift: number; readonly yshift: number }[];
  };
}

interface Chart extends Shapes {
  readonly svg: string;
  /** The same chart for plotly. */
  readonly live: Live;
  readonly asked: Asked;
  readonly rows: readonly {
    readonly place: CounterDelta;
    readonly packets: readonly number[];
    readonly bytes: readonly number[];
  }[];
}

function draw(one: Asked): Chart {
  const { counts, width, theme, emphasised } = one;
  const requests = counts.map((values, request) => ({
    name: `request ${request + 1}`,
    deltas: one.places.map(({ index, rule, ...place }, row): CounterDelta => {
      const [packets = 0, bytes = 0] = values.slice(2 * row);
      const grown = { packetsBefore: 0, packetsAfter: packets, bytesBefore: 0, bytesAfter: bytes };
      return { ...place, index, rule: index === 0 ? 'policy ACCEPT' : rule, packets, bytes, ...grown };
    }),
  }));
  const [{ deltas } = { deltas: [] }] = requests;
  const options = { title: 'A chart', width, theme, ...(emphasised && { emphasis: deltas.slice(0, 1) }) };
  const figure = requests.length === 1 ? deltaChart(deltas, options) : compareDeltas(requests, options);
  const svg = figure.toSvg();
  const rows = deltas.map((place, row) => ({
    place,
    packets: requests.map((request) => request.deltas[row]?.packets ?? 0),
    bytes: requests.map((request) => request.deltas[row]?.bytes ?? 0),
  }));
  return { ...shapesOf(svg), svg, live: JSON.parse(figure.toJson()) as Live, asked: one, rows };
}

let charts: readonly Chart[] = [];
beforeAll(() => {
  charts = fc.sample(asked, { numRuns: 40, seed: 2 }).map(draw);
});

const FACTORS: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9 };
const thousands = (value: number) => value.toLocaleString('en-US');

/** The label of a row, which begins with the rule's chain and number, in the table's band. */
function labelOf({ texts, asked: { theme, width }, areas }: Chart, { table, chain, index }: CounterDelta): Text {
  const { band } = tableColours(THEMES[theme], table);
  const bands = areas.filter(({ fill, right, left }) => fill === band && right - left > width / 2);
  const name = `${chain} ${index === 0 ? 'policy' : index}`;
  const own = texts.filter(
    ({ text, top, bottom }) =>
      text.replace(/^×\u00a0/, '').split('\u00a0')[0] === name &&
      bands.some((area) => area.top < top + 1 && area.bottom > bottom - 1),
  );
  expect([table, name, own.length]).toEqual([table, name, 1]);
  return found(own[0], name);
}

/** Texts of numbers at bars: not those of the axes. */
function numbersOf({ texts }: Chart): readonly Text[] {
  const bottom = Math.max(...texts.map((text) => text.bottom));
  return texts.filter(({ text, bottom: end }) => /^[\d,]+$/.test(text) && end < bottom - 2);
}

describe('the chart of made-up counters', () => {
  test('has no text over another, and nothing beyond its edges', () => {
    for (const chart of charts) {
      expect(faultsOf(chart, chart.asked.theme)).toEqual({});
    }
  });

  test('has a label for each rule, red with a cross where it drops, bold or pale as the title speaks of it', () => {
    for (const chart of charts) {
      const { theme, emphasised } = chart.asked;
      const look = THEMES[theme];
      for (const [index, { place, packets, bytes }] of chart.rows.entries()) {
        const label = labelOf(chart, place);
        const drops = place.rule.endsWith('DROP');
        const isIdle = [...packets, ...bytes].every((value) => value === 0);
        expect(label.text.startsWith('×\u00a0')).toBe(drops);
        const isPale = isIdle || (emphasised && index > 0);
        expect(label.fill).toBe(drops && !isIdle ? look.dropInk : isPale ? look.muted : look.text);
        if (emphasised) expect(label.isBold).toBe(index === 0 || !label.text.includes('\u00a0\u00a0'));
      }
    }
  });

  test('has the rows of a table together, under its name, with its colours at the left', () => {
    for (const chart of charts) {
      const { theme, width } = chart.asked;
      for (const table of new Set(chart.rows.map(({ place }) => place.table))) {
        const { band, mark, ink } = tableColours(THEMES[theme], table);
        const bands = chart.areas.filter(({ fill, left, right }) => fill === band && right - left > width / 2);
        const marks = chart.areas.filter(
          ({ fill, left, right, bottom, top }) => fill === mark && right - left < 6 && bottom - top > 30,
        );
        expect([table, bands.length]).toEqual([table, 1]);
        const [area] = bands;
        expect(marks.some(({ top, left }) => top === area?.top && left === area.left)).toBe(true);
        const name = chart.texts.find(({ text, isBold }) => text === table && isBold);
        expect(name?.fill).toBe(ink);
        for (const { place } of chart.rows.filter((row) => row.place.table === table))
          expect(labelOf(chart, place).top).toBeGreaterThan(name?.top ?? Infinity);
        expect(holds(found(area, table), found(name, table), 1)).toBe(true);
      }
    }
  });

  test('has for each count a number behind a bar that is as long as it, in the row of its label', () => {
    for (const chart of charts) {
      const { counts, width } = chart.asked;
      const numbers = numbersOf(chart);
      expect(numbers).toHaveLength(chart.rows.length * counts.length * 2);
      const bars = allBars(chart);
      for (const { place, ...values } of chart.rows) {
        const label = labelOf(chart, place);
        const half = (counts.length * 13) / 2;
        const middle = width < 600 ? label.bottom + half - 2 : middleY(label);
        const inRow = numbers.filter((one) => Math.abs(middleY(one) - middle) < half + 3);
        const lines = [...new Set(inRow.map(({ top }) => top))].sort((a, b) => a - b);
        expect(lines).toHaveLength(counts.length);
        for (const [request, top] of lines.entries()) {
          const [first, second, ...more] = inRow.filter((one) => one.top === top).sort((a, b) => a.left - b.left);
          expect(more).toEqual([]);
          for (const [kind, number] of [
            ['packets', first],
            ['bytes', second],
          ] as const) {
            const value = values[kind][request] ?? 0;
            expect(number?.text).toBe(thousands(value));
            const end = number?.left ?? 0;
            const bar = bars.find(
              (area) =>
                Math.abs(area.right + 3 - end) < 0.1 && Math.abs(middleY(area) - found(number, kind).middle) < 0.6,
            );
            expect([value, bar !== undefined]).toEqual([value, value > 0]);
            if (bar !== undefined) {
              const { start, scale } = scaleOf(chart, kind);
              expect([bar.left, Math.abs(bar.right - bar.left - value * scale) < 0.05]).toEqual([start, true]);
            }
            expect(number?.right).toBeLessThan(kind === 'packets' ? (second?.left ?? 0) : width);
          }
        }
      }
    }
  });

  test('has axes from 0, whose ticks stand where a bar of so much would end', () => {
    for (const chart of charts) {
      const { theme } = chart.asked;
      const look = THEMES[theme];
      for (const kind of ['packets', 'bytes'] as const) {
        const values = chart.rows.flatMap((row) => row[kind]);
        const most = Math.max(...values);
        if (most === 0) continue;
        const { start, scale } = scaleOf(chart, kind);
        const bottom = Math.max(...chart.texts.map((text) => text.bottom));
        const ticks = chart.texts.filter(
          (text) => text.bottom === bottom && text.fill === look.muted && /^[\d,.]+[kMG]?$/.test(text.text),
        );
        const own = ticks.filter((text) => {
          const x = (text.left + text.right) / 2;
          const value = Number(text.text.replace(/[,kMG]/g, '')) * (FACTORS[text.text.slice(-1)] ?? 1);
          return Math.abs(start + value * scale - x) < 1;
        });
        expect(own.length).toBeGreaterThanOrEqual(2);
        expect(own.some(({ text }) => text === '0')).toBe(true);
        for (const tick of own) {
          const x = (tick.left + tick.right) / 2;
          const lines = chart.strokes.filter(({ corners: [a] }) => Math.abs((a?.[0] ?? 0) - x) <= 1);
          const colour = tick.text === '0' ? look.border : look.grid;
          expect([tick.text, lines.length > 0, lines.every((line) => line.colour === colour)]).toEqual([
            ...[tick.text, true, true],
          ]);
        }
      }
    }
  });

  test('is the same for plotly: sizes, texts, numbers, and a row that answers to the pointer as a whole', () => {
    for (const { live, texts, rows, asked: one, width, height } of charts) {
      const { data, layout } = live;
      const several = one.counts.length > 1;
      expect([layout.width, layout.height, layout.showlegend, layout.autosize]).toEqual([
        width,
        height,
        several,
        false,
      ]);
      const shown = texts.map(({ text }) => text.replace(/\u00a0/g, ' '));
      const plain = (markup: string) =>
        markup
          .replace(/<[^>]*>/g, '')
          .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
          .replace(/&lt;/g, '<')
          .replace(/&gt;/g, '>')
          .replace(/&amp;/g, '&')
          .replace(/\u00a0|&nbsp;/g, ' ');
      for (const { text } of layout.annotations) expect(shown).toContain(plain(text));
      const [bars, touched] = [
        data.filter(({ hovertext }) => hovertext === undefined),
        data.filter(({ hovertext }) => hovertext !== undefined),
      ];
      expect(bars.map(({ xaxis, legendgroup }) => `${xaxis} ${legendgroup}`)).toEqual(
        ['x', 'x2'].flatMap((axis) => one.counts.map((_, index) => `${axis} ${index}`)),
      );
      expect(bars.filter(({ showlegend }) => showlegend)).toHaveLength(several ? one.counts.length : 0);
      for (const { xaxis, legendgroup, x, text } of bars) {
        const values = rows.map((row) => (xaxis === 'x' ? row.packets : row.bytes)[Number(legendgroup)] ?? 0);
        expect([[...x].sort(), [...(text ?? [])].sort()]).toEqual([[...values].sort(), values.map(thousands).sort()]);
      }
      expect(touched.map(({ xaxis, showlegend }) => [xaxis, showlegend])).toEqual([
        ['x', false],
        ['x2', false],
      ]);
      for (const { xaxis, x, y, hovertext = [], width: reach } of touched) {
        const most = Math.max(...rows.flatMap((row) => (xaxis === 'x' ? row.packets : row.bytes)));
        for (const value of x) expect(value).toBeGreaterThanOrEqual(most);
        expect(hovertext.length).toBe(rows.length);
        for (const { place } of rows)
          expect(
            hovertext.some((text) =>
              plain(text).startsWith(`${place.table} ${place.chain} ${place.index === 0 ? 'policy' : place.index}`),
            ),
          ).toBe(true);
        // Rows do not share a place.
        for (const [index, at] of y.slice(1).entries())
          expect(at - (y[index] ?? 0)).toBeGreaterThanOrEqual(reach[index] ?? 0);
      }
    }
  });

  test('names the requests that it compares, each beside a bar as theirs are, and says which rows differ', () => {
    for (const chart of charts) {
      const { counts } = chart.asked;
      const names = chart.texts.filter(({ text }) => /^request \d$/.test(text));
      expect(names.map(({ text }) => text)).toEqual(
        counts.length === 1 ? [] : counts.map((_, index) => `request ${index + 1}`),
      );
      const samples = names.map((name) => {
        const beside = chart.areas.filter(
          (area) =>
            Math.abs(middleY(area) - middleY(name)) < 2 && area.right < name.left && area.right - area.left === 12,
        );
        expect(beside).toHaveLength(1);
        return found(beside[0], name.text).fill;
      });
      expect(new Set(samples).size).toBe(samples.length);
      const signs = chart.texts.filter(({ text }) => text === '≠' || text === '=');
      const isEven = (values: readonly number[]) => values.every((value) => value === values[0]);
      const isAlike = ({ packets, bytes }: Chart['rows'][number]) => isEven(packets) && isEven(bytes);
      if (counts.length === 1) expect(signs).toEqual([]);
      else {
        expect(signs).toHaveLength(chart.rows.length);
        expect(signs.filter(({ text }) => text === '=')).toHaveLength(chart.rows.filter(isAlike).length);
      }
    }
  });
});

function allBars({ areas, asked: { theme }, rows }: Chart): readonly Area[] {
  const bands: readonly string[] = rows.map(({ place }) => tableColours(THEMES[theme], place.table).band);
  const first = Math.min(...areas.filter(({ fill }) => bands.includes(fill)).map(({ top }) => top));
  // What is below the legend.
  return areas.filter(({ top, bottom }) => Math.abs(bottom - top - 12) < 0.1 && top > first);
}

function halfOf(chart: Chart, kind: 'packets' | 'bytes'): readonly Area[] {
  const bars = allBars(chart);
  const starts = [...new Set(bars.map(({ left }) => left))].sort((a, b) => a - b);
  const [first = 0, second] = starts;
  const start = kind === 'packets' ? first : (second ?? first);
  return bars.filter(({ left }) => left === start);
}

/** Where the bars of a kind begin, and px for each packet or byte. */
function scaleOf(chart: Chart, kind: 'packets' | 'bytes'): { readonly start: number; readonly scale: number } {
  const longest = [...halfOf(chart, kind)].sort((a, b) => b.right - b.left - (a.right - a.left))[0];
  const most = Math.max(...chart.rows.flatMap((row) => row[kind]));
  const { left, right } = found(longest, `bar of ${kind}`);
  return { start: left, scale: (right - left) / most };
}
