/** Text for pdfmake: each run in a font that has its characters, and preformatted lines that keep their spaces. */
import type { Content, ContentText } from 'pdfmake/interfaces';

/** Chinese characters and their punctuation, which the Latin faces lack. */
const HAN = /([\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\uff00-\uffef]+)/;

type Style = Omit<ContentText, 'text'>;

/** Runs of one style, Chinese ones in the Chinese face. */
export function runs(text: string, style: Style = {}): ContentText[] {
  return text
    .split(HAN)
    .map((part, index) => ({ text: part, ...style, ...(index % 2 === 1 && { font: 'Han' }) }))
    .filter((run) => run.text !== '');
}

/** The share of its size that a character of the fixed-width face is wide: 1229 of 2048 units. */
const MONO_WIDTH = 1229 / 2048;
const LARGEST = 8;
const SMALLEST = 5.8;

/** Lines in the fixed-width face, so small that most fit into `width` pt; what is still longer goes on in the next line. */
export function preformatted(text: string, width: number, colour: string): Content {
  const lines = text.replaceAll('\t', '        ').split('\n');
  const longest = Math.max(1, ...lines.map(({ length }) => length));
  const fontSize = Math.min(LARGEST, Math.max(SMALLEST, width / (longest * MONO_WIDTH)));
  // Not one less for an error of rounding.
  const columns = Math.max(20, Math.floor(width / (fontSize * MONO_WIDTH) + 1e-6));
  const cut = lines.flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? ['']);
  return {
    // A space that cannot be broken is not dropped at a line's beginning.
    text: runs(cut.join('\n').replaceAll(' ', '\u00a0'), { font: 'Cousine', fontSize, color: colour }),
    font: 'Cousine',
    fontSize,
    lineHeight: 1.12,
    preserveLeadingSpaces: true,
  };
}
