/** What a picture is made of, read from its SVG in the order in which it is painted. */
import { JSDOM } from 'jsdom';
import { type TextBox, textBoxes } from './textBoxes';

/** A box of one line is not higher, px. */
const LOW = 24;

export type Point = readonly [x: number, y: number];

/** px from the picture's left and top. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Painted {
  /** Its place in the order of painting. */
  readonly order: number;
}
export interface Area extends Painted, Box {
  readonly fill: string;
  readonly stroke: string;
}
export interface Text extends Painted, TextBox {}
/** Its corners as if they were not rounded. */
export interface Stroke extends Painted {
  readonly element: 'line' | 'path';
  readonly corners: readonly Point[];
  readonly colour: string;
  readonly width: number;
  readonly dash: string;
}
export interface Disc extends Painted {
  readonly centre: Point;
  readonly radius: number;
  readonly fill: string;
  readonly stroke: string;
}
export interface Arrow extends Painted {
  readonly tip: Point;
  readonly centre: Point;
  /** The middle of its broad side. */
  readonly back: Point;
  /** Degrees: 0 to the right, 90 down. */
  readonly angle: number;
  readonly colour: string;
}

export interface Shapes {
  readonly width: number;
  readonly height: number;
  /** All rectangles but the picture's ground. */
  readonly areas: readonly Area[];
  readonly texts: readonly Text[];
  readonly strokes: readonly Stroke[];
  readonly discs: readonly Disc[];
  readonly arrows: readonly Arrow[];
}

export function shapesOf(svg: string): Shapes {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
  const boxes = textBoxes(svg);
  const root = document.documentElement;
  const elements = [...document.querySelectorAll('rect, text, path, line, circle, polygon')].filter(
    (one) => one.closest('defs, pattern, clipPath') === null,
  );
  const number = (one: Element, name: string): number => Number(one.getAttribute(name) ?? 0);
  const named = <T>(name: string, read: (one: Element, order: number) => T): readonly T[] =>
    elements.flatMap((one, order) => (one.localName === name ? [read(one, order)] : []));
  const look = (one: Element) => ({ fill: one.getAttribute('fill') ?? '', stroke: one.getAttribute('stroke') ?? '' });
  const areas = named('rect', (one, order): Area => {
    const [left, top] = [number(one, 'x'), number(one, 'y')];
    return { order, left, top, right: left + number(one, 'width'), bottom: top + number(one, 'height'), ...look(one) };
  });
  const lines = named('line', (one, order): Stroke => {
    const end = (at: 1 | 2): Point => [number(one, `x${at}`), number(one, `y${at}`)];
    return { order, element: 'line', corners: [end(1), end(2)], ...strokeLook(one) };
  });
  const paths = elements.flatMap((one, order): readonly Stroke[] => {
    if (one.localName !== 'path' || !one.hasAttribute('stroke')) return [];
    return pieces(one.getAttribute('d') ?? '').map((corners) => {
      return { order, element: 'path', corners, ...strokeLook(one) };
    });
  });
  return {
    width: number(root, 'width'),
    height: number(root, 'height'),
    areas: areas.slice(1),
    texts: named('text', (_, order) => order).flatMap((order, index) => {
      const box = boxes[index];
      return box === undefined ? [] : [{ order, ...box }];
    }),
    strokes: [...lines, ...paths],
    discs: named('circle', (one, order) => {
      return { order, centre: [number(one, 'cx'), number(one, 'cy')], radius: number(one, 'r'), ...look(one) };
    }),
    arrows: named('polygon', arrowOf).flatMap((arrow) => (arrow ? [arrow] : [])),
  };
}

function strokeLook(one: Element): Pick<Stroke, 'colour' | 'width' | 'dash'> {
  const of = (name: string) => one.getAttribute(name) ?? '';
  return { colour: of('stroke'), width: Number(of('stroke-width') || 1), dash: of('stroke-dasharray') };
}

/** The corners of each piece of a path; of a curve, what draws it to its side. */
function pieces(path: string): readonly (readonly Point[])[] {
  const all: Point[][] = [];
  for (const [, command = '', rest = ''] of path.matchAll(/([MLQCVHZ])([^MLQCVHZ]*)/g)) {
    const numbers = [...rest.matchAll(/-?[\d.]+/g)].map(Number);
    const points = numbers.flatMap((y, index): readonly Point[] =>
      index % 2 === 1 ? [[numbers[index - 1] ?? 0, y]] : [],
    );
    const piece = all.at(-1) ?? [];
    const [lastX, lastY] = piece.at(-1) ?? [0, 0];
    if (command === 'M') all.push([...points]);
    else if (command === 'V') piece.push([lastX, numbers[0] ?? lastY]);
    else if (command === 'H') piece.push([numbers[0] ?? lastX, lastY]);
    else if (command === 'Z') piece.push(piece[0] ?? [0, 0]);
    // A round corner begins where its first side ends, short of the corner itself.
    else if (command === 'Q') piece.splice(-1, 1, ...points);
    else piece.push(...points);
  }
  return all.map(withoutRounding);
}

/** Where a round corner ends, its two sides go on straight. */
function withoutRounding(piece: readonly Point[]): readonly Point[] {
  return piece.filter(([x, y], index) => {
    const [before, after] = [piece[index - 1], piece[index + 1]];
    if (before === undefined || after === undefined) return true;
    const turn = (x - before[0]) * (after[1] - y) - (y - before[1]) * (after[0] - x);
    return Math.abs(turn) > 0.5;
  });
}

function arrowOf(one: Element, order: number): Arrow | undefined {
  const place = /translate\((-?[\d.]+) (-?[\d.]+)\) rotate\((-?[\d.]+)\)/.exec(one.getAttribute('transform') ?? '');
  const size = Number(/^(-?[\d.]+),0 /.exec(one.getAttribute('points') ?? '')?.[1]);
  if (place === null) return undefined;
  const [x = 0, y = 0, angle = 0] = place.slice(1).map(Number);
  const turned = (angle * Math.PI) / 180;
  const along = (length: number): Point => [x + length * Math.cos(turned), y + length * Math.sin(turned)];
  const colour = one.getAttribute('fill') ?? '';
  return { order, tip: along(size), centre: [x, y], back: along(-size), angle, colour };
}

/** px from a point to the nearest one of a stroke. */
export function distance([x, y]: Point, { corners }: Pick<Stroke, 'corners'>): number {
  return Math.min(
    ...partsOf({ corners }).map(([[fromX, fromY], [toX, toY]]) => {
      const [alongX, alongY] = [toX - fromX, toY - fromY];
      const length = alongX ** 2 + alongY ** 2;
      const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - fromX) * alongX + (y - fromY) * alongY) / length));
      return Math.hypot(x - fromX - share * alongX, y - fromY - share * alongY);
    }),
  );
}

export function holds(outer: Box, inner: Box, slack = 0): boolean {
  return (
    inner.left >= outer.left - slack &&
    inner.right <= outer.right + slack &&
    inner.top >= outer.top - slack &&
    inner.bottom <= outer.bottom + slack
  );
}

function meets(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** What has been painted over `under` before `text` was: it cannot be seen behind it. */
function isHidden({ areas }: Shapes, under: Painted, text: Text): boolean {
  return areas.some(
    (area) => area.order > under.order && area.order < text.order && area.fill !== 'none' && holds(area, text, 1),
  );
}

/** The straight parts of a stroke. */
export function partsOf({ corners }: Pick<Stroke, 'corners'>): readonly (readonly [Point, Point])[] {
  return corners.slice(1).map((end, index) => [corners[index] ?? end, end] as const);
}

/** Whether a part of the stroke lies in the box, of more than its edge. */
export function passes(stroke: Pick<Stroke, 'corners'>, { left, top, right, bottom }: Box): boolean {
  return partsOf(stroke).some(([[fromX, fromY], [toX, toY]]) => {
    const part = {
      left: Math.min(fromX, toX),
      right: Math.max(fromX, toX),
      top: Math.min(fromY, toY),
      bottom: Math.max(fromY, toY),
    };
    return part.left < right - 1 && part.right > left + 1 && part.top < bottom - 1 && part.bottom > top + 1;
  });
}

/** Where parts of both run along each other, the least distance of their middles; Infinity where none do. */
export function leastGap(one: Stroke, other: Stroke): number {
  const gaps = partsOf(one).flatMap((a) => partsOf(other).map((b) => gapOf(a, b)));
  return Math.min(...gaps, Number.POSITIVE_INFINITY);
}

function gapOf(one: readonly [Point, Point], other: readonly [Point, Point]): number {
  for (const [along, across] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const isAlong = [one, other].every(([from, to]) => from[across] === to[across] && from[along] !== to[along]);
    const range = ([from, to]: readonly [Point, Point]) =>
      [Math.min(from[along], to[along]), Math.max(from[along], to[along])] as const;
    const [a, b] = [range(one), range(other)];
    const shared = Math.min(a[1], b[1]) - Math.max(a[0], b[0]);
    if (isAlong && shared > 2) return Math.abs(one[0][across] - other[0][across]);
  }
  return Number.POSITIVE_INFINITY;
}

/** Texts that leave the picture. */
export function textsOutside({ width, height, texts }: Shapes): readonly string[] {
  return texts
    .filter((text) => !holds({ left: 0, top: 0, right: width, bottom: height }, text))
    .map(({ text }) => text);
}

/** What else leaves it. */
export function outside({ width, height, areas, strokes, discs, arrows }: Shapes): readonly string[] {
  const picture = { left: 0, top: 0, right: width, bottom: height };
  const point = ([x, y]: Point, reach = 0): Box => {
    return { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
  };
  const said: readonly (readonly [string, Box])[] = [
    ...areas.map((area) => ['area', area] as const),
    ...strokes.flatMap(({ corners }) => corners.map((corner) => ['stroke', point(corner)] as const)),
    ...discs.map(({ centre, radius }) => ['disc', point(centre, radius)] as const),
    ...arrows.map(({ tip }) => ['arrow', point(tip)] as const),
  ];
  return said
    .filter(([, box]) => !holds(picture, box, 0.01))
    .map(([kind, { left, top }]) => `${kind} at ${left} ${top}`);
}

/** Texts that lie in a box in part only, whose edge so runs through them. */
export function cutByEdges(shapes: Shapes): readonly string[] {
  const { areas, texts } = shapes;
  return texts.flatMap((text) =>
    areas
      .filter((area) => area.stroke !== '' && meets(area, text) && !holds(area, text) && !isHidden(shapes, area, text))
      .map(({ left, top }) => `${text.text} by the box at ${left} ${top}`),
  );
}

/** Lines of text that stand alone in a low box, and not halfway up in it. */
export function offCentre({ areas, texts }: Shapes, background: string): readonly string[] {
  const size = ({ left, right, top, bottom }: Box) => (right - left) * (bottom - top);
  return texts.flatMap((text) => {
    const line = { ...text, top: text.middle - 3, bottom: text.middle + 3 };
    const around = areas.filter(
      // What only hides what is behind it is not seen.
      (area) => area.order < text.order && holds(area, line) && !(area.fill === background && area.stroke === ''),
    );
    const [box] = around.sort((one, other) => size(one) - size(other));
    if (box === undefined || box.bottom - box.top > LOW) return [];
    const away = text.middle - middleY(box);
    return Math.abs(away) < 0.6 ? [] : [`${text.text} by ${away.toFixed(1)} px`];
  });
}

/** Texts that a stroke runs through, other than the pale lines of `grid`. */
export function crossedByStrokes(shapes: Shapes, grid: string): readonly string[] {
  const { texts } = shapes;
  const strokes = shapes.strokes.filter(({ colour }) => colour !== grid);
  return texts.flatMap((text) =>
    strokes
      .filter((stroke) => runsThrough(stroke, text) && !isHidden(shapes, stroke, text))
      .map(({ corners: [start = [0, 0]] }) => `${text.text} by the stroke from ${start.join(' ')}`),
  );
}

function runsThrough({ corners, width }: Stroke, text: Text): boolean {
  const reach = width / 2;
  return corners.slice(1).some(([x, y], index) => {
    const [fromX, fromY] = corners[index] ?? [x, y];
    // Slanting ones sink by a few px only.
    const part = {
      left: Math.min(x, fromX) - reach,
      right: Math.max(x, fromX) + reach,
      top: Math.min(y, fromY) - reach,
      bottom: Math.max(y, fromY) + reach,
    };
    return (x === fromX || y === fromY) && meets(part, text);
  });
}

/** Arrowheads that stand on no stroke of their colour. */
export function looseArrows({ arrows, strokes }: Shapes): readonly string[] {
  return arrows
    .filter(({ centre, back, colour }) => {
      const own = strokes.filter((one) => one.colour === colour);
      return !own.some((one) => Math.min(distance(centre, one), distance(back, one)) < 2);
    })
    .map(({ centre }) => centre.join(' '));
}

/** Arrowheads that point elsewhere than the straight stroke of their colour under them runs. */
export function twistedArrows({ arrows, strokes }: Shapes): readonly string[] {
  return arrows
    .filter(({ centre, back, angle, colour }) => {
      const under = strokes
        .filter((one) => one.colour === colour)
        .flatMap(partsOf)
        .filter((part) => Math.min(distance(centre, { corners: part }), distance(back, { corners: part })) < 2);
      return (
        under.length > 0 && !under.some((part) => Math.abs(Math.sin(slope(part) - (angle * Math.PI) / 180)) < 0.01)
      );
    })
    .map(({ centre, angle }) => `${centre.join(' ')} at ${angle}°`);
}

function slope([[fromX, fromY], [toX, toY]]: readonly [Point, Point]): number {
  return Math.atan2(toY - fromY, toX - fromX);
}

/** px between a picture's lower edge and what is lowest in it. */
export function roomBelow({ height, areas, texts, strokes, discs }: Shapes): number {
  const ends = [
    ...[...areas, ...texts].map(({ bottom }) => bottom),
    ...strokes.flatMap(({ corners }) => corners.map(([, y]) => y)),
    ...discs.map(({ centre: [, y], radius }) => y + radius),
  ];
  return height - Math.max(...ends);
}

/** Texts that a cross covers. */
export function crossedOut({ discs, texts }: Shapes): readonly string[] {
  return texts
    .filter((text) =>
      discs.some(({ centre: [x, y], radius }) => {
        const box = { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
        return radius >= 8 && meets(box, text);
      }),
    )
    .map(({ text }) => text);
}

export function middleX({ left, right }: Pick<Box, 'left' | 'right'>): number {
  return (left + right) / 2;
}

export function middleY({ top, bottom }: Pick<Box, 'top' | 'bottom'>): number {
  return (top + bottom) / 2;
}

/** What a picture has to have; says what is missing. */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`There is no ${what}.`);
  return value;
}
