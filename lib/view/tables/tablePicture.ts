/** A table as a picture: all its rows, numbers to the right, marked cells bold on a ground of their own. */
import { type Colour, mix } from '../draw/colour';
import { resolveTheme, type Theme } from '../draw/theme';
import type { Row } from '../figure/csv';
import type { Picture } from '../figure/drawn';
import type { Look } from '../figure/saveOptions';
import { isNumber, isNumeric, textTable } from '../figure/textTable';
import { CELL_FONT, drawRowsPicture, type PictureCell } from './rowsPicture';
import type { TableMarkup } from './tableHtml';
import { type Tone, type ToneOf, tonedText, tonesOf } from './tone';

/** Draws the rows; the text alternative is the table as text. */
export function tablePicture(source: Omit<TableMarkup, 'foldAfter'> & Look): Picture {
  const { rows, columns, title, changed, tone, theme: name, width } = source;
  const theme = resolveTheme(name);
  const bold = { ...CELL_FONT, weight: 'bold' } as const;
  const heading = columns.map((text): PictureCell => ({ text, right: isNumeric(rows, text), font: bold }));
  const body = rows.map((row, index) =>
    columns.map((column): PictureCell => {
      const isChanged = changed(index, column);
      const said = tone(row, column);
      return {
        text: tonedText(row[column], said).replace(/\s+/g, ' '),
        right: isNumber(row[column]),
        ...(isChanged && { font: bold }),
        ...(said === 'quiet' && { fill: theme.muted }),
        ...(isChanged
          ? { ground: mix(theme.bytes, theme.background, 0.24) }
          : said && said !== 'quiet' && { ground: toneGround(said, theme) }),
      };
    }),
  );
  const alt = rows.length === 0 ? [title, 'no rows'].filter(Boolean).join('\n') : tableText(source, '\n');
  const notes = tonesOf(rows, columns, tone).map(({ sign, name }) => `${sign} ${name}`);
  const shown = rows.length === 0 ? [[{ text: 'no rows', fill: theme.muted }]] : [heading, ...body];
  return {
    title: title || 'Table',
    svg: drawRowsPicture({ title, alt, rows: shown, headings: rows.length === 0 ? 0 : 1, theme, notes, width }),
  };
}

/** Title, aligned columns with signs, and what the signs mean. */
export function tableText(
  { rows, columns, title, changed, tone }: Omit<TableMarkup, 'foldAfter'>,
  gap = '\n\n',
): string {
  const signed = rows.map((row) => ({ ...row, ...signs(row, columns, tone) }));
  const legend = tonesOf(rows, columns, tone).map(({ sign, name }) => `${sign} ${name}`);
  const body = textTable(signed, columns, changed);
  return [title, legend.length === 0 ? body : `${body}\n\n${legend.join('\n')}`].filter(Boolean).join(gap);
}

/** The cells that have a sign, with it. */
function signs(row: Row, columns: readonly string[], tone: ToneOf): Row {
  const named = columns.filter((column) => typeof tone(row, column) === 'object');
  return Object.fromEntries(named.map((column) => [column, tonedText(row[column], tone(row, column))]));
}

function toneGround(tone: Exclude<Tone, 'quiet'>, { tables, drop, background, text, name }: Theme): Colour {
  if (tone === 'good') return mix(tables.nat.mark, background, 0.2);
  if (tone === 'bad') return mix(drop, background, 0.2);
  return name === 'print' ? mix(text, background, 0.1) : mix(tone.colour, background, 0.22);
}
