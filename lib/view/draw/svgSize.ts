/** The size of an SVG, as its root element states it or leaves it to be found out. */
import { round } from './svg';

/** Of a picture. */
export interface Size {
  /** In px. */
  readonly width: number;
  readonly height: number;
}

const ROOT = /<svg[^>]*>/;
/** In px (CSS Values 3, section 5.2); what is a part of the page or of the font states nothing here. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 4 / 3,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
};
/** Of a picture that says nothing of it (CSS 2.1, section 10.3.2). */
const DEFAULT: Size = { width: 300, height: 150 };

/** The stated width and height; what is not stated is taken from the viewBox, and without one it is 300 to 150 px. */
export function svgSize(svg: string): Size {
  const [tag = ''] = ROOT.exec(svg) ?? [];
  const shape = viewBoxSize(tag) ?? DEFAULT;
  const width = pixels(tag, 'width');
  const height = pixels(tag, 'height');
  if (width === undefined && height === undefined) return shape;
  return {
    width: width ?? ((height ?? 0) * shape.width) / shape.height,
    height: height ?? ((width ?? 0) * shape.height) / shape.width,
  };
}

/** The picture whose root element states its width, its height and its viewBox: the same words if it does already. */
export function statedSvg(svg: string): string {
  const [tag = ''] = ROOT.exec(svg) ?? [];
  const isStated = pixels(tag, 'width') !== undefined && pixels(tag, 'height') !== undefined;
  if (isStated && viewBoxSize(tag) !== undefined) return svg;
  const { width, height } = svgSize(svg);
  const box = viewBoxSize(tag) === undefined ? ` viewBox="0 0 ${width} ${height}"` : '';
  const bare = ['width', 'height', ...(box === '' ? [] : ['viewBox'])].reduce(withoutAttribute, tag);
  return svg.replace(ROOT, () => bare.replace('<svg', `<svg${box} width="${width}" height="${height}"`));
}

/** The same picture at another width in px: what is in it grows or shrinks with it. */
export function resizeSvg(svg: string, width: number | undefined): string {
  if (width === undefined) return svg;
  const size = svgSize(svg);
  const height = (size.height * width) / size.width;
  return statedSvg(svg).replace(ROOT, (tag) =>
    tag
      .replace(attributePattern('width'), ` width="${round(width)}"`)
      .replace(attributePattern('height'), ` height="${round(height)}"`),
  );
}

function pixels(tag: string, name: string): number | undefined {
  const [, number, unit = ''] = /^\s*(\d*\.?\d+)([a-z]*)\s*$/i.exec(attribute(tag, name)) ?? [];
  const value = Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  return value > 0 ? value : undefined;
}

function viewBoxSize(tag: string): Size | undefined {
  const numbers = attribute(tag, 'viewBox')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [, , width = 0, height = 0] = numbers;
  return numbers.length === 4 && width > 0 && height > 0 ? { width, height } : undefined;
}

function attribute(tag: string, name: string): string {
  return attributePattern(name).exec(tag)?.slice(1).join('') ?? '';
}

function withoutAttribute(tag: string, name: string): string {
  return tag.replace(attributePattern(name), '');
}

/** An attribute and what stands before it, with its value between quotes of either kind. */
function attributePattern(name: string): RegExp {
  return new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`);
}
