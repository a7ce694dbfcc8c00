/** The bars of a live row chart, as plotly's traces. */

import { FONT_FAMILY, FONT_SIZE } from '../draw/theme';
import { formatCount } from '../figure/textTable';
import { itemAt } from '../itemAt';
import { plotlyText } from './plotlyText';
import type { ChartSource, Panel } from './rowChart';
import { BAR_HEIGHT, barRange, type RowGeometry } from './rowGeometry';
import { rowInk } from './rowTexts';
import { liveFill } from './seriesFill';

type Trace = Readonly<Record<string, unknown>>;

/** One trace for each panel and series, the number at the end of each bar. */
export function barTraces(
  { theme, rows, series }: ChartSource,
  geometry: RowGeometry,
  panels: readonly Panel[],
): readonly Trace[] {
  return panels.flatMap((panel) =>
    series.map((_, index) => ({
      type: 'bar',
      orientation: 'h',
      name: plotlyText(itemAt(geometry.series, index)),
      legendgroup: String(index),
      showlegend: series.length > 1 && panel.axis === 'x',
      xaxis: panel.axis,
      yaxis: 'y',
      x: rows.map((row) => Math.abs(panel.values(row)[index] ?? 0)),
      y: geometry.centres.map((centre) => centre + (index - (series.length - 1) / 2) * BAR_HEIGHT),
      width: rows.map(() => BAR_HEIGHT - 1),
      marker: liveFill(panel, index, rows, theme),
      text: rows.map((row) => formatCount(panel.values(row)[index] ?? 0)),
      textposition: 'outside',
      textangle: 0,
      constraintext: 'none',
      cliponaxis: false,
      textfont: {
        family: FONT_FAMILY.sans,
        size: FONT_SIZE.label,
        color: rows.map((row) => rowInk(row, theme)),
      },
      hoverinfo: 'skip',
    })),
  );
}

/** Invisible bars, as wide as the panel: a row answers to the pointer wherever it is touched. */
export function touchTraces({ rows }: ChartSource, geometry: RowGeometry, panels: readonly Panel[]): readonly Trace[] {
  return panels.map((panel) => ({
    type: 'bar',
    orientation: 'h',
    showlegend: false,
    xaxis: panel.axis,
    yaxis: 'y',
    x: rows.map(() => barRange(rows.flatMap(panel.values), geometry.panelWidth)[1]),
    y: geometry.centres,
    width: rows.map(() => geometry.rowHeight),
    marker: { color: 'rgba(0,0,0,0)' },
    hovertext: rows.map((row) => row.hover.map(plotlyText).join('<br>')),
    hovertemplate: '%{hovertext}<extra></extra>',
  }));
}
