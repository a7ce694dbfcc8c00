/** The parts of a Word document that several kinds of block are made of: code, tables. */
import * as docx from 'docx';
import { withoutControls } from '../../view/figure/plainText';
import { codeTokens } from '../book/markdown';
import { codeColour } from './codeColour';

/** What stands one below the other. */
export type DocxContent = docx.Paragraph | docx.Table;

/** The text's width on A4, in twentieths of a point: 174 mm. */
export const TEXT_WIDTH = 9865;
/** In half points: no text on paper is below 7 pt. */
const SMALLEST = 14;
const LARGEST = 16;
/** The share of its size that a character of the fixed-width face is wide. */
const MONO_WIDTH = 0.6;
/** Code in a frame, its words in the colours of the book. */
export function docxCode(source: string, language: string): docx.Paragraph {
  const plain = withoutControls(source);
  const stretches = codeTokens(plain, language).map(({ text, kinds }) => ({
    text,
    // Word's colours have no #.
    color: codeColour(kinds)?.slice(1),
  }));
  return preformatted('Code', plain, stretches);
}

/** What a machine prints. */
export function docxPrinted(text: string, isError: boolean): docx.Paragraph {
  const plain = withoutControls(text);
  return preformatted('Listing', plain, [{ text: plain, color: isError ? '9A1F28' : undefined }]);
}

interface Stretch {
  readonly text: string;
  readonly color: string | undefined;
}

/** Lines in the fixed-width face, so small that most fit; what is still longer goes on in the next line. */
function preformatted(style: string, whole: string, stretches: readonly Stretch[]): docx.Paragraph {
  const longest = Math.max(1, ...whole.split('\n').map(({ length }) => length));
  const fitting = Math.floor((TEXT_WIDTH / 10 - 20) / (longest * MONO_WIDTH));
  const size = Math.min(LARGEST, Math.max(SMALLEST, fitting));
  const children = stretches.flatMap(({ text, color }) =>
    text.split('\n').map(
      (line, index) =>
        new docx.TextRun({
          text: line.replaceAll('\t', '        '),
          size,
          noProof: true,
          ...(index > 0 && { break: 1 }),
          ...(color !== undefined && { color }),
        }),
    ),
  );
  return new docx.Paragraph({ style, children });
}

/** A cell of a table. */
export interface DocxTableCell {
  readonly children: readonly docx.ParagraphChild[];
  /** Characters. */
  readonly length: number;
  readonly isRight: boolean;
}

/** A table as wide as it needs to be, and a little space below it; its first rows are repeated on each page. */
export function docxTable(rows: readonly (readonly DocxTableCell[])[], headerRows: number): DocxContent[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  if (columns === 0) return [];
  const needed = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => 140 + (row[column]?.length ?? 0) * LARGEST * 6)),
  );
  const isWide = needed.reduce((sum, width) => sum + width, 0) > TEXT_WIDTH;
  const columnWidths = fit(isWide ? needed.map((width) => (width * SMALLEST) / LARGEST) : needed, TEXT_WIDTH);
  const table = new docx.Table({
    columnWidths,
    width: { size: columnWidths.reduce((sum, width) => sum + width, 0), type: docx.WidthType.DXA },
    borders: BORDERS,
    rows: rows.map((row, index) => {
      const isHead = index < headerRows;
      const cells = columnWidths.map((width, column) => tableCell(row[column], isHead, isWide, width));
      return new docx.TableRow({ ...(isHead && { tableHeader: true }), cantSplit: true, children: cells });
    }),
  });
  return [table, new docx.Paragraph({ style: 'AfterTable', children: [] })];
}

/** Widths whose sum is at most `whole`: what has more than its share gives the rest. */
function fit(needed: readonly number[], whole: number): number[] {
  let share = whole;
  const fitted = (most: number) => needed.map((width) => Math.min(width, most));
  const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width, 0);
  while (sum(fitted(share)) > whole) share *= 0.95;
  return fitted(share).map(Math.floor);
}

const NONE = { style: docx.BorderStyle.NONE, size: 0, color: 'auto' } as const;
const THIN = { style: docx.BorderStyle.SINGLE, size: 4, color: 'C9D0D8' } as const;
const BORDERS: docx.ITableBordersOptions = {
  ...{ top: NONE, left: NONE, right: NONE, insideVertical: NONE },
  ...{ bottom: THIN, insideHorizontal: THIN },
};

function tableCell(cell: DocxTableCell | undefined, isHead: boolean, isWide: boolean, width: number): docx.TableCell {
  const alignment = cell?.isRight ? docx.AlignmentType.RIGHT : docx.AlignmentType.LEFT;
  const style = `Table${isWide ? 'Wide' : ''}${isHead ? 'Head' : 'Text'}`;
  return new docx.TableCell({
    width: { size: width, type: docx.WidthType.DXA },
    margins: { top: 20, bottom: 20, left: 40, right: 40 },
    children: [new docx.Paragraph({ style, alignment, children: [...(cell?.children ?? [])], keepNext: isHead })],
  });
}
