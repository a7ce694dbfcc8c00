/** Two listings as one, as a picture: each word where a terminal would have it, changed counters bold on a ground of their own. */
import { mix } from '../draw/colour';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { element, type Svg, textLine } from '../draw/svg';
import { FONT_SIZE, PICTURE_WIDTH, resolveTheme, type Theme } from '../draw/theme';
import type { Picture } from '../figure/drawn';
import type { Look } from '../figure/saveOptions';
import { drawTitled, EDGE } from '../figure/titled';
import { type ListingBlock, type ListingLine, partText } from './listingLines';

const FONT: Font = { family: 'mono', size: FONT_SIZE.small };
const BOLD: Font = { ...FONT, weight: 'bold' };
const LETTER = textWidth('0', FONT);
const LINE_HEIGHT = 16;
const BLOCK_GAP = 8;
/** Characters before the text: the line's sign. */
const MARGIN = 2;
const SIGNS: Readonly<Record<ListingLine['change'], string>> = { none: '', counter: '•', added: '+', removed: '−' };

interface Run {
  readonly column: number;
  readonly text: string;
  readonly isChanged: boolean;
}

/** Draws the blocks that changed; of others only the first line. */
export function listingsPicture({
  title,
  alt,
  blocks,
  theme: name,
}: { readonly title: string; readonly alt: string; readonly blocks: readonly ListingBlock[] } & Look): Picture {
  const theme = resolveTheme(name);
  const shown = blocks.map(({ lines, isChanged }) => (isChanged ? lines : lines.slice(0, 1).map(asBefore)));
  const columns = Math.max(...shown.flat().map(({ parts }) => parts.map(partText).join('').trimEnd().length), 0);
  const width = Math.max(Math.ceil((columns + MARGIN) * LETTER) + 2 * EDGE, PICTURE_WIDTH / 2);
  const body = (end: number) => {
    let y = end + 6;
    const parts = shown.flatMap((lines) => {
      const drawn = lines.map((line, index) => drawLine(line, y + index * LINE_HEIGHT, width, theme));
      y += lines.length * LINE_HEIGHT + BLOCK_GAP;
      return drawn.flat();
    });
    return { height: y - BLOCK_GAP + EDGE, parts };
  };
  return { title, svg: drawTitled({ title, alt, theme, width, body }) };
}

function asBefore(line: ListingLine): ListingLine {
  return { ...line, parts: [...line.parts, { text: ': as before' }] };
}

function drawLine({ change, parts }: ListingLine, y: number, width: number, theme: Theme): readonly (Svg | false)[] {
  const ground = {
    none: theme.background,
    counter: theme.background,
    added: theme.tables.nat.mark,
    removed: theme.drop,
  }[change];
  const isWhole = change === 'added' || change === 'removed';
  const left = EDGE + MARGIN * LETTER;
  const place = { y: y + 1, height: LINE_HEIGHT - 1 };
  return [
    isWhole &&
      element('rect', { x: EDGE, width: width - 2 * EDGE, ...place, fill: mix(ground, theme.background, 0.18) }),
    change !== 'none' && textLine(EDGE, y + 12, SIGNS[change], { ...BOLD, fill: theme.text }),
    ...runsOf(parts).flatMap(({ column, text, isChanged }) => {
      const x = left + column * LETTER;
      const box = {
        x: x - 2,
        width: text.length * LETTER + 4,
        ...place,
        fill: mix(theme.bytes, theme.background, 0.3),
      };
      const fill = change === 'none' ? theme.muted : theme.text;
      return [isChanged && element('rect', box), textLine(x, y + 12, text, { ...(isChanged ? BOLD : FONT), fill })];
    }),
  ];
}

/** Words that stand together, with the column that they begin in. */
function runsOf(parts: ListingLine['parts']): readonly Run[] {
  let column = 0;
  return parts.flatMap((part) => {
    const text = partText(part);
    const start = column;
    column += text.length;
    const isChanged = part.was !== undefined;
    return [...text.matchAll(/\S+(?: \S+)*/g)].map((run) => ({ column: start + run.index, text: run[0], isChanged }));
  });
}
