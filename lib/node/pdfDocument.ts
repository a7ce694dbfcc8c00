/** PDF files by pdfmake: vector graphics and text in the bundled fonts, which are embedded. The same content is the same bytes. */
import type { TDocumentDefinitions } from 'pdfmake/interfaces';
import { requirePdfmake } from './pdfmake';
import { createTaggingRenderer, type Renderer, type TaggedDocument } from './pdfRenderer';
import { tagContent } from './pdfTags';

/** Points for each px: an inch has 72 of the ones and 96 of the others. */
export const pointsPerPx = 72 / 96;

function fontFile(name: string): string {
  return require.resolve(`@expo-google-fonts/${name}.ttf`);
}

/** Chinese, in one face; only reports need it, so that it may be missing. */
function findHan(): FontFaces | undefined {
  try {
    const face = fontFile('zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular');
    return { normal: face, bold: face, italics: face, bolditalics: face };
  } catch {
    return undefined;
  }
}

type FontFaces = Readonly<Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>;

const HAN = findHan();

const fonts: Readonly<Record<string, FontFaces>> = {
  Arimo: {
    normal: fontFile('arimo/400Regular/Arimo_400Regular'),
    bold: fontFile('arimo/700Bold/Arimo_700Bold'),
    italics: fontFile('arimo/400Regular_Italic/Arimo_400Regular_Italic'),
    bolditalics: fontFile('arimo/700Bold_Italic/Arimo_700Bold_Italic'),
  },
  Cousine: {
    normal: fontFile('cousine/400Regular/Cousine_400Regular'),
    bold: fontFile('cousine/700Bold/Cousine_700Bold'),
    italics: fontFile('cousine/400Regular_Italic/Cousine_400Regular_Italic'),
    bolditalics: fontFile('cousine/700Bold_Italic/Cousine_700Bold_Italic'),
  },
  ...(HAN && { Han: HAN }),
};

const fontFiles = new Set(Object.values(fonts).flatMap((faces) => Object.values(faces)));

/** Dates and identifiers come from here, so that a file does not depend on when it was made. */
const creationDate = new Date(Date.UTC(2022, 6, 2));

/** What of pdfmake lies below `createPdf`, which makes a renderer of its own. */
interface Pdfmake {
  readonly PdfDocument: new (
    fonts: object,
    images: object,
    patterns: object,
    attachments: object,
    options: object,
    files: null,
    mayRead: (path: string) => boolean,
  ) => TaggedDocument & NodeJS.ReadableStream & { end(): void };
  readonly LayoutBuilder: new (
    size: object,
    margins: object,
    measure: object,
  ) => {
    registerTableLayouts(layouts: object): void;
    layoutDocument(...parts: readonly unknown[]): unknown;
  };
  readonly SvgMeasure: new () => object;
  readonly BaseRenderer: new (document: TaggedDocument) => Renderer;
  readonly tableLayouts: object;
  readonly sizes: {
    normalizePageSize(size: unknown, orientation: unknown): { readonly width: number; readonly height: number };
    normalizePageMargin(margin: unknown): object;
  };
}

function loadPdfmake(): Pdfmake {
  requirePdfmake();
  const part = (name: string) => require(`pdfmake/js/${name}`);
  return {
    PdfDocument: part('PDFDocument').default,
    LayoutBuilder: part('LayoutBuilder').default,
    SvgMeasure: part('SVGMeasure').default,
    BaseRenderer: part('Renderer').default,
    tableLayouts: part('tableLayouts').tableLayouts,
    sizes: part('PageSize'),
  };
}

/**
 * A PDF file; text that names no font is in Arimo. It is tagged: what reads it aloud knows headings, lists, tables and figures in
 * words (PDF/UA). Nothing is loaded but the fonts. Throws if pdfmake is not installed.
 */
export async function renderPdf(title: string, definition: TDocumentDefinitions): Promise<Uint8Array> {
  const { PdfDocument, LayoutBuilder, SvgMeasure, BaseRenderer, tableLayouts, sizes } = loadPdfmake();
  const size = sizes.normalizePageSize(definition.pageSize, definition.pageOrientation);
  const options = {
    size: [size.width, size.height],
    ...{ pdfVersion: '1.7', subset: 'PDF/UA', tagged: true, lang: 'en', displayTitle: true },
    ...{ compress: true, fontLayoutCache: true, autoFirstPage: false, font: null },
    info: { Title: title, Creator: 'chainwalk', Producer: 'chainwalk', CreationDate: creationDate },
  };
  const file = new PdfDocument(structuredClone(fonts), {}, {}, {}, options, null, (path) => fontFiles.has(path));
  const root = file.struct('Document');
  file.addStructure(root);
  const content = tagContent(definition.content, root, (type, options) => file.struct(type, options));
  const builder = new LayoutBuilder(size, sizes.normalizePageMargin(definition.pageMargins ?? 40), new SvgMeasure());
  builder.registerTableLayouts(tableLayouts);
  const style = { font: 'Arimo', ...definition.defaultStyle };
  const { background, header, footer, watermark, pageBreakBefore } = definition;
  const frame = [background, header, footer, watermark, pageBreakBefore];
  createTaggingRenderer(BaseRenderer, file).renderPages(builder.layoutDocument(content, file, {}, style, ...frame));
  return bytesOf(file);
}

async function bytesOf(file: NodeJS.ReadableStream & { end(): void }): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  file.end();
  for await (const piece of file) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
