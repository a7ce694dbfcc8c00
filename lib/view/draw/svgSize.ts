/** The size of an SVG as its root element states it. */
import { round } from './svg';

/** Of a picture. */
export interface Size {
  /** In px. */
  readonly width: number;
  readonly height: number;
}

const ROOT = /<svg[^>]*>/;

function attribute(tag: string, name: string): number {
  const value = Number.parseFloat(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
  if (Number.isNaN(value)) throw new Error(`the SVG does not state its ${name}`);
  return value;
}

/** Throws an Error if the root element does not state it. */
export function svgSize(svg: string): Size {
  const [tag = ''] = ROOT.exec(svg) ?? [];
  return { width: attribute(tag, 'width'), height: attribute(tag, 'height') };
}

/** The same picture at another width: what is in it grows or shrinks with it. */
export function resizeSvg(svg: string, width: number | undefined): string {
  if (width === undefined) return svg;
  const size = svgSize(svg);
  return svg.replace(ROOT, (tag) => {
    const viewBox = / viewBox="/.test(tag) ? tag : tag.replace('>', ` viewBox="0 0 ${size.width} ${size.height}">`);
    return viewBox
      .replace(/ width="[^"]*"/, ` width="${round(width)}"`)
      .replace(/ height="[^"]*"/, ` height="${round((size.height * width) / size.width)}"`);
  });
}
