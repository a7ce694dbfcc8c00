/** Pictures that are saved for a column of paper: read without a glass, nothing cut off, nothing covered. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Width } from '../../../lib/view/figure/saveOptions';
import { LAID_OUT, picturesOf, SCALED } from '../figureKinds';
import { clipped, overlaps, textBoxes } from '../textBoxes';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainwalk-width-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function saved(picture: { save(path: string, options: { readonly width: Width }): void }, width: Width): string {
  const path = join(folder, 'picture.svg');
  picture.save(path, { width });
  return readFileSync(path, 'utf8');
}

/** In points on paper: what the picture is scaled by, and 96 px an inch. */
function smallestPoints(svg: string): number {
  const [, width, , shape] = /<svg [^>]*?width="([\d.]+)" height="([\d.]+)" viewBox="0 0 ([\d.]+)/.exec(svg)!;
  const sizes = [...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
  return ((Math.min(...sizes) * Number(width)) / Number(shape)) * 0.75;
}

const CASES = [
  ...picturesOf(LAID_OUT).flatMap((one) => (['84mm', '174mm'] as const).map((width) => [width, ...one] as const)),
  ...picturesOf(SCALED).map((one) => ['174mm', ...one] as const),
];

describe('a picture saved for a width', () => {
  it.each(CASES)(
    'of %s, %s (%s): 7 pt at least, within its edges, no texts across each other',
    (width, _, __, picture) => {
      const svg = saved(picture, width);
      expect(Number(/width="([\d.]+)"/.exec(svg)?.[1])).toBeCloseTo((Number.parseInt(width, 10) * 96) / 25.4, 1);
      expect(smallestPoints(svg)).toBeGreaterThanOrEqual(7);
      expect([clipped(svg), overlaps(textBoxes(svg))]).toEqual([[], []]);
    },
  );
});
