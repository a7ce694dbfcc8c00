/** A report as PDF, without a browser: A4, contents, numbered pages, figures as vectors. */
import type { Content, Margins, TableCell } from 'pdfmake/interfaces';
import { pointsPerPx, renderPdf } from '../../view/pdfDocument';
import { svgSize } from '../../view/svgSize';
import type { Block, Report } from './document';
import { pdfMarkdown } from './pdfMarkdown';
import { preformatted, runs } from './pdfText';
import type { ReportCell, ReportTable } from './tables';

/** A4 in pt, and the part of it that text fills. */
const PAGE = { width: 595.28, height: 841.89, margin: 51 } as const;
const WIDTH = PAGE.width - 2 * PAGE.margin;
const TALLEST = PAGE.height - 2 * PAGE.margin - 40;
const COLOURS = {
  ink: '#1b1f24',
  soft: '#57606a',
  line: '#c9d0d8',
  panel: '#f3f5f7',
  link: '#0860a8',
  warn: '#9a1f28',
};
const CELL_SIZE = 8;

export function reportPdf({ title, facts, chapters }: Report): Promise<Uint8Array> {
  const ids = new Set(chapters.map(({ id }) => id));
  const contents: Content[] =
    chapters.length < 2
      ? []
      : [{ toc: { title: { text: 'Contents', bold: true, fontSize: 12, margin: [0, 14, 0, 4] } } }];
  return renderPdf(title, {
    pageSize: 'A4',
    pageMargins: PAGE.margin,
    language: 'en',
    defaultStyle: { font: 'Arimo', fontSize: 9.5, lineHeight: 1.25, color: COLOURS.ink },
    content: [
      { text: runs(title), bold: true, fontSize: 22, lineHeight: 1.1, margin: [0, 0, 0, 6] },
      { text: runs(facts), color: COLOURS.soft, fontSize: 8.5 },
      ...contents,
      ...chapters.flatMap(({ id, title: name, blocks }, index) => [
        chapterHeading(id, name, index > 0),
        ...withoutTitle(blocks).flatMap((block) => blockContent(block, ids)),
      ]),
    ],
    footer: (page, pages) => ({
      columns: [
        { text: runs(title), color: COLOURS.soft, fontSize: 7.5 },
        { text: `${page} / ${pages}`, alignment: 'right', color: COLOURS.soft, fontSize: 7.5 },
      ],
      margin: [PAGE.margin, 18, PAGE.margin, 0],
    }),
    // A heading at the foot of a page goes to the next.
    pageBreakBefore: ({ headlineLevel, startPosition }) => headlineLevel === 1 && startPosition.verticalRatio > 0.87,
  });
}

function chapterHeading(id: string, name: string, newPage: boolean): Content {
  const text = { text: runs(name), bold: true, fontSize: 18, margin: [0, newPage ? 0 : 26, 0, 8] as Margins };
  // Where links, the contents and a reader's list of bookmarks lead.
  const place = {
    id,
    tocItem: true,
    outline: true,
    outlineText: name,
    ...(newPage && { pageBreak: 'before' as const }),
  };
  return { ...text, ...place };
}

/** The chapter's title is set already. */
function withoutTitle(blocks: readonly Block[]): readonly Block[] {
  const [first, ...rest] = blocks;
  if (first?.kind !== 'markdown') return blocks;
  return [{ ...first, source: first.source.replace(/^\s*# [^\n]*\n?/, '') }, ...rest];
}

function blockContent(block: Block, chapters: ReadonlySet<string>): Content[] {
  switch (block.kind) {
    case 'markdown':
      return pdfMarkdown(block.source, { chapters, colours: COLOURS, code });
    case 'code':
      return [code(block.source)];
    case 'text':
      return [printed(block.text, block.isError ? COLOURS.warn : COLOURS.ink)];
    case 'figure':
      return [figure(block)];
    case 'table':
      return [...block.tables.map(table), caption(`Table ${block.number}. ${block.caption}`)];
  }
}

/** What the reader types: in a frame. */
function code(source: string): Content {
  return {
    table: { widths: ['*'], body: [[preformatted(source, WIDTH - 15, COLOURS.ink)]] },
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
  };
}

/** What a machine prints: behind a line. */
function printed(text: string, colour: string): Content {
  return {
    table: { widths: ['*'], body: [[preformatted(text, WIDTH - 13, colour)]] },
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

function caption(text: string): Content {
  return { text: runs(text), color: COLOURS.soft, fontSize: 8.5, margin: [0, 3, 0, 12] };
}

/** As wide as the text, or as its own size if that is smaller, and never taller than a page. */
function figure({ number, caption: words, svg, png }: Extract<Block, { kind: 'figure' }>): Content {
  const below = caption(`Figure ${number}. ${words}`);
  if (svg === undefined) {
    return { stack: [{ image: `data:image/png;base64,${png}`, fit: [WIDTH, TALLEST] }, below], unbreakable: true };
  }
  const size = svgSize(svg);
  const scale = Math.min(pointsPerPx, WIDTH / size.width, TALLEST / size.height);
  return { stack: [{ svg, width: size.width * scale }, below], unbreakable: true, margin: [0, 4, 0, 0] };
}

function table({ heading, head, rows }: ReportTable): Content {
  const columns = Math.max(head.length, ...rows.map((row) => row.length));
  const all = [...(head.length > 0 ? [head] : []), ...rows];
  const longest = Array.from({ length: columns }, (_, column) =>
    Math.max(1, ...all.map((row) => row[column]?.text.length ?? 0)),
  );
  const needed = longest.reduce((sum, length) => sum + length * CELL_SIZE * 0.56 + 9, 0);
  const widest = longest.indexOf(Math.max(...longest));
  const fontSize = needed <= WIDTH ? CELL_SIZE : Math.max(6, (CELL_SIZE * WIDTH) / needed);
  return {
    stack: [
      ...(heading === '' ? [] : [{ text: runs(heading), bold: true, margin: [0, 4, 0, 2] as Margins }]),
      {
        table: {
          headerRows: head.length > 0 ? 1 : 0,
          widths: longest.map((_, column) => (column === widest && needed > WIDTH ? '*' : 'auto')),
          body: all.map((row) => Array.from({ length: columns }, (_, column) => cell(row[column], fontSize))),
        },
        layout: {
          hLineWidth: (line) => (line === 0 ? 0 : line === 1 && head.length > 0 ? 1 : 0.4),
          hLineColor: () => COLOURS.line,
          vLineWidth: () => 0,
          paddingLeft: () => 3,
          paddingRight: () => 3,
          paddingTop: () => 1.5,
          paddingBottom: () => 1,
        },
      },
    ],
    margin: [0, 3, 0, 0],
  };
}

function cell(source: ReportCell | undefined, fontSize: number): TableCell {
  if (source === undefined) return '';
  const { text, isBold, isRight, isCode } = source;
  const style = { fontSize, bold: isBold, ...(isCode && { font: 'Cousine' }) };
  return { text: runs(text, style), fontSize, alignment: isRight ? 'right' : 'left', lineHeight: 1.15 };
}
