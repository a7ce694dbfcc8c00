/** A table as a picture: all its rows, numbers to the right, marked cells bold on a ground of their own. */
import { mix } from '../draw/colour';
import { resolveTheme, type Theme } from '../draw/theme';
import type { Picture } from '../figure/drawn';
import type { Look } from '../figure/saveOptions';
import { formatCell, isNumber, isNumeric, textTable } from '../figure/textTable';
import { CELL_FONT, drawRowsPicture, type PictureCell } from './rowsPicture';
import type { TableMarkup } from './tableHtml';

/** Draws the rows; the text alternative is the table as text. */
export function tablePicture(source: Omit<TableMarkup, 'foldAfter'> & Look): Picture {
  const { rows, columns, title, changed, tone, theme: name } = source;
  const theme = resolveTheme(name);
  const bold = { ...CELL_FONT, weight: 'bold' } as const;
  const grounds = groundsOf(theme);
  const heading = columns.map((text): PictureCell => ({ text, right: isNumeric(rows, text), font: bold }));
  const body = rows.map((row, index) =>
    columns.map((column): PictureCell => {
      const isChanged = changed(index, column);
      const said = tone(row, column);
      return {
        text: formatCell(row[column]).replace(/\s+/g, ' '),
        right: isNumber(row[column]),
        ...(isChanged && { font: bold }),
        ...(said === 'quiet' && { fill: theme.muted }),
        ...(isChanged ? { ground: grounds.changed } : said && said !== 'quiet' && { ground: grounds[said] }),
      };
    }),
  );
  const alt = [title, rows.length === 0 ? 'no rows' : textTable(rows, columns, changed)].filter(Boolean).join('\n');
  const shown = rows.length === 0 ? [[{ text: 'no rows', fill: theme.muted }]] : [heading, ...body];
  return {
    title: title || 'Table',
    svg: drawRowsPicture({ title, alt, rows: shown, headings: rows.length === 0 ? 0 : 1, theme }),
  };
}

function groundsOf({ bytes, tables, drop, background }: Theme) {
  return {
    changed: mix(bytes, background, 0.24),
    good: mix(tables.nat.mark, background, 0.2),
    bad: mix(drop, background, 0.2),
  };
}
