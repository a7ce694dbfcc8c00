/** Rows of text as a picture, for tables and changes: columns as wide as their texts, long texts wrapped. */
import type { Colour } from '../draw/colour';
import { breakText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { element, group, type Svg, textLine } from '../draw/svg';
import type { Theme } from '../draw/theme';
import { drawTitled, EDGE, type PictureBody } from '../figure/titled';
import { itemAt } from '../itemAt';
import { CELL_FONT, columnWidths, fitRows, PADDING } from './fitRows';

export { CELL_FONT };

/** A text and its look. */
export interface PictureCell {
  readonly text: string;
  readonly right?: boolean;
  readonly font?: Font;
  readonly fill?: Colour;
  /** Behind the text. */
  readonly ground?: Colour;
  /** No line is drawn under its row. */
  readonly isOpen?: boolean;
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
  /** Of the picture, px: it is not wider, if it can be. */
  readonly width?: number | undefined;
}

const LINE_HEIGHT = 15;
const NARROWEST = 360;

interface Placed extends PictureCell {
  readonly lines: readonly string[];
}

/** The whole picture as SVG. */
export function drawRowsPicture({ title, alt, rows, headings, theme, notes = [], width }: RowsPicture): string {
  const fitted = fitRows(rows, headings, width === undefined ? undefined : width - 2 * EDGE);
  const { limits, padding } = fitted;
  const placed = fitted.rows.map((row) =>
    row.map((cell, column): Placed => {
      return { ...cell, lines: breakText(cell.text, fontOf(cell), itemAt(limits, column) - 2 * padding) };
    }),
  );
  const lineOf = new Map(placed.flat().map((cell) => [cell as PictureCell, cell.lines]));
  const widths = columnWidths(placed, padding, (text, cell) => lineOf.get(cell) ?? [text]);
  const content = widths.reduce((sum, one) => sum + one, 0);
  const legendRoom = (width ?? Number.POSITIVE_INFINITY) - 2 * EDGE - PADDING;
  const legendLines = notes.flatMap((note) => breakText(note, CELL_FONT, legendRoom));
  const noted = Math.max(0, ...legendLines.map((line) => Math.ceil(textWidth(line, CELL_FONT)) + 2 * PADDING));
  const body = (end: number): PictureBody => {
    // Without a title the rows begin at the edge.
    let y = end === EDGE ? EDGE : end + 6;
    const parts = placed.flatMap((row, index): readonly Svg[] => {
      const height = Math.max(1, ...row.map(({ lines }) => lines.length)) * LINE_HEIGHT + PADDING;
      const drawn = drawRow(row, widths, { y, height, padding }, theme);
      y += height;
      const stroke = index < fitted.headings ? { stroke: theme.muted, 'stroke-width': 1.5 } : { stroke: theme.grid };
      if (row.some(({ isOpen }) => isOpen)) return [drawn];
      return [drawn, element('line', { x1: EDGE, x2: EDGE + content, y1: y, y2: y, ...stroke })];
    });
    const legend = legendLines.map((note, index) =>
      textLine(EDGE + PADDING, y + 20 + index * LINE_HEIGHT, note, { ...CELL_FONT, fill: theme.text }),
    );
    const below = legendLines.length === 0 ? 0 : 8 + legendLines.length * LINE_HEIGHT;
    return { height: y + below + EDGE, parts: [...parts, ...legend] };
  };
  return drawTitled({
    title,
    alt,
    theme,
    width: Math.max(content + 2 * EDGE, noted + 2 * EDGE, width ?? NARROWEST + 2 * EDGE),
    body,
  });
}

function drawRow(
  row: readonly Placed[],
  widths: readonly number[],
  { y, height, padding }: { readonly y: number; readonly height: number; readonly padding: number },
  theme: Theme,
): Svg {
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
          textLine(cell.right ? left + width - padding : left + padding, y + 14 + index * LINE_HEIGHT, line, {
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
