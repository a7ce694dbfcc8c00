/** Polylines with round corners, arrowheads, crosses, by law over random corners. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrowhead, type Corner, dropMark, roundedPath } from '../../../lib/view/draw/stroke';
import { group, svgDocument } from '../../../lib/view/draw/svg';
import { shapesOf } from '../shapes';

const corners = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })), {
  minLength: 2,
  maxLength: 7,
});

const distinctOf = (all: readonly Corner[]) =>
  all.filter(([x, y], index) => index === 0 || x !== all[index - 1]?.[0] || y !== all[index - 1]?.[1]);
const far = ([x, y]: Corner, [otherX, otherY]: Corner) => Math.hypot(x - otherX, y - otherY);

describe('a polyline with round corners', () => {
  test('begins and ends where its corners do, and bends about each between, within the radius and half of a side', () => {
    fc.assert(
      fc.property(corners, fc.constantFrom(3, 5, 8), (all, radius) => {
        const distinct = distinctOf(all);
        const parts = [...roundedPath(all, radius).matchAll(/([MLQ])([^MLQ]+)/g)].map(([, command, numbers = '']) => ({
          command,
          numbers: [...numbers.matchAll(/-?[\d.]+/g)].map(Number),
        }));
        const bends = distinct.slice(1, -1);
        expect(parts.map(({ command }) => command).join('')).toBe(
          `M${bends.map(() => 'LQ').join('')}${distinct.length > 1 ? 'L' : ''}`,
        );
        expect(parts[0]?.numbers).toEqual(distinct[0]);
        if (distinct.length > 1) expect(parts.at(-1)?.numbers).toEqual(distinct.at(-1));
        for (const [index, corner] of bends.entries()) {
          const [line, bend] = parts.slice(1 + 2 * index);
          const [x = 0, y = 0, endX = 0, endY = 0] = bend?.numbers ?? [];
          expect([x, y]).toEqual(corner);
          const start: Corner = [line?.numbers[0] ?? 0, line?.numbers[1] ?? 0];
          for (const [cut, next] of [
            [start, distinct[index]],
            [[endX, endY], distinct[index + 2]],
          ] as const) {
            const side = far(corner, next ?? corner);
            expect(far(corner, cut)).toBeCloseTo(Math.min(radius, side / 2), 1);
            expect(far(cut, next ?? cut)).toBeCloseTo(side - far(corner, cut), 1);
          }
        }
      }),
    );
  });

  test('has a radius of its own unless given, which fits what is drawn beside it', () => {
    const path: readonly Corner[] = [
      [0, 0],
      [100, 0],
      [100, 100],
    ];
    expect(roundedPath(path)).toBe(roundedPath(path, 8));
  });
});

test('an arrowhead is about its point, as long as it is wide, and turned', () => {
  fc.assert(
    fc.property(
      fc.nat(100),
      fc.nat(100),
      fc.constantFrom(0, 90, 180, -90),
      fc.integer({ min: 4, max: 12 }),
      (x, y, angle, size) => {
        const svg = svgDocument({
          width: 200,
          height: 200,
          background: '#FFFFFF',
          title: '',
          alt: '',
          body: [arrowhead(x, y, angle, size, '#123456')],
        });
        const { arrows } = shapesOf(svg);
        const [{ tip, back, centre, colour } = { tip: [0, 0], back: [0, 0], centre: [0, 0], colour: '' }] = arrows;
        expect([centre, colour]).toEqual([[x, y], '#123456']);
        const along: Corner = [
          Math.round(Math.cos((angle * Math.PI) / 180)),
          Math.round(Math.sin((angle * Math.PI) / 180)),
        ];
        expect(tip[0]).toBeCloseTo(x + (along[0] * size) / 2);
        expect(tip[1]).toBeCloseTo(y + (along[1] * size) / 2);
        expect(far([back[0], back[1]], [tip[0], tip[1]])).toBeCloseTo(size);
        const [, first, second] = /points="[^ ]+ ([^ ]+) ([^"]+)"/.exec(svg) ?? [];
        const ends = [first, second].map((end) => (end ?? '').split(',').map(Number));
        expect(ends).toEqual([
          [-size / 2, -size / 2],
          [-size / 2, size / 2],
        ]);
      },
    ),
  );
});

test('a cross has two arms of one length about its middle, within its disc', () => {
  const svg = svgDocument({
    width: 99,
    height: 99,
    background: '#FFFFFF',
    title: '',
    alt: '',
    body: [group([dropMark(40, 50, '#AA0000', '#FEFEFE')])],
  });
  const { strokes, discs } = shapesOf(svg);
  expect(discs.map(({ centre, fill, stroke }) => [centre, fill, stroke])).toEqual([[[40, 50], '#FEFEFE', '#AA0000']]);
  expect(strokes).toHaveLength(2);
  for (const {
    corners: [a = [0, 0], b = [0, 0]],
    colour,
  } of strokes) {
    expect([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, colour]).toEqual([40, 50, '#AA0000']);
    expect(far([a[0], a[1]], [40, 50])).toBeLessThan(discs[0]?.radius ?? 0);
  }
  const [[one], [other]] = strokes.map(({ corners }) => corners.map(([x, y]) => Math.sign((x - 40) * (y - 50)))) as [
    number[],
    number[],
  ];
  expect(one).toBe(-(other ?? 0));
});
