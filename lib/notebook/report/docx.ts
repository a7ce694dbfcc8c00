/** A report as a Word document (Office Open XML): A4, headings as styles, figures as vectors with a PNG beside them, real tables. */
import * as docx from 'docx';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { svgToPng } from '../../node/png';
import { svgSize } from '../../view/draw/svgSize';
import { type Block, withoutTitle } from './blocks';
import type { Report, ReportChapter } from './document';
import { bookmarkOf, docxMarkdown } from './docxMarkdown';
import { type DocxContent, type DocxTableCell, docxCode, docxPrinted, docxTable, TEXT_WIDTH } from './docxParts';
import { DOCX_NUMBERING, DOCX_STYLES } from './docxStyles';
import { pngSize } from './pngSize';
import type { ReportCell, ReportTable } from './tables';

/** A4 and its margins, in twentieths of a point. */
const PAGE = { size: { width: 11906, height: 16838 }, margin: { top: 1020, right: 1020, bottom: 1020, left: 1020 } };
/** Of a picture, px: the text's width, and what leaves room for its caption. */
const WIDEST = (TEXT_WIDTH / 20) * (96 / 72);
const TALLEST = 900;

/** The bytes of `report` as a .docx file: the same for the same report. */
export async function reportDocx(report: Report): Promise<Uint8Array> {
  const { title, facts, chapters } = report;
  const ids = new Set(chapters.map(({ id }) => id));
  let lists = 0;
  const options = { chapters: ids, nextList: () => lists++ };
  const head = [
    new docx.Paragraph({ heading: docx.HeadingLevel.TITLE, children: [new docx.TextRun(title)] }),
    new docx.Paragraph({ style: 'Facts', children: [new docx.TextRun(facts)] }),
    ...(chapters.length > 1 ? contents(chapters) : []),
  ];
  const document = new docx.Document({
    title,
    creator: 'chainwalk',
    lastModifiedBy: 'chainwalk',
    styles: DOCX_STYLES,
    numbering: DOCX_NUMBERING,
    sections: [
      {
        properties: { page: PAGE },
        footers: { default: footer(title) },
        children: [
          ...head,
          ...chapters.flatMap((chapter, index) => [
            chapterHeading(chapter, index > 0),
            ...withoutTitle(chapter.blocks).flatMap((block) => blockOf(block, options)),
          ]),
        ],
      },
    ],
  });
  return unvarying(await docx.Packer.toBuffer(document));
}

/** The chapters, each a link. */
function contents(chapters: readonly ReportChapter[]): docx.Paragraph[] {
  return chapters.map(
    ({ id, title }) =>
      new docx.Paragraph({
        bullet: { level: 0 },
        children: [
          new docx.InternalHyperlink({
            anchor: bookmarkOf(id),
            children: [new docx.TextRun({ text: title, style: 'Hyperlink' })],
          }),
        ],
      }),
  );
}

function chapterHeading({ id, title }: ReportChapter, pageBreakBefore: boolean): docx.Paragraph {
  const children = [new docx.Bookmark({ id: bookmarkOf(id), children: [new docx.TextRun(title)] })];
  return new docx.Paragraph({ heading: docx.HeadingLevel.HEADING_1, pageBreakBefore, children });
}

function blockOf(block: Block, options: Parameters<typeof docxMarkdown>[1]): DocxContent[] {
  switch (block.kind) {
    case 'markdown':
      return docxMarkdown(block.source, options);
    case 'code':
      return [docxCode(block.source, 'typescript')];
    case 'text':
      return [docxPrinted(block.text, block.isError)];
    case 'table':
      return [...captionOf(block, 'Table', true), ...block.tables.flatMap(tableOf)];
    case 'figure':
      return [
        new docx.Paragraph({ style: 'Figure', keepNext: true, children: [picture(block)] }),
        ...captionOf(block, 'Figure', false),
      ];
  }
}

type Captioned = Extract<Block, { kind: 'figure' | 'table' }>;

/** Word numbers captions itself, so that its lists of figures and its references find them. */
function captionOf({ number, caption, origin }: Captioned, kind: string, keepNext: boolean): docx.Paragraph[] {
  const label = [
    new docx.TextRun(`${kind} `),
    new docx.SimpleField(`SEQ ${kind} \\* ARABIC`, String(number)),
    new docx.TextRun(`. ${caption}`),
  ];
  return [
    new docx.Paragraph({ style: 'Caption', keepNext, children: label }),
    ...(origin === undefined
      ? []
      : [new docx.Paragraph({ style: 'Facts', keepNext, children: [new docx.TextRun(origin)] })]),
  ];
}

/** As wide as the text, or as its own size if that is smaller. Word before 2016 and most others show the PNG. */
function picture({ number, caption, alt, svg, png }: Extract<Block, { kind: 'figure' }>): docx.ImageRun {
  const raster = png === undefined ? Buffer.from(svgToPng(svg ?? '')) : Buffer.from(png, 'base64');
  const own = svg === undefined ? pngSize(raster) : svgSize(svg);
  const scale = Math.min(1, WIDEST / own.width, TALLEST / own.height);
  const transformation = { width: Math.round(own.width * scale), height: Math.round(own.height * scale) };
  const altText = { name: `Figure ${number}`, title: caption, description: alt };
  const fallback = { type: 'png', data: raster, transformation } as const;
  if (svg === undefined) return new docx.ImageRun({ ...fallback, altText });
  return new docx.ImageRun({ type: 'svg', data: Buffer.from(svg), fallback, transformation, altText });
}

function tableOf({ heading, head, rows }: ReportTable): DocxContent[] {
  const all = [...(head.length > 0 ? [head] : []), ...rows].map((row) => row.map(cellOf));
  const above = new docx.Paragraph({ style: 'FoldLabel', children: [new docx.TextRun(heading)] });
  return [...(heading === '' ? [] : [above]), ...docxTable(all, head.length > 0 ? 1 : 0)];
}

function cellOf({ text, isBold, isRight, isCode }: ReportCell): DocxTableCell {
  const style = isCode ? { style: 'InlineCode' } : {};
  return { children: [new docx.TextRun({ text, bold: isBold, ...style })], length: text.length, isRight };
}

function footer(title: string): docx.Footer {
  const pages = [docx.PageNumber.CURRENT, ' / ', docx.PageNumber.TOTAL_PAGES];
  const children = [new docx.TextRun(`${title}\t`), new docx.TextRun({ children: pages })];
  return new docx.Footer({ children: [new docx.Paragraph({ style: 'Footer', children })] });
}

/** The day that the article is from. */
const DATE = '2022-07-02T00:00:00Z';

/** Characters that XML 1.0 has no way to write. */
const NOT_IN_XML = /[^\P{Cc}\n\t\r]|[\ufffe\uffff]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));/giu;

/** The same file without what is drawn by chance, counted through the life of the program, or the time of day. */
function unvarying(file: Uint8Array): Uint8Array {
  const relation = numbered('rIdLink');
  const drawing = numbered('');
  const bookmark = numbered('');
  const files = Object.entries(unzipSync(file)).map(([path, content]): [string, Uint8Array] => {
    if (!/\.(?:xml|rels)$/.test(path)) return [path, content];
    const text = strFromU8(content)
      .replace(NOT_IN_XML, '')
      .replace(/(?<=<wp:docPr id=")\d+(?=")/g, drawing)
      .replace(/(?<=<w:bookmark(?:Start|End)\b[^>]* w:id=")\d+(?=")/g, bookmark)
      .replace(/(?<=<dcterms:(?:created|modified)[^>]*>)[^<]*/g, DATE)
      .replace(/\brId[\w-]{15,}/g, relation);
    return [path, strToU8(text)];
  });
  return zipSync(Object.fromEntries(files), { mtime: DATE });
}

/** Gives names numbers as they come, the same name the same number. */
function numbered(prefix: string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const found = known.get(name) ?? `${prefix}${known.size + 1}`;
    known.set(name, found);
    return found;
  };
}
