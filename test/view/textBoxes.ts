/** The texts of an SVG as boxes, to see whether any leaves the picture or covers another. */
import { JSDOM } from 'jsdom';
import { lineExtent, textWidth } from '../../lib/view/draw/fontMetrics';

/** Height of a capital in em: 0.69 of Arimo, 0.66 of Cousine. */
const CAPITAL = 0.69;

export interface TextBox {
  readonly text: string;
  readonly fill: string;
  readonly isBold: boolean;
  /** What a pointer over it is told: the whole text. */
  readonly hint: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Of its capitals and digits, halfway between the line that they stand on and their tops. */
  readonly middle: number;
}

const decode = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** The box of every text element, measured as the picture's author measured it; it may begin with a bold part. */
export function textBoxes(svg: string): readonly TextBox[] {
  const elements = svg.matchAll(
    /<text ([^>]*)>(?:<title>(.*?)<\/title>)?(?:<tspan font-weight="bold">([^<]*)<\/tspan>)?([^<]*)<\/text>/g,
  );
  return [...elements].map(([, attributes = '', hint = '', bold = '', content = '']) => {
    const get = (name: string): string => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    const font = {
      family: get('font-family').startsWith('Cousine') ? ('mono' as const) : ('sans' as const),
      size: Number(get('font-size')),
      weight: get('font-weight') === 'bold' ? ('bold' as const) : ('normal' as const),
    };
    const [first, rest] = [decode(bold), decode(content)];
    const width = textWidth(first, { ...font, weight: 'bold' }) + textWidth(rest, font);
    const anchor = get('text-anchor');
    const left = Number(get('x')) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
    const { ascent, descent } = lineExtent(font);
    // Capitals and digits do not fill the whole line: neighbours may share a pixel of it.
    const [top, bottom] = [Number(get('y')) - ascent * 0.8, Number(get('y')) + descent * 0.8];
    const look = { fill: get('fill'), isBold: font.weight === 'bold', hint: decode(hint) || first + rest };
    const middle = Number(get('y')) - (CAPITAL * font.size) / 2;
    return { text: first + rest, ...look, left, right: left + width, top, bottom, middle };
  });
}

/** Pairs of texts that cover each other. */
export function overlaps(boxes: readonly TextBox[]): readonly (readonly [string, string])[] {
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (other) =>
          one.left < other.right - 0.5 &&
          other.left < one.right - 0.5 &&
          one.top < other.bottom &&
          other.top < one.bottom,
      )
      .map((other) => [one.text, other.text] as const),
  );
}

/** Texts that leave the picture. */
export function clipped(svg: string): readonly string[] {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!;
  return textBoxes(svg)
    .filter(({ left, right, top, bottom }) => left < 0 || top < 0 || right > Number(width) || bottom > Number(height))
    .map(({ text }) => text);
}

/** The colour of the last rectangle that is painted behind a text, for each line of that text; the whole picture's own at least. */
export function groundsBehind(svg: string, text: string): readonly (string | null)[] {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  const number = (element: Element, name: string): number => Number(element.getAttribute(name));
  return [...document.querySelectorAll('text')]
    .filter(({ textContent }) => textContent === text)
    .map((line) => {
      const behind = [...document.querySelectorAll('rect')].filter((rect) => {
        const [x, y] = [number(line, 'x') - number(rect, 'x'), number(line, 'y') - number(rect, 'y')];
        return x >= 0 && x <= number(rect, 'width') && y >= 0 && y <= number(rect, 'height');
      });
      return behind.at(-1)?.getAttribute('fill') ?? null;
    });
}
