/** Pictures that are saved for a column of paper: read without a glass, nothing cut off, nothing covered. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Drawn, Shown } from '../../../lib/view/figure/drawn';
import type { Width } from '../../../lib/view/figure/saveOptions';
import { pathMap } from '../../../lib/view/path/pathMap';
import { type Article, runArticle } from '../articleAccesses';
import { LAID_OUT, OF_THE_ARTICLE, picturesOf } from '../figureKinds';
import { clientToNg1 } from '../fixtures';
import { clipped, overlaps, textBoxes } from '../textBoxes';

let folder: string;
let article: Article;
beforeAll(async () => {
  article = await runArticle();
  folder = mkdtempSync(join(tmpdir(), 'chainwalk-width-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function saved(picture: { save(path: string, options: { readonly width: Width }): void }, width: Width): string {
  const path = join(folder, 'picture.svg');
  picture.save(path, { width });
  return readFileSync(path, 'utf8');
}

/** Of a sheet of A4 in px, without margins of 20 mm. */
const PAGE_HEIGHT = (257 * 96) / 25.4;

function height(svg: string): number {
  return Number(/<svg [^>]*?height="([\d.]+)"/.exec(svg)?.[1]);
}

type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/** The straight parts of thick strokes without round corners' pieces. */
function strokes(svg: string): readonly (readonly Segment[])[] {
  return [...svg.matchAll(/<path d="([^"]+)" fill="none" stroke="[^"]+" stroke-width="([\d.]+)"/g)]
    .filter(([, , width]) => Number(width) >= 2)
    .map(([, d = '']) => {
      const points = [...d.matchAll(/([MLQ])(-?[\d.]+) (-?[\d.]+)(?: (-?[\d.]+) (-?[\d.]+))?/g)].map(
        ([, , x, y, toX, toY]) => [Number(toX ?? x), Number(toY ?? y)] as const,
      );
      return points.slice(1).flatMap(([x, y], index) => {
        const [fromX = 0, fromY = 0] = points[index] ?? [];
        return fromX === x || fromY === y ? [[fromX, fromY, x, y] as const] : [];
      });
    });
}

/** Where an upright part of one crosses a level part of the other. */
function crossings(one: readonly Segment[], other: readonly Segment[]): readonly (readonly [Segment, Segment])[] {
  const within = (value: number, a: number, b: number) => value > Math.min(a, b) && value < Math.max(a, b);
  const cross = (a: Segment, b: Segment) => within(a[0], b[0], b[2]) && within(b[1], a[1], a[3]);
  return one.flatMap((a) => other.filter((b) => cross(a, b) || cross(b, a)).map((b) => [a, b] as const));
}

/** In points on paper: what the picture is scaled by, and 96 px an inch. */
function smallestPoints(svg: string): number {
  const [, width, , shape] = /<svg [^>]*?width="([\d.]+)" height="([\d.]+)" viewBox="0 0 ([\d.]+)/.exec(svg)!;
  const sizes = [...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
  return ((Math.min(...sizes) * Number(width)) / Number(shape)) * 0.75;
}

const WIDTHS = ['84mm', '174mm'] as const;

function expectReadable(picture: Drawn & Shown, width: (typeof WIDTHS)[number]): void {
  const svg = saved(picture, width);
  expect(Number(/width="([\d.]+)"/.exec(svg)?.[1])).toBeCloseTo((Number.parseInt(width, 10) * 96) / 25.4, 1);
  expect(smallestPoints(svg)).toBeGreaterThanOrEqual(7);
  expect([clipped(svg), overlaps(textBoxes(svg))]).toEqual([[], []]);
}

describe.each(WIDTHS)(
  'a picture saved for %s: 7 pt at least, within its edges, no texts across each other',
  (width) => {
    it.each(picturesOf(LAID_OUT))('%s of %s', (_, __, picture) => expectReadable(picture, width));
    it.each(Object.entries(OF_THE_ARTICLE))('%s of the article', (_, draw) => expectReadable(draw(article), width));
  },
);

describe('a path map for a narrow column', () => {
  it.each(['06', '10', '15', '18'])('of access %s is not higher than a page', (step) => {
    const { journeys } = article.accesses.get(step)!;
    expect(height(saved(pathMap(journeys, { title: 'A path' }), '84mm'))).toBeLessThanOrEqual(PAGE_HEIGHT);
  });

  it('has strokes that do not cross, though they pass hooks beside their cards', () => {
    const svg = saved(pathMap(clientToNg1.journeys, { title: 'There and back' }), '84mm');
    const [one, other, ...more] = strokes(svg);
    expect(more).toEqual([]);
    expect(crossings(one ?? [], other ?? [])).toEqual([]);
  });

  it('says nothing that the wide one does not say, but in which line', () => {
    const map = pathMap(clientToNg1.journeys, { title: 'There and back' });
    const words = (svg: string) => [...new Set(textBoxes(svg).flatMap(({ text }) => text.split(/\s+/)))].sort();
    const idle = ['INPUT', 'OUTPUT'];
    expect(words(saved(map, '84mm'))).toEqual(expect.arrayContaining([...idle, 'DNAT', '192.168.70.6:8001', '→']));
    expect(words(saved(map, '174mm'))).toEqual(expect.arrayContaining(words(saved(map, '84mm'))));
  });
});
