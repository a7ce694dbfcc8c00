/**
 * A row chart as SVG, in the same px as the live one. Drawn here and not by plotly, which needs a browser: everything's place is known already.
 */

import { lineExtent } from '../draw/fontMetrics';
import { element, fingerprint, type Svg, svgDocument, textLine } from '../draw/svg';
import { FONT_SIZE, tableColours } from '../draw/theme';
import { formatCount } from '../figure/textTable';
import { EDGE } from '../figure/titled';
import { itemAt } from '../itemAt';
import { axisTicks } from './axisTicks';
import type { ChartRow, ChartSource, Panel } from './rowChart';
import { BAR_HEIGHT, barRange, LABEL_FONT, LEGEND_LINE, type RowGeometry } from './rowGeometry';
import { drawText, type RowText, rowInk } from './rowTexts';
import { barLook, stillFill } from './seriesFill';

/** A pale band behind each table's rows, with its mark at the left. */
function bands({ theme, width }: ChartSource, { bands, top }: RowGeometry): readonly Svg[] {
  return bands.flatMap((band) => {
    const place = { x: EDGE, y: top + band.top, height: band.bottom - band.top };
    const { band: pale, mark } = tableColours(theme, band.table);
    return [
      element('rect', { ...place, width: width - 2 * EDGE + 6, fill: pale }),
      element('rect', { ...place, width: 4, fill: mark }),
    ];
  });
}

/** Middle of a bar, from the picture's top. */
function barMiddle({ top, centres }: RowGeometry, row: number, series: number, count: number): number {
  return top + itemAt(centres, row) + (series - (count - 1) / 2) * BAR_HEIGHT;
}

const MIDDLE = lineExtent(LABEL_FONT);
/** From the middle of a text to its baseline. */
const DROP = (MIDDLE.ascent - MIDDLE.descent) / 2;

function panelDrawing(source: ChartSource, geometry: RowGeometry, panel: Panel, fillOf: FillOf): readonly Svg[] {
  const { theme, rows, series } = source;
  const { top, plotHeight, panelWidth } = geometry;
  const start = panel.left(geometry);
  const [, end] = barRange(rows.flatMap(panel.values), panelWidth);
  const place = (value: number): number => (value / end) * panelWidth;
  const bottom = top + plotHeight;
  const lines = axisTicks(end).flatMap(({ value, text }) => {
    // The line of 0 ends where bars begin; all lines fill whole pixels.
    const x = Math.round(start + place(value)) + (value === 0 ? -0.5 : 0.5);
    const stroke = value === 0 ? theme.border : theme.grid;
    const style = { family: 'sans', size: FONT_SIZE.small, fill: theme.muted, anchor: 'middle' } as const;
    return [
      element('path', { d: gridLine(x, geometry), stroke }),
      textLine(start + place(value), bottom + 3 + FONT_SIZE.small, text, style),
    ];
  });
  const bar = (row: ChartRow, at: number, index: number): readonly Svg[] => {
    const value = panel.values(row)[index] ?? 0;
    const y = barMiddle(geometry, at, index, series.length);
    // What a counter lost is as long as what it could have gained; its number has a sign.
    const width = place(Math.abs(value));
    const box = { x: start, y: y - (BAR_HEIGHT - 1) / 2, width, height: BAR_HEIGHT - 1 };
    const style = { ...LABEL_FONT, fill: rowInk(row, theme) };
    return [
      ...(value !== 0 ? [element('rect', { ...box, ...fillOf(panel, index, row).attributes })] : []),
      textLine(start + width + 3, y + DROP, formatCount(value), style),
    ];
  };
  const bars = rows.flatMap((row, at) => series.flatMap((_, index) => bar(row, at, index)));
  return [...lines, ...bars];
}

/** From top to bottom; where labels stand over bars, only beside the bars. */
function gridLine(x: number, { top, plotHeight, centres, rowHeight, labelRise }: RowGeometry): string {
  if (labelRise === 0) return `M${x},${top}V${top + plotHeight}`;
  return centres.map((centre) => `M${x},${top + centre - rowHeight / 2 + 2}V${top + centre + rowHeight / 2}`).join('');
}

type Fill = ReturnType<typeof stillFill>;
/** How the bar of a series is filled; of a row, if one is given. */
type FillOf = (panel: Panel, series: number, row?: ChartRow) => Fill;

function legend({ theme }: ChartSource, { series, legendTop }: RowGeometry, fills: readonly Fill[]): readonly Svg[] {
  const style = { family: 'sans', size: FONT_SIZE.subtitle, fill: theme.text } as const;
  const { ascent, descent } = lineExtent(style);
  return series.flatMap((name, index) => {
    const y = legendTop + 17 + index * LEGEND_LINE;
    return [
      element('rect', { x: EDGE + 14, y: y - 6, width: 12, height: 12, ...itemAt(fills, index).attributes }),
      textLine(EDGE + 40, y + (ascent - descent) / 2, name, style),
    ];
  });
}

/** The whole picture; `alt` is its text alternative. */
export function drawRows(
  source: ChartSource,
  geometry: RowGeometry,
  panels: readonly Panel[],
  texts: readonly RowText[],
  alt: string,
): string {
  const { title, theme, series, rows, width } = source;
  const id = `r${fingerprint(title + alt + theme.name)}`;
  const patterns = new Map<string, Svg>();
  const fillOf: FillOf = (panel, index, row) => {
    const { colour, shape } = barLook(panel, index, row, theme);
    const name = `${id}-${colour.slice(1)}-${shape}`;
    const fill = stillFill(shape, colour, theme.background, name);
    if (fill.pattern) patterns.set(name, fill.pattern);
    return fill;
  };
  const [first] = panels;
  const drawn = [
    ...bands(source, geometry),
    ...(rows.length > 0 ? panels.flatMap((panel) => panelDrawing(source, geometry, panel, fillOf)) : []),
    ...(series.length > 1 && first
      ? legend(
          source,
          geometry,
          series.map((_, index) => fillOf(first, index)),
        )
      : []),
  ];
  const body = [
    ...(patterns.size > 0 ? [element('defs', {}, ...patterns.values())] : []),
    ...drawn,
    ...texts.map(drawText),
  ];
  return svgDocument({ width, height: geometry.height, background: theme.background, title, alt, body });
}
