import { beforeAll, describe, expect, it } from 'vitest';
import { plotlyToSvg } from '../../lib/node/plotly';
import { preload } from '../../lib/view/figure/preload';
import { plotlyFigure } from '../../lib/view/plotly/plotlyFigure';
import { plotlyText } from '../../lib/view/plotly/plotlyText';

beforeAll(() => preload({ plotly: true }));

const options = { title: 'T', alt: 'A' };

describe('plotly without a browser', { timeout: 120_000 }, () => {
  it('leaves this process as it was', () => {
    const before = [Math.random, ...['window', 'document', 'self'].map((name) => name in globalThis)];
    plotlyToSvg({ data: [{ type: 'bar', y: [1] }], layout: {} }, options);
    expect([Math.random, ...['window', 'document', 'self'].map((name) => name in globalThis)]).toEqual(before);
  });

  it.each([
    ['bar', { type: 'bar', x: ['a', 'b'], y: [3, 4] }, /class="bars"|class="trace bars"/],
    [
      'line',
      { type: 'scatter', mode: 'lines+markers', x: [0, 1, 3, 7, 15], y: [1, 2, 3, 4, 5] },
      /class="[^"]*js-line"/,
    ],
    ['box', { type: 'box', y: [1, 2, 3, 9] }, /class="box"/],
    ['pie', { type: 'pie', values: [1, 2] }, /class="slice"/],
  ])('draws a %s chart', (_, trace, expected) => {
    const svg = plotlyToSvg({ data: [trace], layout: { width: 300, height: 200 } }, options);
    expect(svg).toMatch(expected);
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('makes names that depend on the chart only', () => {
    const draw = (y: number) => plotlyToSvg({ data: [{ type: 'bar', y: [y] }], layout: {} }, options);
    const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids(draw(1))).toEqual(ids(draw(1)));
    expect(ids(draw(1)).filter((id) => ids(draw(2)).includes(id))).toEqual([]);
  });

  it('escapes what plotly would read as HTML or TeX', () => {
    expect(plotlyText('<b>&\n"$x$"')).toBe('&lt;b&gt;&amp; "&#36;x&#36;"');
  });

  it('makes a figure of any chart', () => {
    const figure = plotlyFigure({ data: [{ type: 'bar', y: [1] }], layout: {} }, { ...options, rows: [{ y: 1 }] });
    expect(figure.toText()).toBe('T\nA\n\ny\n-\n1');
    expect(figure.toCsv()).toBe('y\r\n1\r\n');
    expect(figure.toSvg()).toContain('<desc');
  });
});
