/** SVG as text, escaped by construction: a string becomes markup only as an escaped attribute or text node. */

import { fontStyle } from './embedFonts';
import type { Font } from './font';
import { escapeMarkup, type Markup } from './markup';
import { FONT_FAMILY } from './theme';

/** Finished markup of a picture. */
export type Svg = Markup;

type Attributes = Readonly<Record<string, string | number | undefined>>;
type Child = Svg | string | undefined | false;

/** A number with at most two decimals, so that the same picture is the same text everywhere. */
export function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}

/** An element with its attributes and what is in it: text is escaped, numbers have two decimals, `undefined` is left out. */
export function element(name: string, attributes: Attributes, ...children: readonly Child[]): Svg {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeMarkup(value ?? '')}"`)
    .join('');
  const inner = children
    .map((child) => (typeof child === 'string' ? escapeMarkup(child) : child ? child.markup : ''))
    .join('');
  return { markup: inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>` };
}

/** Parts as one. */
export function group(children: readonly Child[], attributes: Attributes = {}): Svg {
  return element('g', attributes, ...children);
}

/** How a line of text looks, and which end of it stands at its place. */
export interface TextStyle extends Font {
  readonly fill: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** One line of text on a baseline; `full` is shown on hover where the line was cut. */
export function textLine(x: number, y: number, content: string, style: TextStyle, full?: string): Svg {
  return element(
    'text',
    {
      x,
      y,
      fill: style.fill,
      'font-family': FONT_FAMILY[style.family],
      'font-size': style.size,
      'font-weight': style.weight === 'bold' ? 'bold' : undefined,
      'text-anchor': style.anchor === 'start' ? undefined : style.anchor,
    },
    full !== undefined && full !== content && element('title', {}, full),
    content,
  );
}

/** A stable short name for ids in a picture, so that several pictures can stand on one page. FNV-1a, 32 bits. */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/** A picture: sizes in px, colours as `#RRGGBB`. */
export interface SvgDocument {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly title: string;
  /** The text alternative. */
  readonly alt: string;
  readonly body: readonly Svg[];
}

/** A whole SVG file. */
export function svgDocument({ width, height, background, title, alt, body }: SvgDocument): string {
  const markup = body.map((part) => part.markup).join('');
  const fonts = fontStyle(markup);
  const id = `p${fingerprint(title + alt + markup)}`;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${round(width)} ${round(height)}`,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-desc`,
    },
    element('title', { id: `${id}-title` }, title),
    element('desc', { id: `${id}-desc` }, alt),
    fonts !== '' && element('style', {}, fonts),
    element('rect', { width, height, fill: background }),
    ...body,
  ).markup;
}
