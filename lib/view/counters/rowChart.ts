/**
 * The skeleton of the counter charts: one row a rule, tables as bands, packets left and bytes right, each with its own axis.
 * Everything is placed in px, so that the live chart (plotly) and the still one (SVG) look alike: plotly's y axis counts px downwards.
 */
import type { RuleTable } from '../../netfilter';
import type { Colour } from '../draw/colour';
import { FONT_FAMILY, FONT_SIZE, type Theme, tableColours } from '../draw/theme';
import type { PlotlyJson } from '../figure/figure';
import { EDGE } from '../figure/titled';
import { axisTicks } from './axisTicks';
import { drawRows } from './rowDraw';
import { barRange, type RowGeometry, rowGeometry } from './rowGeometry';
import { annotation, rowTexts } from './rowTexts';
import { barTraces, touchTraces } from './rowTraces';

/** A rule. */
export interface ChartRow {
  readonly table: RuleTable;
  /** `FORWARD 5`, printed bold, and the rest of the line, cut if it must be. */
  readonly name: string;
  readonly detail: string;
  /** What is shown on hover, line by line. */
  readonly hover: readonly string[];
  /** Nothing grew here. */
  readonly idle: boolean;
  /** What it counts ends here: a rule whose target is DROP or REJECT, or such a policy. */
  readonly drops: boolean;
  /** Whether the title speaks of it; `undefined` if the title speaks of none. */
  readonly emphasis: boolean | undefined;
  /** One value for each series. */
  readonly packets: readonly number[];
  readonly bytes: readonly number[];
  /** A sign at the row's end. */
  readonly sign?: { readonly text: string; readonly strong: boolean };
}

/** What a chart shows. */
export interface ChartSource {
  readonly title: string;
  readonly subtitle: string;
  readonly theme: Theme;
  /** In px. Below {@link STACKED_BELOW} labels stand over their bars. */
  readonly width: number;
  readonly rows: readonly ChartRow[];
  /** Names of the series; shown as a legend if there are several. */
  readonly series: readonly string[];
  /** Said instead of rows if there are none. */
  readonly emptyNote: string;
}

/** One of the two halves: packets or bytes. */
export interface Panel {
  readonly heading: string;
  readonly colour: Colour;
  readonly axis: 'x' | 'x2';
  /** Where it begins, px from the picture's edge. */
  readonly left: (geometry: RowGeometry) => number;
  readonly values: (row: ChartRow) => readonly number[];
}

/** A chart in its two forms. */
export interface RowChart {
  readonly live: PlotlyJson;
  /** SVG, with this text alternative. */
  readonly still: (alt: string) => string;
}

function font(size: number, color: string) {
  return { family: FONT_FAMILY.sans, size, color };
}

function axis({ rows, theme }: ChartSource, { share, panelWidth }: RowGeometry, panel: Panel) {
  const values = rows.flatMap(panel.values);
  const range = barRange(values, panelWidth);
  const ticks = axisTicks(range[1]);
  const start = panel.axis === 'x' ? 0 : 1 - share;
  return {
    domain: [start, start + share],
    anchor: 'y',
    range,
    showgrid: rows.length > 0,
    gridcolor: theme.grid,
    zeroline: rows.length > 0,
    zerolinecolor: theme.border,
    showticklabels: rows.length > 0,
    tickvals: ticks.map(({ value }) => value),
    ticktext: ticks.map(({ text }) => text),
    tickangle: 0,
    tickfont: font(FONT_SIZE.small, theme.muted),
  };
}

/** A pale band behind each table's rows, with its mark at the left. */
function bandShapes({ theme, width }: ChartSource, { bands, left, right }: RowGeometry) {
  const across = (x: number): number => (x - left) / (width - left - right);
  const band = (x0: number, x1: number, fillcolor: string, y0: number, y1: number) => ({
    type: 'rect',
    layer: 'below',
    xref: 'paper',
    yref: 'y',
    x0: across(x0),
    x1: across(x1),
    y0,
    y1,
    fillcolor,
    line: { width: 0 },
  });
  return bands.flatMap(({ table, top, bottom }) => [
    band(EDGE, width - EDGE + 6, tableColours(theme, table).band, top, bottom),
    band(EDGE, EDGE + 4, tableColours(theme, table).mark, top, bottom),
  ]);
}

function legend({ theme, width }: ChartSource, { legendTop, height }: RowGeometry) {
  return {
    orientation: 'v',
    itemwidth: 30,
    tracegroupgap: 0,
    xref: 'container',
    yref: 'container',
    x: EDGE / width,
    xanchor: 'left',
    y: 1 - (legendTop + 2) / height,
    yanchor: 'top',
    bgcolor: 'rgba(0,0,0,0)',
    itemclick: false,
    itemdoubleclick: false,
    font: font(FONT_SIZE.subtitle, theme.text),
  };
}

function packetsPanel(theme: Theme): Panel {
  return {
    heading: 'packets',
    colour: theme.packets,
    axis: 'x',
    left: ({ left }) => left,
    values: (row) => row.packets,
  };
}

function bytesPanel(theme: Theme): Panel {
  return {
    heading: 'bytes',
    colour: theme.bytes,
    axis: 'x2',
    left: ({ left, plotWidth, panelWidth }) => left + plotWidth - panelWidth,
    values: (row) => row.bytes,
  };
}

/** Places everything once, for both forms. */
export function rowChart(source: ChartSource): RowChart {
  const { theme, series, width } = source;
  const geometry = rowGeometry(source);
  const { left, right, top, bottom, height, plotHeight } = geometry;
  const panels = [packetsPanel(theme), bytesPanel(theme)] as const;
  const hoverFont = font(FONT_SIZE.label, theme.text);
  const layout = {
    width,
    height,
    autosize: false,
    margin: { l: left, r: right, t: top, b: bottom, pad: 0, autoexpand: false },
    paper_bgcolor: theme.background,
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: font(FONT_SIZE.label, theme.text),
    barmode: 'overlay',
    hovermode: 'closest',
    hoverlabel: { align: 'left', bgcolor: theme.surface, bordercolor: theme.border, font: hoverFont },
    showlegend: series.length > 1,
    legend: legend(source, geometry),
    xaxis: axis(source, geometry, panels[0]),
    xaxis2: axis(source, geometry, panels[1]),
    yaxis: {
      range: [plotHeight, 0],
      fixedrange: true,
      showgrid: false,
      zeroline: false,
      ticks: '',
      showticklabels: false,
    },
    shapes: bandShapes(source, geometry),
  };
  const config = { displaylogo: false, displayModeBar: false, responsive: false };
  const bars = barTraces(source, geometry, panels);
  const texts = rowTexts(source, geometry, panels);
  const annotations = texts.map((text) => annotation(geometry, text));
  return {
    live: { data: [...bars, ...touchTraces(source, geometry, panels)], layout: { ...layout, annotations }, config },
    still: (alt) => drawRows(source, geometry, panels, texts, alt),
  };
}
