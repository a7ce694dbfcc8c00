import { describe, expect, it } from 'vitest';
import { plotlyToSvg } from '../../../lib/node/plotly';
import { compareDeltas } from '../../../lib/view/counters/compareDeltas';
import { deltaChart } from '../../../lib/view/counters/deltaChart';
import { themes } from '../../../lib/view/draw/theme';
import type { Figure, PlotlyJson } from '../../../lib/view/figure/figure';
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

interface Live extends PlotlyJson {
  readonly layout: { readonly margin: { readonly t: number } } & PlotlyJson['layout'];
}

/** Top, bottom and length of each bar that has a length, in px of the picture. */
function barsByPlotly(live: Live): readonly string[] {
  const data = live.data.filter(({ hovertemplate }) => hovertemplate === undefined);
  const svg = plotlyToSvg({ ...live, data }, { title: '', alt: '' });
  const bars = Array.from(svg.matchAll(/ d="M0,([\d.]+)V([\d.]+)H([\d.]+)V[\d.]+Z"/g), (found) =>
    found.slice(1).map(Number),
  );
  const { t } = live.layout.margin;
  return bars.flatMap(([top, bottom, length]) =>
    length! > 0 ? [[top! + t, bottom! + t, length!.toFixed(1)].join(' ')] : [],
  );
}

function barsDrawn(svg: string, plotTop: number): readonly string[] {
  const { packets, bytes } = themes.light;
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

describe('the still row chart', { timeout: 120_000 }, () => {
  it.each(charts)('of %s has its bars where plotly draws the live ones', (_, chart) => {
    const live = JSON.parse(chart.toJson()) as Live;
    const drawn = barsDrawn(chart.toSvg(), live.layout.margin.t);
    expect([...drawn].sort()).toEqual([...barsByPlotly(live)].sort());
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
