/** A picture in every form that a report needs: SVG, PNG, PDF, text, rows as CSV, live chart, notebook output, file. */

import { encodeBase64 } from '../../packet/base64';
import type { MimeBundle, PlotlyJson } from '../../platform';
import { type Row, toCsv } from './csv';
import { createDrawn, type Drawn, type Shown } from './drawn';
import { htmlPage } from './htmlPage';
import { withoutControls } from './plainText';
import type { Look } from './saveOptions';
import { shownPngScale } from './show';

export type { PlotlyJson };

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
  readonly title: string;
  readonly alt: string;
  readonly svg: () => string;
  /** Makes the picture again, in another look. */
  readonly restyle: (look: Look) => Figure;
  readonly text: () => string;
  readonly rows: readonly Row[];
  /** The columns of the CSV; those of the first row unless given. */
  readonly columns?: readonly string[];
  readonly plotly?: PlotlyJson;
}

/** A figure from what is particular to it; each form is made when it is first needed. */
export function createFigure({ title, alt, svg, restyle, text: write, rows, columns, plotly }: FigureSource): Figure {
  const text = (): string => withoutControls(write());
  let drawn: string | undefined;
  const toSvg = (): string => {
    drawn ??= svg();
    return drawn;
  };
  const inLook = (look: Look | undefined) => (look === undefined ? figure : restyle(look));
  const bundle = (): MimeBundle => ({
    ...(plotly && { 'application/vnd.plotly.v1+json': plotly }),
    'image/svg+xml': toSvg(),
    'image/png': encodeBase64(figure.toPng(shownPngScale())),
    'text/plain': text(),
  });
  const formats = (look: Look | undefined, sized: () => string) => {
    const styled = inLook(look);
    return {
      '.csv': styled.toCsv,
      '.json': styled.toJson,
      '.html': () => htmlPage(styled.title, sized(), look?.theme),
      '.txt': () => `${styled.toText()}\n`,
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
