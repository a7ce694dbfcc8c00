/** A report as PDF, without a browser: A4, contents, numbered pages, figures as vectors. */
import type { Content, ContentPageReference, Margins, TDocumentDefinitions } from 'pdfmake/interfaces';
import { renderPdf } from '../../node/pdfDocument';
import { withoutTitle } from './blocks';
import type { Report, ReportChapter } from './document';
import { COLOURS, PAGE, pdfPieces, TEXT_HEIGHT } from './pdfBlocks';
import { flow, inOrder, LOWEST_HEADING, type Measured, type Piece, type TextPiece } from './pdfFlow';
import { runs } from './pdfText';

/** What the measured and the finished document have in common. */
const STYLE: Pick<TDocumentDefinitions, 'pageMargins' | 'defaultStyle'> = {
  pageMargins: [PAGE.side, PAGE.top],
  defaultStyle: { font: 'Arimo', fontSize: 9.5, lineHeight: 1.25, color: COLOURS.ink },
};

/** The bytes of `report` as a PDF file. */
export async function reportPdf(report: Report): Promise<Uint8Array> {
  const { title, chapters } = report;
  const ids = new Set(chapters.map(({ id }) => id));
  const parts = chapters.map((chapter, index) => [
    ...(index === 0 ? head(report) : []),
    chapterHeading(chapter, index === 0),
    ...withoutTitle(chapter.blocks).flatMap((block) => pdfPieces(block, ids)),
  ]);
  const placed = report.isFigures ? parts.map(inOrder) : (await measure(parts)).map((part) => flow(part, TEXT_HEIGHT));
  return renderPdf(title, {
    ...STYLE,
    pageSize: 'A4',
    content: placed.map((stack, index) => ({
      tag: 'Sect',
      stack,
      ...(index > 0 && { pageBreak: 'before' as const }),
    })),
    footer: (page, pages) => ({
      columns: [
        { text: runs(title), color: COLOURS.soft, fontSize: 7.5 },
        { text: `${page} / ${pages}`, alignment: 'right', color: COLOURS.soft, fontSize: 7.5 },
      ],
      margin: [PAGE.side, 12, PAGE.side, 0],
    }),
    pageBreakBefore: ({ headlineLevel, startPosition }) =>
      headlineLevel === 1 && startPosition.verticalRatio > LOWEST_HEADING,
  });
}

/** Title, facts and contents. */
function head({ title, facts, chapters }: Report): TextPiece[] {
  const pieces: TextPiece['draw'][] = [
    () => ({ tag: 'H1', text: runs(title), bold: true, fontSize: 22, lineHeight: 1.1, margin: [0, 0, 0, 6] }),
    () => ({ text: runs(facts), color: COLOURS.soft, fontSize: 8.5 }),
    ...(chapters.length < 2 ? [] : [() => contents(chapters)]),
  ];
  return pieces.map((draw) => ({ kind: 'text', draw }));
}

/** The chapters, each a link to its page. */
function contents(chapters: readonly ReportChapter[]): Content {
  const entries = chapters.map(({ id, title }): Content => {
    const place: ContentPageReference = { pageReference: id, color: COLOURS.soft };
    const words: Content[] = [...runs(title, { linkToDestination: id }), { text: '  ' }, place];
    return { tag: 'TOCI', text: words, margin: [0, 2, 0, 0] };
  });
  return {
    stack: [
      { text: 'Contents', tag: 'H2', bold: true, fontSize: 12, margin: [0, 14, 0, 4] },
      { tag: 'TOC', stack: entries },
    ],
  };
}

function chapterHeading({ id, title }: ReportChapter, isFirst: boolean): TextPiece {
  // Where links, the contents and a reader's list of bookmarks lead.
  const place = { id, outline: true, outlineText: title };
  const margin: Margins = [0, isFirst ? 26 : 0, 0, 8];
  return { kind: 'text', draw: () => ({ tag: 'H2', text: runs(title), bold: true, fontSize: 18, margin, ...place }) };
}

/** Sets all pieces below each other on one long page, pictures left out, to see how high each becomes. */
async function measure(parts: readonly (readonly Piece[])[]): Promise<Measured[][]> {
  const tops: number[] = [];
  let marks = 0;
  const mark = (): Content => ({ text: '\u200b', fontSize: 0.01, id: `mark-${marks++}` });
  const drawn = parts.flat().map((piece) => (piece.kind === 'figure' ? piece.caption() : piece.draw()));
  await renderPdf('', {
    ...STYLE,
    pageSize: { width: PAGE.width, height: 1e6 },
    content: [...drawn.flatMap((content) => [mark(), content]), mark()],
    pageBreakBefore: ({ id, startPosition }) => {
      if (id?.startsWith('mark-')) tops.push(startPosition.top);
      return false;
    },
  });
  const heights = tops.slice(1).map((top, index) => top - (tops[index] ?? top));
  return parts.map((pieces) => pieces.map((piece) => ({ piece, height: heights.shift() ?? 0 })));
}
