/** What can be drawn: as SVG, and from it as PNG and PDF; saved as a file, and shown as the output of a cell. */
import { type MimeBundle, platform } from '../../platform';
import { resizeSvg } from '../draw/svgSize';
import { type Formats, saveAs } from './save';
import { checkSaveOptions, type Look, lookOf, type SaveOptions } from './saveOptions';
import { show } from './show';

/** Something with a picture. */
export interface Drawn {
  /** The picture as it was made. */
  toSvg(): string;
  /** `scale` is px of the image for each px of the SVG; 2 unless given. */
  toPng(scale?: number): Uint8Array;
  /** One page, as large as the picture, 96 px an inch. */
  toPdf(): Uint8Array;
}

/** Something that a notebook shows, and that can be written to a file. */
export interface Shown {
  /** One notebook output in all its forms. */
  bundle(): MimeBundle;
  /** The format is named by the ending of the path. Throws a `RangeError` for an unknown ending, and for an unknown option. */
  save(path: string, options?: SaveOptions): void;
  /** Shows it as the output of a notebook's cell; outside of a notebook prints the text. */
  show(): void;
}

/** An SVG with its title. */
export interface Picture {
  readonly title: string;
  readonly svg: string;
}

/** What is particular to one kind of picture or table. */
export interface DrawnSource {
  /** Draws it in a look; without one, as it was made. */
  readonly draw: (look?: Look) => Picture;
  /** The formats beside SVG, PNG and PDF; `sized` is the picture in the width that was asked for. */
  readonly formats: (look: Look | undefined, sized: () => string) => Formats;
  readonly bundle: () => MimeBundle;
  readonly text: () => string;
}

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** The picture in all formats; a notebook that prints it prints its text. */
export function createDrawn({ draw, formats, bundle, text }: DrawnSource): Drawn & Shown {
  const toPdf = ({ title, svg }: Picture, width?: number) => platform().drawPdf(title, resizeSvg(svg, width));
  const drawn: Drawn & Shown = {
    toSvg: () => draw().svg,
    toPng: (scale = 2) => platform().drawPng(draw().svg, scale),
    toPdf: () => toPdf(draw()),
    bundle,
    save: (path, options = {}) => {
      checkSaveOptions(options);
      const { scale = 2 } = options;
      const look = lookOf(options);
      const width = look?.width;
      const sized = () => resizeSvg(draw(look).svg, width);
      saveAs(path, {
        '.svg': sized,
        '.png': () => platform().drawPng(sized(), scale),
        '.pdf': () => toPdf(draw(look), width),
        ...formats(look, sized),
      });
    },
    show: () => show(bundle()),
  };
  return Object.defineProperty(drawn, INSPECT, { value: text });
}
