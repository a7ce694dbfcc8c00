/** Any plotly chart as a figure: live in a notebook, drawn where there is no browser. */
import type { Row } from './csv';
import { createFigure, type Figure, type PlotlyJson } from './figure';
import { plotlyToSvg } from './plotly';
import { textTable } from './textTable';

export interface PlotlyFigureOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** What the chart shows, in words. */
  readonly alt: string;
  /** The rows behind it, for text and CSV. */
  readonly rows?: readonly Row[];
}

/** Charts that plotly draws as SVG: bars, lines, timelines, boxes. WebGL, maps and heatmaps cannot be drawn without a browser. */
export function plotlyFigure(plotly: PlotlyJson, { title, alt, rows = [] }: PlotlyFigureOptions): Figure {
  return createFigure({
    title,
    alt,
    svg: () => plotlyToSvg(plotly, { title, alt }),
    text: () => [title, alt, ...(rows.length > 0 ? ['', textTable(rows)] : [])].join('\n'),
    rows,
    plotly,
  });
}
