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
  width: wanted,
}: { readonly title: string; readonly alt: string; readonly blocks: readonly ListingBlock[] } & Look): Picture {
  const theme = resolveTheme(name);
  const room = wanted === undefined ? undefined : Math.floor((wanted - 2 * EDGE) / LETTER) - MARGIN;
  const shown = blocks.map(({ lines, isChanged }) =>
    (isChanged ? lines : lines.slice(0, 1).map(asBefore)).map((line) => ({
      change: line.change,
      rows: wrapRuns(runsOf(line.parts), room),
    })),
  );
  const ends = shown.flat().flatMap(({ rows }) => rows.flat().map(({ column, text }) => column + text.length));
  const width = Math.max(
    Math.ceil((ends.reduce((most, end) => Math.max(most, end), 0) + MARGIN) * LETTER) + 2 * EDGE,
    wanted ?? PICTURE_WIDTH / 2,
  );
  const body = (end: number) => {
    let y = end + 6;
    const parts = shown.flatMap((lines) => {
      const drawn = lines.flatMap(({ change, rows }) =>
        rows.flatMap((runs, index) => {
          const sign = index === 0 ? SIGNS[change] : '';
          y += LINE_HEIGHT;
          return drawRow({ change, runs, sign }, y - LINE_HEIGHT, width, theme);
        }),
      );
      y += BLOCK_GAP;
      return drawn;
    });
    return { height: y - BLOCK_GAP + EDGE, parts };
  };
  return { title, svg: drawTitled({ title, alt, theme, width, body }) };
}

/** In one piece, so that a narrow picture has no space before the colon. */
function asBefore({ change, parts }: ListingLine): ListingLine {
  return { change, parts: [{ text: `${parts.map(partText).join('')}: as before` }] };
}

function drawRow(
  { change, runs, sign }: Pick<ListingLine, 'change'> & { readonly runs: readonly Run[]; readonly sign: string },
  y: number,
  width: number,
  theme: Theme,
): readonly (Svg | false)[] {
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
    sign !== '' && textLine(EDGE, y + 12, sign, { ...BOLD, fill: theme.text }),
    ...runs.flatMap(({ column, text, isChanged }) => {
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

/** Further rows of a line that has no room begin here. */
const INDENT = 4;
/** With less room, in characters, the columns of a listing are given up. */
const COLUMNS_NEED = 80;

/** A line in as many rows as it needs: what has room stays in its column, or words have one space between them. */
function wrapRuns(runs: readonly Run[], room: number | undefined): readonly (readonly Run[])[] {
  if (room === undefined || runs.every(({ column, text }) => column + text.length <= room)) return [runs];
  const isDense = room < COLUMNS_NEED;
  const words = runs.flatMap((run) => (run.isChanged || !isDense ? [run] : wordsOf(run)));
  const rows: Run[][] = [[]];
  let end = -1;
  let moved = 0;
  for (const word of words) {
    const text = cutText(word.text, room - INDENT);
    let column = isDense ? end + 1 : word.column - moved;
    if (column + text.length > room) {
      rows.push([]);
      moved = word.column - INDENT;
      column = INDENT;
    }
    rows.at(-1)?.push({ ...word, column, text });
    end = column + text.length;
  }
  return rows;
}

function wordsOf(run: Run): readonly Run[] {
  return run.text.split(' ').map((text) => ({ ...run, text }));
}

function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
