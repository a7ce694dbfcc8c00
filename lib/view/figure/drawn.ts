/** What can be drawn, as files: SVG, and from it PNG and PDF. */
import { svgToPdf } from '../../node/pdf';
import { svgToPng } from '../../node/png';
import { resizeSvg } from '../draw/svgSize';
import type { Formats } from './save';
import { type Look, lookOf, type SaveOptions } from './saveOptions';

export interface Drawn {
  toSvg(): string;
  /** `scale` is px of the image for each px of the SVG; 2 unless given. */
  toPng(scale?: number): Uint8Array;
  /** One page, as large as the picture, 96 px an inch. */
  toPdf(): Uint8Array;
}

export interface Picture {
  readonly title: string;
  readonly svg: string;
}

/** The pictures that `draw` makes: as drawn, and as files in any look and size. */
export function drawnFormats(draw: (look: Look) => Picture): {
  readonly drawn: Drawn;
  readonly files: (options: SaveOptions) => Formats;
} {
  const pdf = ({ title, svg }: Picture, width?: number) => svgToPdf(title, resizeSvg(svg, width));
  return {
    drawn: {
      toSvg: () => draw({}).svg,
      toPng: (scale) => svgToPng(draw({}).svg, scale),
      toPdf: () => pdf(draw({})),
    },
    files: (options) => {
      const picture = () => draw(lookOf(options) ?? {});
      const sized = () => resizeSvg(picture().svg, options.width);
      return {
        '.svg': sized,
        '.png': () => svgToPng(sized(), options.scale),
        '.pdf': () => pdf(picture(), options.width),
      };
    },
  };
}
