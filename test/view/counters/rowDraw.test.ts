import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareDeltas } from '../../../lib/view/counters/compareDeltas';
import { deltaChart } from '../../../lib/view/counters/deltaChart';
import { THEMES } from '../../../lib/view/draw/theme';
import type { Figure } from '../../../lib/view/figure/figure';
import { clientToNg1, clientToNg1NoProxy, ng1ToHostPort } from '../fixtures';

const accesses = [clientToNg1, ng1ToHostPort, clientToNg1NoProxy, clientToNg1].map(({ deltas }, index) => {
  return { name: `access ${index}`, deltas };
});

const charts: readonly (readonly [string, Figure])[] = [
  ['one access', deltaChart(clientToNg1.deltas, { title: 'One' })],
  ['two accesses', compareDeltas(accesses.slice(0, 2), { title: 'Two' })],
  ['three accesses', compareDeltas(accesses.slice(0, 3), { title: 'Three' })],
  ['four accesses', compareDeltas(accesses, { title: 'Four' })],
];

/** Top, bottom and length of each bar that has a length, in px: what plotly.js 3.7.0 drew of these charts' JSON. */
const barsByPlotly = JSON.parse(readFileSync(join(__dirname, '../fixtures/plotly-bars.json'), 'utf8')) as Readonly<
  Record<string, readonly string[]>
>;

interface Axis {
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
}

interface Live {
  readonly data: readonly {
    readonly hovertemplate?: string;
    readonly xaxis: 'x' | 'x2';
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly width: readonly number[];
  }[];
  readonly layout: {
    readonly width: number;
    readonly margin: { readonly l: number; readonly r: number; readonly t: number };
    readonly xaxis: Axis;
    readonly xaxis2: Axis;
  };
}

/** The same as the live chart's own JSON has it; plotly rounds to hundredths of a px. */
function barsLive({ data, layout }: Live): readonly string[] {
  const { l, r, t } = layout.margin;
  return data
    .filter(({ hovertemplate }) => hovertemplate === undefined)
    .flatMap(({ xaxis, x, y, width }) => {
      const axis = xaxis === 'x' ? layout.xaxis : layout.xaxis2;
      const room = (axis.domain[1] - axis.domain[0]) * (layout.width - l - r);
      return x.flatMap((value, index) => {
        const [middle = Number.NaN, height = Number.NaN] = [y[index], width[index]];
        const length = Math.round((value / axis.range[1]) * room * 100) / 100;
        return value > 0 ? [`${t + middle - height / 2} ${t + middle + height / 2} ${length.toFixed(1)}`] : [];
      });
    });
}

function barsDrawn(svg: string, plotTop: number): readonly string[] {
  const { packets, bytes } = THEMES.light;
  const rects = svg.matchAll(
    /<rect x="[\d.]+" y="([\d.]+)" width="([\d.]+)" height="12" fill="([^"]+)"(?: stroke="([^"]+)")?/g,
  );
  return Array.from(rects)
    .filter(
      ([, y, , fill, stroke]) =>
        Number(y) > plotTop && [packets, bytes].some((colour) => colour === fill || colour === stroke),
    )
    .map(([, y, width]) => [Number(y), Number(y) + 12, Number(width).toFixed(1)].join(' '));
}

describe('the still row chart', () => {
  it.each(charts)('of %s has its bars where plotly draws the live ones', (name, chart) => {
    const live = JSON.parse(chart.toJson()) as Live;
    const drawn = barsDrawn(chart.toSvg(), live.layout.margin.t);
    expect([...drawn].sort()).toEqual(barsByPlotly[name]);
    expect([...drawn].sort()).toEqual([...barsLive(live)].sort());
    expect(drawn.length).toBeGreaterThan(30);
  });

  it('refers only to patterns that it defines, by names of its own', () => {
    const svgs = charts.map(([, chart]) => chart.toSvg());
    const defined = svgs.map((svg) => Array.from(svg.matchAll(/<pattern id="([^"]+)"/g), ([, id]) => id));
    const used = svgs.map((svg) => new Set(Array.from(svg.matchAll(/url\(#([^)]+)\)/g), ([, id]) => id)));
    expect(defined.map((ids) => ids.length)).toEqual([0, 2, 4, 6]);
    expect(used.map((ids) => [...ids].sort())).toEqual(defined.map((ids) => [...ids].sort()));
    expect(new Set(defined.flat()).size).toBe(12);
  });
});
