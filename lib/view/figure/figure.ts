/** A picture in every form that a report needs: SVG, PNG, PDF, text, rows as CSV, live chart, notebook output, file. */

import { svgToPdf } from '../../node/pdf';
import { svgToPng } from '../../node/png';
import { resizeSvg } from '../draw/svgSize';
import { type Row, toCsv } from './csv';
import { htmlPage } from './htmlPage';
import { withoutControls } from './plainText';
import { saveAs } from './save';
import { checkSaveOptions, type Look, lookOf, type SaveOptions } from './saveOptions';
import { type MimeBundle, show, shownPngScale } from './show';

/** A plotly chart as data: what `application/vnd.plotly.v1+json` carries. */
export interface PlotlyJson {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface Figure {
  /** The finding. */
  readonly title: string;
  /** Says what the picture shows, for those who do not see it. */
  readonly alt: string;
  toSvg(): string;
  /** `scale` is px of the image for each px of the SVG; 2 unless given. */
  toPng(scale?: number): Uint8Array;
  /** One page, as large as the picture, 96 px an inch. */
  toPdf(): Uint8Array;
  /** The picture as lines of text. */
  toText(): string;
  /** The rows behind the picture. */
  toCsv(): string;
  /** The live chart's JSON, or the rows where there is no live chart. */
  toJson(): string;
  /** One page that needs nothing else. */
  toHtml(): string;
  /** One notebook output in all its forms. */
  bundle(): MimeBundle;
  /** The same picture in another look. */
  restyle(look: Look): Figure;
  /** By file ending: .svg .png .pdf .csv .json .html .txt. Throws a RangeError for any other, and for an unknown option. */
  save(path: string, options?: SaveOptions): void;
  /** Shows the picture as a notebook cell's output; outside of a notebook prints the text. */
  show(): void;
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

const inspect = Symbol.for('nodejs.util.inspect.custom');

export function createFigure({ title, alt, svg, restyle, text: write, rows, columns, plotly }: FigureSource): Figure {
  const text = (): string => withoutControls(write());
  let drawn: string | undefined;
  const toSvg = (): string => {
    drawn ??= svg();
    return drawn;
  };
  const figure: Figure = {
    title,
    alt,
    toSvg,
    toPng: (scale = 2) => svgToPng(toSvg(), scale),
    toPdf: () => svgToPdf(title, toSvg()),
    restyle,
    toText: text,
    toCsv: () => toCsv(rows, columns),
    toJson: () => `${JSON.stringify(plotly ?? { title, alt, rows }, null, 2)}\n`,
    toHtml: () => htmlPage(title, toSvg()),
    bundle: () => ({
      ...(plotly && { 'application/vnd.plotly.v1+json': plotly }),
      'image/svg+xml': toSvg(),
      'image/png': Buffer.from(figure.toPng(shownPngScale())).toString('base64'),
      'text/plain': text(),
    }),
    save: (path, options = {}) => {
      checkSaveOptions(options);
      const look = lookOf(options);
      const styled = look === undefined ? figure : restyle(look);
      const sized = (): string => resizeSvg(styled.toSvg(), options.width);
      saveAs(path, {
        '.svg': sized,
        '.png': () => svgToPng(sized(), options.scale),
        '.pdf': () => svgToPdf(styled.title, sized()),
        '.csv': styled.toCsv,
        '.json': styled.toJson,
        '.html': () => htmlPage(styled.title, sized(), options.theme),
        '.txt': () => `${styled.toText()}\n`,
      });
    },
    show: () => show(figure.bundle()),
  };
  return Object.defineProperty(figure, inspect, { value: text });
}
