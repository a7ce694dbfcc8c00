/** Any plotly chart as a figure: live in a notebook, drawn where there is no browser. */

import { platform } from '../../platform';
import { resolveTheme } from '../draw/theme';
import type { Row } from '../figure/csv';
import { createFigure, type Figure, type PlotlyJson } from '../figure/figure';
import type { Look } from '../figure/saveOptions';
import { textTable } from '../figure/textTable';
import { greySvg, restylePlotly } from './plotlyTheme';

export interface PlotlyFigureOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** What the chart shows, in words. */
  readonly alt: string;
  /** The rows behind it, for text and CSV. */
  readonly rows?: readonly Row[];
}

/** Charts that plotly draws as SVG: bars, lines, timelines, boxes. WebGL, maps and heatmaps cannot be drawn without a browser. */
export function plotlyFigure(plotly: PlotlyJson, options: PlotlyFigureOptions): Figure {
  return themedFigure(plotly, options, {});
}

function themedFigure(chart: PlotlyJson, options: PlotlyFigureOptions, look: Look): Figure {
  const { alt, rows = [] } = options;
  const { title = options.title, theme } = look;
  const plotly = restylePlotly(chart, look);
  const isGrey = theme !== undefined && resolveTheme(theme).name === 'print';
  const draw = () => platform().drawChart(plotly, { title, alt });
  return createFigure({
    title,
    alt,
    svg: () => (isGrey ? greySvg(draw()) : draw()),
    restyle: (next) => themedFigure(chart, options, { ...look, ...next }),
    text: () => [title, alt, ...(rows.length > 0 ? ['', textTable(rows)] : [])].join('\n'),
    rows,
    plotly,
  });
}
