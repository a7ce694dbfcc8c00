/** The frame of a picture: its title on top, its text alternative, and its ground. */

import { wrapText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { type Svg, svgDocument, textLine } from '../draw/svg';
import { FONT_SIZE, PICTURE_WIDTH, type Theme } from '../draw/theme';

/** Between a picture's border and what it shows, px. */
export const EDGE = 16;
/** Of titles. */
export const TITLE_FONT: Font = { family: 'sans', size: FONT_SIZE.title, weight: 'bold' };
/** Height of a line of the title, px. */
export const TITLE_LINE = 22;

/** What stands under the title. */
export interface PictureBody {
  /** Of the whole picture, px from its top. */
  readonly height: number;
  readonly parts: readonly (Svg | false)[];
}

/** What is framed. */
export interface TitledPicture {
  /** Wrapped where it is wider than the picture. */
  readonly title: string;
  /** Says what the picture shows, for those who do not see it. */
  readonly alt: string;
  readonly theme: Theme;
  /** In px; that of a page unless given. */
  readonly width?: number;
  /** Draws what stands under the title; `top` is where that ends, px from the picture's top. */
  readonly body: (top: number) => PictureBody;
}

/** Where a title ends, px from the picture's top. */
export function titleEnd(title: string, width = PICTURE_WIDTH): number {
  return EDGE + titleLines(title, width).length * TITLE_LINE;
}

function titleLines(title: string, width: number): readonly string[] {
  return wrapText(title, TITLE_FONT, width - 2 * EDGE);
}

/** The whole picture as SVG. */
export function drawTitled({ title, alt, theme, width = PICTURE_WIDTH, body }: TitledPicture): string {
  const lines = titleLines(title, width);
  const heading = lines.map((line, index) =>
    textLine(EDGE, EDGE + 14 + index * TITLE_LINE, line, { ...TITLE_FONT, fill: theme.text }),
  );
  const { height, parts } = body(titleEnd(title, width));
  return svgDocument({
    width,
    height,
    background: theme.background,
    title,
    alt,
    body: [...heading, ...parts.filter((part) => part !== false)],
  });
}
