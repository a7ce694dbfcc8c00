/** PDF files by pdfmake: vector graphics and text in the bundled fonts, which are embedded. The same content is the same bytes. */
import type { TDocumentDefinitions } from 'pdfmake/interfaces';
import { requirePdfmake } from './pdfmake';

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

/** A PDF file; text that names no font is in Arimo. Nothing is loaded but the fonts. Throws if pdfmake is not installed. */
export async function renderPdf(title: string, definition: TDocumentDefinitions): Promise<Uint8Array> {
  requirePdfmake();
  const { default: pdfmake } = await import('pdfmake');
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => fontFiles.has(path));
  pdfmake.setFonts(fonts);
  const info = { title, creator: 'chainwalk', producer: 'chainwalk', creationDate };
  const defaultStyle = { font: 'Arimo', ...definition.defaultStyle };
  return pdfmake.createPdf({ ...definition, info, defaultStyle, displayTitle: true }).getBuffer();
}
