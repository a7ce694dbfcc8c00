/**
 * Every text of a row chart that is not a number at a bar or an axis, placed in px of the picture: plotly's
 * annotations in the live chart, SVG in the still one.
 */
import type { Colour } from '../draw/colour';
import { lineExtent } from '../draw/fontMetrics';
import { element, type Svg } from '../draw/svg';
import { FONT_FAMILY, FONT_SIZE, type Theme, tableColours } from '../draw/theme';
import { EDGE, TITLE_LINE } from '../figure/titled';
import { itemAt } from '../itemAt';
import { plotlyText } from './plotlyText';
import type { ChartRow, ChartSource, Panel } from './rowChart';
import { BAND_HEADING, LABEL_START, type RowGeometry, type RowLabel, SUBTITLE_LINE } from './rowGeometry';

/** A text with its place. */
export interface RowText extends RowLabel {
  readonly size: number;
  readonly colour: string;
  readonly x: number;
  readonly y: number;
  /** Which point of the text stands there; left and middle unless given. */
  readonly xanchor?: 'left' | 'center';
  readonly yanchor?: 'top' | 'middle' | 'bottom';
  /** What is shown on hover, line by line. */
  readonly hover?: readonly string[];
}

/** Title, subtitle, headings of panels; and what is said instead of rows. */
function headings(source: ChartSource, geometry: RowGeometry, panels: readonly Panel[]): readonly RowText[] {
  const { theme, rows, emptyNote } = source;
  const { top, titleLines, subtitleLines } = geometry;
  const titleTop = EDGE - 5;
  const subtitleTop = titleTop + 5 + titleLines.length * TITLE_LINE;
  const small = { plain: '', size: FONT_SIZE.subtitle, colour: theme.muted, x: EDGE };
  const corner = { x: EDGE, yanchor: 'top' } as const;
  return [
    ...titleLines.map((bold, index): RowText => {
      const y = titleTop + index * TITLE_LINE;
      return { ...corner, bold, plain: '', size: FONT_SIZE.title, colour: theme.text, y };
    }),
    ...subtitleLines.map((plain, index): RowText => {
      return { ...small, ...corner, bold: '', plain, y: subtitleTop + index * SUBTITLE_LINE };
    }),
    ...(rows.length === 0 ? [{ ...small, bold: '', plain: emptyNote, y: top + 20 }] : []),
    ...(rows.length === 0 ? [] : panels).map((panel): RowText => {
      const [x, bold] = [panel.left(geometry), panel.heading];
      return { bold, plain: '', size: FONT_SIZE.heading, colour: theme.text, x, y: top - 3, yanchor: 'bottom' };
    }),
  ];
}

/** Of a row's numbers, and of its label if nothing is dropped there. */
export function rowInk({ idle, emphasis }: ChartRow, theme: Theme): Colour {
  return idle || emphasis === false ? theme.muted : theme.text;
}

/** All texts of a chart. */
export function rowTexts(source: ChartSource, geometry: RowGeometry, panels: readonly Panel[]): readonly RowText[] {
  const { theme, rows } = source;
  const { top, bands, centres, labels, labelRise, right, left, plotWidth } = geometry;
  const signs = left + plotWidth + right - EDGE - 9;
  return [
    ...headings(source, geometry, panels),
    ...bands.map((band): RowText => {
      const y = top + band.top + BAND_HEADING / 2;
      const colour = tableColours(theme, band.table).ink;
      return { bold: band.table, plain: '', size: FONT_SIZE.heading, colour, x: LABEL_START, y };
    }),
    ...rows.map((row, index): RowText => {
      const place = { x: LABEL_START, y: top + itemAt(centres, index) - labelRise };
      return {
        ...itemAt(labels, index),
        ...place,
        size: FONT_SIZE.label,
        colour: row.drops && !row.idle ? theme.dropInk : rowInk(row, theme),
        hover: row.hover,
      };
    }),
    ...rows.flatMap(({ sign }, index): RowText[] => {
      if (!sign) return [];
      const place = { x: signs, y: top + itemAt(centres, index), size: FONT_SIZE.title, xanchor: 'center' } as const;
      return sign.strong
        ? [{ ...place, bold: sign.text, plain: '', colour: theme.dropInk }]
        : [{ ...place, bold: '', plain: sign.text, colour: theme.muted }];
    }),
  ];
}

/** For the live chart. */
export function annotation({ left, top }: RowGeometry, text: RowText): Readonly<Record<string, unknown>> {
  const { bold, plain, size, colour, x, y, xanchor = 'left', yanchor = 'middle', hover } = text;
  return {
    text: `${bold && `<b>${plotlyText(bold)}</b>`}${plotlyText(plain)}`,
    showarrow: false,
    borderpad: 0,
    align: 'left',
    font: { family: FONT_FAMILY.sans, size, color: colour },
    xref: 'paper',
    yref: 'paper',
    x: 0,
    y: 1,
    xshift: x - left,
    yshift: top - y,
    xanchor,
    yanchor,
    ...(hover && { hovertext: hover.map(plotlyText).join('<br>') }),
  };
}

/** Around an annotation's text, also where it is not drawn. */
const BORDER = 1;

/** For the still chart: where the live one shows it. */
export function drawText({ bold, plain, size, colour, x, y, xanchor, yanchor = 'middle' }: RowText): Svg {
  const { ascent, descent } = lineExtent({ family: 'sans', size });
  const baseline = {
    top: y + BORDER + ascent,
    middle: y + (ascent - descent) / 2,
    bottom: y - BORDER - descent,
  };
  const attributes = {
    x: xanchor === 'center' ? x : x + BORDER,
    y: baseline[yanchor],
    fill: colour,
    'font-family': FONT_FAMILY.sans,
    'font-size': size,
    'text-anchor': xanchor === 'center' ? 'middle' : undefined,
  };
  return plain === ''
    ? element('text', { ...attributes, 'font-weight': 'bold' }, bold)
    : element('text', attributes, bold !== '' && element('tspan', { 'font-weight': 'bold' }, bold), plain);
}
