/** PDF files by pdfmake: vector graphics and text in the bundled fonts, which are embedded. The same content is the same bytes. */
import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces';

/** Points for each px: an inch has 72 of the ones and 96 of the others. */
export const pointsPerPx = 72 / 96;

const file = (name: string): string => require.resolve(`@expo-google-fonts/${name}.ttf`);

const han = file('zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular');

const fonts = {
  Arimo: {
    normal: file('arimo/400Regular/Arimo_400Regular'),
    bold: file('arimo/700Bold/Arimo_700Bold'),
    italics: file('arimo/400Regular_Italic/Arimo_400Regular_Italic'),
    bolditalics: file('arimo/700Bold_Italic/Arimo_700Bold_Italic'),
  },
  Cousine: {
    normal: file('cousine/400Regular/Cousine_400Regular'),
    bold: file('cousine/700Bold/Cousine_700Bold'),
    italics: file('cousine/400Regular_Italic/Cousine_400Regular_Italic'),
    bolditalics: file('cousine/700Bold_Italic/Cousine_700Bold_Italic'),
  },
  /** Chinese, in one face. */
  Han: { normal: han, bold: han, italics: han, bolditalics: han },
};

const fontFiles = new Set(Object.values(fonts).flatMap((faces) => Object.values(faces)));

/** Dates and identifiers come from here, so that a file does not depend on when it was made. */
const creationDate = new Date(Date.UTC(2022, 6, 2));

/** A PDF file; text that names no font is in Arimo. Nothing is loaded but the fonts. */
export async function renderPdf(title: string, definition: TDocumentDefinitions): Promise<Uint8Array> {
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => fontFiles.has(path));
  pdfmake.setFonts(fonts);
  const info = { title, creator: 'chainwalk', producer: 'chainwalk', creationDate };
  const defaultStyle = { font: 'Arimo', ...definition.defaultStyle };
  return pdfmake.createPdf({ ...definition, info, defaultStyle, displayTitle: true }).getBuffer();
}
