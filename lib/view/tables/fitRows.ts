/** Rows of text made to fit a width: set smaller, with less space between columns, broken between words, or told cell by cell. */
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { FONT_SIZE } from '../draw/theme';
import type { PictureCell } from './rowsPicture';

type Rows = readonly (readonly PictureCell[])[];

/** Rows, and how wide their columns may be, px. */
export interface FittedRows {
  readonly rows: Rows;
  /** How many of the first rows are headings. */
  readonly headings: number;
  /** Of each column, with the space at both sides of its texts. */
  readonly limits: readonly number[];
  /** That space, px. */
  readonly padding: number;
}

/** Of cells that name none. */
export const CELL_FONT: Font = { family: 'sans', size: FONT_SIZE.label };
/** Left and right of a text, px. */
export const PADDING = 6;
/** The same where room is short. */
const TIGHT = 3;
/** 7 pt on paper, 96 px an inch, and a little. */
const SMALLEST = 9.4;
/** Text wider than this, in px, is broken. */
const WIDEST = 540;
/** Where a text may be broken. */
const PIECES = /(?<=[- ])/;

/** Fits `rows` into `room` px; without it, only texts are broken that are very long. */
export function fitRows(rows: Rows, headings: number, room?: number): FittedRows {
  const whole = columnWidths(rows, PADDING, (text) => [text]);
  if (room === undefined || sum(whole) <= room) {
    const most = Math.min(WIDEST, room ?? WIDEST) + 2 * PADDING;
    return { rows, headings, limits: whole.map((width) => Math.min(width, most)), padding: PADDING };
  }
  const smaller = shrink(rows, room / sum(whole));
  for (const padding of [PADDING, TIGHT]) {
    const least = columnWidths(smaller, padding, (text) => text.split(PIECES));
    if (sum(least) > room) continue;
    const wanted = columnWidths(smaller, padding, (text) => [text]).map(
      (width, column) => width - (least[column] ?? 0),
    );
    const share = Math.min(1, (room - sum(least)) / Math.max(1, sum(wanted)));
    const limits = least.map((width, column) => Math.floor(width + share * (wanted[column] ?? 0)));
    return { rows: smaller, headings, limits, padding };
  }
  return headings === 1 ? fitRows(recordsOf(rows), 0, room) : cut(smaller, headings, room);
}

/** The width of each column, with the space around its texts, each as its parts. */
export function columnWidths(
  rows: Rows,
  padding: number,
  partsOf: (text: string, cell: PictureCell) => readonly string[],
): readonly number[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      for (const part of partsOf(cell.text, cell)) {
        const width = Math.ceil(textWidth(part.trimEnd(), cell.font ?? CELL_FONT)) + 2 * padding;
        widths[column] = Math.max(widths[column] ?? 2 * padding, width);
      }
  return Array.from(widths, (width = 2 * padding) => width);
}

function sum(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, 0);
}

/** In letters that are a part as large, but can still be read. */
function shrink(rows: Rows, share: number): Rows {
  return rows.map((row) =>
    row.map((cell) => {
      const { font = CELL_FONT } = cell;
      return { ...cell, font: { ...font, size: Math.max(Math.min(font.size, SMALLEST), font.size * share) } };
    }),
  );
}

/** Each row as one for each of its cells, with the column's heading in front. */
function recordsOf([heading = [], ...rows]: Rows): Rows {
  return rows.flatMap((row) =>
    row.map((cell, column) => {
      const isOpen = column < row.length - 1;
      return [
        { text: heading[column]?.text ?? '', isOpen },
        { ...cell, right: false, isOpen },
      ];
    }),
  );
}

/** The widest columns are cut, all to one width. */
function cut(rows: Rows, headings: number, room: number): FittedRows {
  const widths = columnWidths(rows, TIGHT, (text) => [text]);
  let [left, limit] = [room, room];
  for (const [index, width] of [...widths].sort((a, b) => a - b).entries()) {
    const share = left / (widths.length - index);
    if (width > share) {
      limit = Math.floor(share);
      break;
    }
    left -= width;
  }
  return { rows, headings, limits: widths.map((width) => Math.min(width, limit)), padding: TIGHT };
}
