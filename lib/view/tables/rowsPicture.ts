/** Rows of text as a picture, for tables and changes: columns as wide as their texts, long texts wrapped. */
import type { Colour } from '../draw/colour';
import { breakText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { element, group, type Svg, textLine } from '../draw/svg';
import { FONT_SIZE, type Theme } from '../draw/theme';
import { drawTitled, EDGE, type PictureBody } from '../figure/titled';
import { itemAt } from '../itemAt';

/** A text and its look. */
export interface PictureCell {
  readonly text: string;
  readonly right?: boolean;
  readonly font?: Font;
  readonly fill?: Colour;
  /** Behind the text. */
  readonly ground?: Colour;
}

/** What is drawn; a row may have fewer cells than others. */
export interface RowsPicture {
  readonly title: string;
  readonly alt: string;
  readonly rows: readonly (readonly PictureCell[])[];
  /** How many of the first rows are headings: a line is drawn under them. */
  readonly headings: number;
  readonly theme: Theme;
  /** Lines below the rows. */
  readonly notes?: readonly string[];
}

const PADDING = 6;
const LINE_HEIGHT = 15;
/** Text wider than this, in px, is wrapped. */
const WIDEST_COLUMN = 540;
const NARROWEST = 360;
/** Of cells that name none. */
export const CELL_FONT: Font = { family: 'sans', size: FONT_SIZE.label };

interface Placed extends PictureCell {
  readonly lines: readonly string[];
}

/** The whole picture as SVG. */
export function drawRowsPicture({ title, alt, rows, headings, theme, notes = [] }: RowsPicture): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const placed = rows.map((row) =>
    row.map((cell): Placed => ({ ...cell, lines: breakText(cell.text, cell.font ?? CELL_FONT, WIDEST_COLUMN) })),
  );
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(
      0,
      ...placed.flatMap((row) => row[column]?.lines.map((line) => textWidth(line, fontOf(itemAt(row, column)))) ?? []),
    ),
  ).map((width) => Math.ceil(width) + 2 * PADDING);
  const content = widths.reduce((sum, width) => sum + width, 0);
  const noted = Math.max(0, ...notes.map((note) => Math.ceil(textWidth(note, CELL_FONT)) + 2 * PADDING));
  const body = (end: number): PictureBody => {
    // Without a title the rows begin at the edge.
    let y = end === EDGE ? EDGE : end + 6;
    const parts = placed.flatMap((row, index): readonly Svg[] => {
      const height = Math.max(1, ...row.map(({ lines }) => lines.length)) * LINE_HEIGHT + PADDING;
      const drawn = drawRow(row, widths, y, height, theme);
      y += height;
      const stroke = index < headings ? { stroke: theme.muted, 'stroke-width': 1.5 } : { stroke: theme.grid };
      return [drawn, element('line', { x1: EDGE, x2: EDGE + content, y1: y, y2: y, ...stroke })];
    });
    const legend = notes.map((note, index) =>
      textLine(EDGE + PADDING, y + 20 + index * LINE_HEIGHT, note, { ...CELL_FONT, fill: theme.text }),
    );
    const below = notes.length === 0 ? 0 : 8 + notes.length * LINE_HEIGHT;
    return { height: y + below + EDGE, parts: [...parts, ...legend] };
  };
  return drawTitled({ title, alt, theme, width: Math.max(content, noted, NARROWEST) + 2 * EDGE, body });
}

function drawRow(row: readonly Placed[], widths: readonly number[], y: number, height: number, theme: Theme): Svg {
  let x = EDGE;
  return group(
    row.flatMap((cell, column) => {
      const left = x;
      const width = itemAt(widths, column);
      x += width;
      const font = fontOf(cell);
      return [
        cell.ground !== undefined && element('rect', { x: left, y, width, height, fill: cell.ground }),
        ...cell.lines.map((line, index) =>
          textLine(cell.right ? left + width - PADDING : left + PADDING, y + 14 + index * LINE_HEIGHT, line, {
            ...font,
            fill: cell.fill ?? theme.text,
            anchor: cell.right ? 'end' : 'start',
          }),
        ),
      ];
    }),
  );
}

function fontOf({ font = CELL_FONT }: PictureCell): Font {
  return font;
}
