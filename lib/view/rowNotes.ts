/** Every text of a row chart that is not a number at a bar or an axis, as plotly's annotations. */
import { plotlyText } from './plotly';
import type { ChartSource, Panel } from './rowChart';
import { bandHeading, edge, labelStart, type RowGeometry, subtitleLine, titleLine } from './rowGeometry';
import { fontFamily, fontSize } from './theme';

type Annotation = Readonly<Record<string, unknown>>;

const bold = (text: string): string => `<b>${text}</b>`;

const note = (text: string, size: number, color: string, place: Annotation): Annotation => ({
  text,
  showarrow: false,
  borderpad: 0,
  align: 'left',
  font: { family: fontFamily.sans, size, color },
  ...place,
});

/** Title, subtitle, headings of panels; and what is said instead of rows. */
function headings(source: ChartSource, geometry: RowGeometry, panels: readonly Panel[]): readonly Annotation[] {
  const { theme, rows, emptyNote } = source;
  const { left, top, share, titleLines, subtitleLines } = geometry;
  const corner = { xref: 'paper', yref: 'paper', x: 0, y: 1, xshift: edge - left, xanchor: 'left', yanchor: 'top' };
  const titleTop = top - edge + 5;
  const subtitleTop = titleTop - 5 - titleLines.length * titleLine;
  const empty = rows.length === 0;
  return [
    ...titleLines.map((line, index) =>
      note(bold(plotlyText(line)), fontSize.title, theme.text, { ...corner, yshift: titleTop - index * titleLine }),
    ),
    ...subtitleLines.map((line, index) =>
      note(plotlyText(line), fontSize.subtitle, theme.muted, { ...corner, yshift: subtitleTop - index * subtitleLine }),
    ),
    ...(empty
      ? [note(plotlyText(emptyNote), fontSize.subtitle, theme.muted, { ...corner, yanchor: 'middle', yshift: -20 })]
      : []),
    ...(empty ? [] : panels).map((panel) =>
      note(bold(panel.heading), fontSize.heading, theme.text, {
        xref: 'paper',
        yref: 'paper',
        x: panel.axis === 'x' ? 0 : 1 - share,
        y: 1,
        yshift: 3,
        xanchor: 'left',
        yanchor: 'bottom',
      }),
    ),
  ];
}

export function rowNotes(source: ChartSource, geometry: RowGeometry, panels: readonly Panel[]): readonly Annotation[] {
  const { theme, rows } = source;
  const { left, right, bands, centres, labels } = geometry;
  const atLeft = (y: number) => ({ xref: 'paper', yref: 'y', x: 0, y, xshift: labelStart - left, xanchor: 'left' });
  const atRight = (y: number) => ({ xref: 'paper', yref: 'y', x: 1, y, xshift: right - edge - 9, xanchor: 'center' });
  return [
    ...headings(source, geometry, panels),
    ...bands.map(({ table, top }) =>
      note(bold(table), fontSize.heading, theme.tables[table].ink, atLeft(top + bandHeading / 2)),
    ),
    ...rows.map((row, index) =>
      note(labels[index]!, fontSize.label, row.idle ? theme.muted : theme.text, {
        ...atLeft(centres[index]!),
        hovertext: row.hover.map(plotlyText).join('<br>'),
      }),
    ),
    ...rows.flatMap(({ sign }, index) => {
      if (!sign) return [];
      const text = plotlyText(sign.text);
      const place = atRight(centres[index]!);
      return sign.strong
        ? [note(bold(text), fontSize.title, theme.dropInk, place)]
        : [note(text, fontSize.title, theme.muted, place)];
    }),
  ];
}
