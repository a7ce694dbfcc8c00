/** Rows of text as a picture, for tables and changes: columns as wide as their texts, long texts wrapped. */
import type { Colour } from '../draw/colour';
import { breakText, wrapText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { element, group, type Svg, svgDocument, textLine } from '../draw/svg';
import { fontSize, type Theme } from '../draw/theme';

export interface PictureCell {
  readonly text: string;
  readonly right?: boolean;
  readonly font?: Font;
  readonly fill?: Colour;
  /** Behind the text. */
  readonly ground?: Colour;
}

export interface RowsPicture {
  readonly title: string;
  readonly alt: string;
  readonly rows: readonly (readonly PictureCell[])[];
  /** How many of the first rows are headings: a line is drawn under them. */
  readonly headings: number;
  readonly theme: Theme;
}

const edge = 16;
const padding = 6;
const lineHeight = 15;
/** Text wider than this, in px, is wrapped. */
const widestColumn = 540;
const narrowest = 360;
const titleFont: Font = { family: 'sans', size: fontSize.title, weight: 'bold' };
export const cellFont: Font = { family: 'sans', size: fontSize.label };

interface Placed extends PictureCell {
  readonly lines: readonly string[];
}

/** The whole picture as SVG. */
export function drawRowsPicture({ title, alt, rows, headings, theme }: RowsPicture): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const placed = rows.map((row) =>
    row.map((cell): Placed => ({ ...cell, lines: breakText(cell.text, cell.font ?? cellFont, widestColumn) })),
  );
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(
      0,
      ...placed.flatMap((row) => row[column]?.lines.map((line) => textWidth(line, fontOf(row[column]!))) ?? []),
    ),
  ).map((width) => Math.ceil(width) + 2 * padding);
  const content = widths.reduce((sum, width) => sum + width, 0);
  const width = Math.max(content, narrowest) + 2 * edge;
  const titleLines = wrapText(title, titleFont, width - 2 * edge);
  const body: Svg[] = titleLines.map((line, index) =>
    textLine(edge, edge + 14 + index * 22, line, { ...titleFont, fill: theme.text }),
  );
  let y = edge + titleLines.length * 22 + (titleLines.length > 0 ? 6 : 0);
  for (const [index, row] of placed.entries()) {
    const height = Math.max(1, ...row.map(({ lines }) => lines.length)) * lineHeight + padding;
    body.push(drawRow(row, widths, y, height, theme));
    y += height;
    const line = { x1: edge, x2: edge + content, y1: y, y2: y };
    body.push(
      index < headings
        ? element('line', { ...line, stroke: theme.muted, 'stroke-width': 1.5 })
        : element('line', { ...line, stroke: theme.grid }),
    );
  }
  return svgDocument({ width, height: y + edge, background: theme.background, title, alt, body });
}

function drawRow(row: readonly Placed[], widths: readonly number[], y: number, height: number, theme: Theme): Svg {
  let x = edge;
  return group(
    row.flatMap((cell, column) => {
      const left = x;
      const width = widths[column]!;
      x += width;
      const font = fontOf(cell);
      return [
        cell.ground !== undefined && element('rect', { x: left, y, width, height, fill: cell.ground }),
        ...cell.lines.map((line, index) =>
          textLine(cell.right ? left + width - padding : left + padding, y + 14 + index * lineHeight, line, {
            ...font,
            fill: cell.fill ?? theme.text,
            anchor: cell.right ? 'end' : 'start',
          }),
        ),
      ];
    }),
  );
}

function fontOf({ font = cellFont }: PictureCell): Font {
  return font;
}
