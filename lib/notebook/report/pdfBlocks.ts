/** The blocks of a report as pieces of a PDF: paragraphs, code, what was printed, figures, tables. */
import type { Content, Margins, TableCell } from 'pdfmake/interfaces';
import { pointsPerPx } from '../../node/pdfDocument';
import { statedSvg, svgSize } from '../../view/draw/svgSize';
import { itemAt } from '../../view/itemAt';
import { codeTokens } from '../book/markdown';
import type { Block } from './blocks';
import { codeColour } from './codeColour';
import type { FigurePiece, Piece, TextPiece } from './pdfFlow';
import { pdfMarkdown } from './pdfMarkdown';
import { preformatted, runs } from './pdfText';
import { pngSize } from './pngSize';
import type { ReportCell, ReportTable } from './tables';

/** A4 in pt, and the part of it that text fills. */
export const PAGE = { width: 595.28, height: 841.89, side: 51, top: 36 } as const;
/** 174 mm: there a picture of 720 px, whose smallest letters are 10.5 px high, has none below 7 pt. */
const WIDTH = PAGE.width - 2 * PAGE.side;
/** How high the part of a page is that text fills, pt. */
export const TEXT_HEIGHT = PAGE.height - 2 * PAGE.top;
/** The smallest letters that can be read on paper, pt. */
const READABLE = 7;
export const COLOURS = {
  ink: '#1b1f24',
  soft: '#57606a',
  line: '#c9d0d8',
  panel: '#f3f5f7',
  link: '#0860a8',
  warn: '#9a1f28',
};
const CELL_SIZE = 8;
/** Code of so many lines is not broken over pages. */
const SHORT = 16;

/** The pieces of `block`; links in its text lead to those of `chapters`. */
export function pdfPieces(block: Block, chapters: ReadonlySet<string>): Piece[] {
  switch (block.kind) {
    case 'markdown':
      return markdown(block.source, chapters);
    case 'code': {
      const isShort = block.source.split('\n').length <= SHORT;
      return [{ kind: isShort ? 'whole' : 'text', draw: () => code(block.source, 'typescript', isShort) }];
    }
    case 'text':
      return [text(() => printed(block.text, block.isError ? COLOURS.warn : COLOURS.ink))];
    case 'figure':
      return [figure(block)];
    case 'table':
      return [text(() => ({ tag: 'Div', stack: [...block.tables.map(table), ...below(block, 'Table')] }))];
  }
}

function text(draw: () => Content): TextPiece {
  return { kind: 'text', draw };
}

/** Read once to know what it is made of, and again each time that it is drawn: pdfmake writes into what it gets. */
function markdown(source: string, chapters: ReadonlySet<string>): TextPiece[] {
  const draw = () => pdfMarkdown(source, { chapters, colours: COLOURS, code });
  return draw().map((content, index) => {
    const isHeading = typeof content === 'object' && 'headlineLevel' in content;
    return { kind: isHeading ? 'heading' : 'text', draw: () => itemAt(draw(), index) };
  });
}

/** What the reader types: in a frame. */
function code(source: string, language: string, unbreakable = false): Content {
  const stretches = codeTokens(source, language).map(({ text, kinds }) => ({
    text,
    color: codeColour(kinds) ?? COLOURS.ink,
  }));
  return {
    tag: 'P',
    table: { widths: ['*'], body: [[preformatted(stretches, WIDTH - 15, COLOURS.ink)]] },
    layout: {
      fillColor: () => COLOURS.panel,
      hLineWidth: () => 0,
      vLineWidth: () => 0,
      paddingLeft: () => 7,
      paddingRight: () => 7,
      paddingTop: () => 5,
      paddingBottom: () => 4,
    },
    margin: [0, 3, 0, 5],
    unbreakable,
  };
}

/** What a machine prints: behind a line. */
function printed(text: string, colour: string): Content {
  return {
    tag: 'P',
    table: { widths: ['*'], body: [[preformatted([{ text }], WIDTH - 13, colour)]] },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: (line) => (line === 0 ? 1.5 : 0),
      vLineColor: () => (colour === COLOURS.warn ? COLOURS.warn : COLOURS.line),
      paddingLeft: () => 8,
      paddingRight: () => 0,
    },
    margin: [0, 2, 0, 8],
  };
}

/** Number and title, and where the figure comes from. */
function below({ number, caption, origin }: Captioned, kind: 'Figure' | 'Table'): Content[] {
  const words = runs(`${kind} ${number}. ${caption}`);
  const style = { color: COLOURS.soft, fontSize: 8.5, tag: 'Caption' } as const;
  const place: { id?: string } = { id: `${kind.toLowerCase()}-${number}` };
  if (origin === undefined) return [{ ...style, text: words, ...place, margin: [0, 3, 0, 10] }];
  return [
    { ...style, text: words, ...place, margin: [0, 3, 0, 0] },
    { ...style, tag: 'P', text: runs(origin), fontSize: 7.5, margin: [0, 0, 0, 12] },
  ];
}

/** About so much room is below a figure, pt. */
function captionHeight({ caption, origin = '' }: Captioned): number {
  const linesOf = (text: string, size: number) => Math.ceil((text.length * size * 0.5) / WIDTH);
  return 18 + 12 * linesOf(`Figure 00. ${caption}`, 8.5) + 11 * linesOf(origin, 7.5);
}

/** The height of the smallest letters in a drawing, px. */
function smallestLetter(svg = ''): number {
  const sizes = [...svg.matchAll(/font-size[=:]\s*["']?([\d.]+)/g)].map(([, size]) => Number(size));
  return Math.min(12, ...sizes.filter((size) => size > 0));
}

type Captioned = Extract<Block, { kind: 'figure' | 'table' }>;

/** As wide as the text, or as its own size if that is smaller, and never taller than a page. */
function figure(block: Extract<Block, { kind: 'figure' }>): FigurePiece {
  const { number, alt, svg, png } = block;
  const size = svg === undefined ? pngSize(Buffer.from(png ?? '', 'base64')) : svgSize(svg);
  const full = Math.min(pointsPerPx, WIDTH / size.width, (TEXT_HEIGHT - captionHeight(block)) / size.height);
  const picture = (width: number): Content => {
    if (svg === undefined) return { image: `data:image/png;base64,${png}`, width, alt };
    const vectors = { svg: statedSvg(svg), width, alt, options: { imageCallback: embedded } };
    return vectors;
  };
  const words = (): Content => ({ stack: below(block, 'Figure') });
  return {
    kind: 'figure',
    pictureHeight: size.height * full + 4,
    smallest: Math.min(1, READABLE / (smallestLetter(svg) * full)),
    draw: (scale) => ({
      tag: 'Div',
      stack: [picture(size.width * full * scale), words()],
      unbreakable: true,
      margin: [0, 4, 0, 0],
    }),
    caption: words,
    note: () => ({
      text: `Figure ${number} is on the next page.`,
      linkToDestination: `figure-${number}`,
      color: COLOURS.soft,
      fontSize: 8.5,
      margin: [0, 0, 0, 8],
    }),
  };
}

/** The address of a picture inside a picture, if the picture is in it: what else an address names is a file to pdfmake. */
function embedded(address: string): string {
  return address.startsWith('data:') ? address.replace(/\s+/g, '') : '';
}

function table({ heading, head, rows }: ReportTable): Content {
  const columns = Math.max(head.length, ...rows.map((row) => row.length));
  const all = [...(head.length > 0 ? [head] : []), ...rows];
  const longest = Array.from({ length: columns }, (_, column) =>
    Math.max(1, ...all.map((row) => row[column]?.text.length ?? 0)),
  );
  const padding = needs(longest, CELL_SIZE, 3) <= WIDTH ? 3 : 1.5;
  const full = needs(longest, CELL_SIZE, padding);
  const fontSize = full <= WIDTH ? CELL_SIZE : Math.max(READABLE, (CELL_SIZE * WIDTH) / full);
  const widest = longest.indexOf(Math.max(...longest));
  const words = longest.map((_, column) =>
    Math.max(1, ...all.flatMap((row) => (row[column]?.text ?? '').split(/[\s-]/).map(({ length }) => length))),
  );
  const isTooWide = needs(words, fontSize, padding) > WIDTH;
  return {
    stack: [
      ...(heading === '' ? [] : [{ text: runs(heading), bold: true, margin: [0, 4, 0, 2] as Margins }]),
      {
        ...(isTooWide && { wordBreak: 'break-all' as const }),
        table: {
          headerRows: head.length > 0 ? 1 : 0,
          dontBreakRows: true,
          widths: longest.map((_, column) => (column === widest && full > WIDTH ? '*' : 'auto')),
          body: all.map((row) => Array.from({ length: columns }, (_, column) => cell(row[column], fontSize))),
        },
        layout: {
          hLineWidth: (line) => (line === 0 ? 0 : line === 1 && head.length > 0 ? 1 : 0.4),
          hLineColor: () => COLOURS.line,
          vLineWidth: () => 0,
          paddingLeft: () => padding,
          paddingRight: () => padding,
          paddingTop: () => 1.5,
          paddingBottom: () => 1,
        },
      },
    ],
    margin: [0, 3, 0, 0],
  };
}

/** The width of columns that have so many characters, pt. */
function needs(characters: readonly number[], fontSize: number, padding: number): number {
  return characters.reduce((sum, length) => sum + length * fontSize * 0.56 + 2 * padding, 0);
}

function cell(source: ReportCell | undefined, fontSize: number): TableCell {
  if (source === undefined) return { text: [] };
  const { text, isBold, isRight, isCode } = source;
  const style = { fontSize, bold: isBold, ...(isCode && { font: 'Cousine' }) };
  return { text: runs(text, style), fontSize, alignment: isRight ? 'right' : 'left', lineHeight: 1.15 };
}
