/** Changes as a picture: for each group what came and what went, signs in front and colours behind. */

import { mix } from '../draw/colour';
import type { Font } from '../draw/font';
import { FONT_SIZE, resolveTheme, type Theme } from '../draw/theme';
import type { Picture } from '../figure/drawn';
import type { Look } from '../figure/saveOptions';
import { type ChangedGroup, type ChangedLine, summary } from './changedLines';
import { CELL_FONT, drawRowsPicture, type PictureCell } from './rowsPicture';

const LINE_FONT: Font = { family: 'mono', size: FONT_SIZE.small };
const HEAD_FONT: Font = { ...CELL_FONT, weight: 'bold' };

/** Draws all lines of all groups. */
export function changesPicture({
  title,
  groups,
  theme: name,
  width,
}: { readonly title: string; readonly groups: readonly ChangedGroup[] } & Look): Picture {
  const theme = resolveTheme(name);
  const rows = groups.flatMap((group) => [headRow(group), ...group.lines.map((line) => lineRow(line, theme))]);
  const alt = [title, ...groups.map(summary)].join('\n');
  return { title, svg: drawRowsPicture({ title, alt, rows, headings: 0, theme, width }) };
}

function headRow(group: ChangedGroup): readonly PictureCell[] {
  return [{ text: '' }, { text: '' }, { text: summary(group), font: HEAD_FONT }];
}

function lineRow({ change, number, line }: ChangedLine, theme: Theme): readonly PictureCell[] {
  const ground = mix(change === 'added' ? theme.tables.nat.mark : theme.drop, theme.background, 0.18);
  return [
    { text: change === 'added' ? '+' : '−', font: HEAD_FONT, ground },
    { text: number === undefined ? '' : String(number), right: true, fill: theme.text, ground },
    { text: line.replace(/\s+/g, ' '), font: LINE_FONT, ground },
  ];
}
