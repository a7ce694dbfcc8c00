/** A picture in every form that a report needs: SVG, PNG, PDF, text, rows as CSV, live chart, notebook output, file. */

import { type MimeBundle, platform } from '../../platform';
import { encodeBase64 } from './base64';
import { type Row, toCsv } from './csv';
import { createDrawn, type Drawn, type Shown } from './drawn';
import { htmlPage } from './htmlPage';
import { withoutControls } from './plainText';
import type { Look } from './saveOptions';
import { shownPngScale } from './show';

/** A plotly chart as data: what `application/vnd.plotly.v1+json` carries. */
export interface PlotlyJson {
  /** The traces. */
  readonly data: readonly Readonly<Record<string, unknown>>[];
  /** What is around them. */
  readonly layout: Readonly<Record<string, unknown>>;
  /** How the chart behaves. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A picture. It is saved by file ending: .svg .png .pdf .csv .json .html .txt. */
export interface Figure extends Drawn, Shown {
  /** The finding. */
  readonly title: string;
  /** Says what the picture shows, for those who do not see it. */
  readonly alt: string;
  /** The picture as lines of text. */
  toText(): string;
  /** The rows behind the picture. */
  toCsv(): string;
  /** The live chart's JSON, or the rows where there is no live chart. */
  toJson(): string;
  /** One page that needs nothing else. */
  toHtml(): string;
  /** The same picture in another look. */
  restyle(look: Look): Figure;
}

/** What is particular to one picture; everything else follows. */
export interface FigureSource {
  /** The finding, as a sentence. */
  readonly title: string;
  /** Says what the picture shows, for those who do not see it. */
  readonly alt: string;
  /** Draws the picture: an `<svg>` element. */
  readonly svg: () => string;
  /** Makes the picture again, in another look. */
  readonly restyle: (look: Look) => Figure;
  /** The picture as lines of text. */
  readonly text: () => string;
  /** The rows behind the picture. */
  readonly rows: readonly Row[];
  /** The columns of the CSV; those of the first row unless given. */
  readonly columns?: readonly string[];
  /** The live chart, where there is one. */
  readonly plotly?: PlotlyJson;
  /** What pages with a program of ours show in place of the picture, by mime type; with it goes no PNG, which would be most of the output. */
  readonly live?: () => MimeBundle;
}

/**
 * A picture of one's own that is shown and saved as the others are.
 *
 * @example
 * ```ts
 * import { createFigure, type Figure } from 'chainwalk/view';
 *
 * function bar(length: number, title = 'A bar'): Figure {
 *   const svg = () =>
 *     `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><rect width="${length}" height="9"/></svg>`;
 *   const restyle = (look: { readonly title?: string }) => bar(length, look.title ?? title);
 *   return createFigure({ title, alt: title, svg, restyle, text: () => '#'.repeat(length / 10), rows: [{ length }] });
 * }
 * bar(40).toText(); // → '####'
 * bar(40).restyle({ title: 'Another' }).title; // → 'Another'
 * ```
 */
export function createFigure({
  title,
  alt,
  svg,
  restyle,
  text: write,
  rows,
  columns,
  plotly,
  live,
}: FigureSource): Figure {
  const text = (): string => withoutControls(write());
  let drawn: string | undefined;
  const toSvg = (): string => {
    drawn ??= svg();
    return drawn;
  };
  const inLook = (look: Look | undefined) => (look === undefined ? figure : restyle(look));
  const bundle = (): MimeBundle => ({
    ...(plotly && { 'application/vnd.plotly.v1+json': plotly }),
    ...live?.(),
    'image/svg+xml': toSvg(),
    ...(platform().showsPng && live === undefined && { 'image/png': encodeBase64(figure.toPng(shownPngScale())) }),
    'text/plain': text(),
  });
  const formats = (look: Look | undefined, sized: () => string) => {
    const styled = () => inLook(look);
    return {
      '.csv': () => styled().toCsv(),
      '.json': () => styled().toJson(),
      '.html': () => htmlPage(styled().title, sized(), look?.theme),
      '.txt': () => `${styled().toText()}\n`,
    };
  };
  const draw = (look?: Look) => {
    const styled = look === undefined ? { title, toSvg } : restyle(look);
    return { title: styled.title, svg: styled.toSvg() };
  };
  const figure: Figure = Object.assign(createDrawn({ draw, formats, bundle, text }), {
    title,
    alt,
    restyle,
    toText: text,
    toCsv: () => toCsv(rows, columns),
    toJson: () => `${JSON.stringify(plotly ?? { title, alt, rows }, null, 2)}\n`,
    toHtml: () => htmlPage(title, toSvg()),
  });
  return figure;
}
