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
const SMALLEST = 7;

/** A stretch of preformatted text. */
export interface Stretch {
  readonly text: string;
  readonly color?: string;
}

/** Lines in the fixed-width face, so small that most fit into `width` pt; what is still longer goes on in the next line. */
export function preformatted(stretches: readonly Stretch[], width: number, color: string): Content {
  const whole = stretches.map(({ text, ...look }) => ({ text: text.replaceAll('\t', '        '), ...look }));
  const lines = whole
    .map(({ text }) => text)
    .join('')
    .split('\n');
  const longest = Math.max(1, ...lines.map(({ length }) => length));
  const fontSize = Math.min(LARGEST, Math.max(SMALLEST, width / (longest * MONO_WIDTH)));
  // Not one less for an error of rounding.
  const columns = Math.max(20, Math.floor(width / (fontSize * MONO_WIDTH) + 1e-6));
  return {
    tag: 'Code',
    // A space that cannot be broken is not dropped at a line's beginning.
    text: cutLines(whole, columns).flatMap(({ text, ...look }) =>
      runs(text.replaceAll(' ', '\u00a0'), { font: 'Cousine', fontSize, color, ...look }),
    ),
    font: 'Cousine',
    fontSize,
    lineHeight: 1.12,
    preserveLeadingSpaces: true,
  };
}

/** A line is rather broken at a space than within a word, if there is one so near to its end. */
const NEAR = 30;

/** Breaks lines after so many characters. */
function cutLines(stretches: readonly Stretch[], columns: number): Stretch[] {
  const breaks = breaksIn(stretches.map(({ text }) => text).join(''), columns);
  let from = 0;
  return stretches.map(({ text, ...look }) => {
    const start = from;
    from += text.length;
    const ends = breaks.filter((at) => at >= start && at < from).map((at) => at - start);
    const pieces = [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
    return { text: pieces.join('\n'), ...look };
  });
}

/** Where lines of `text` that are longer than `columns` go on in the next line. */
function breaksIn(text: string, columns: number): readonly number[] {
  const breaks: number[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    let from = start;
    while (end - from > columns) {
      const space = text.lastIndexOf(' ', from + columns - 1);
      from = space >= from + columns - NEAR ? space + 1 : from + columns;
      breaks.push(from);
    }
    start = end + 1;
  }
  return breaks;
}
