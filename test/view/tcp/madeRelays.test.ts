/** Made-up relays, wide and narrow: who takes part, and what each connection carried. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { THEMES } from '../../../lib/view/draw/theme';
import { relay } from '../../../lib/view/tcp/relay';
import { faultsOf } from '../faults';
import { type Area, found, holds, middleX, type Shapes, shapesOf } from '../shapes';
import { capturesOf, type Relayed, relayed } from './madeRelays';

const { light } = THEMES;
const WIDTHS = [720, 340] as const;
const PROCESSES = ['docker-proxy', 'a-program-that-accepts-here-and-asks-there-by-a-long-name'] as const;
const thousands = (count: number) => count.toLocaleString('en-US');
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

interface Picture extends Shapes {
  readonly relays: readonly Relayed[];
  readonly process: string;
  readonly boxes: readonly Area[];
  readonly isWide: boolean;
}

let pictures: readonly Picture[] = [];
beforeAll(() => {
  const samples = fc.sample(
    fc.tuple(fc.array(relayed, { maxLength: 3 }), fc.constantFrom(...WIDTHS), fc.constantFrom(...PROCESSES)),
    {
      numRuns: 24,
      seed: 3,
    },
  );
  pictures = samples.map(([relays, width, process]) => {
    const svg = relay(capturesOf(relays), { title: 'Relays', width, process }).toSvg();
    const shapes = shapesOf(svg);
    return {
      ...shapes,
      relays,
      process,
      boxes: shapes.areas.filter(({ stroke }) => stroke === light.muted),
      isWide: width === 720,
    };
  });
});

describe('made-up relays', () => {
  test('have each arrow of the process, and each small one before a number, halfway up the texts of its row', () => {
    let rows = 0;
    for (const { arrows, strokes, texts } of pictures) {
      // The others go from box to box, and what they carry stands above or beside them.
      const long = strokes.filter(({ corners: [a = [0, 0], b = [0, 0]] }) => Math.hypot(a[0] - b[0], a[1] - b[1]) > 30);
      const ends = long.flatMap(({ corners }) => corners);
      const small = arrows.filter(({ centre }) => ends.every(([x, y]) => Math.hypot(x - centre[0], y - centre[1]) > 4));
      for (const { centre } of small) {
        const row = texts.filter(({ top, bottom }) => top < centre[1] && bottom > centre[1]);
        expect(row.length).toBeGreaterThan(0);
        for (const { middle } of row) expect(Math.abs(middle - centre[1])).toBeLessThan(0.6);
        rows++;
      }
    }
    expect(rows).toBeGreaterThan(50);
  });

  test('have nothing over another, and three boxes each, in one row or one column', () => {
    for (const picture of pictures) {
      const { relays, process, boxes, isWide, texts } = picture;
      // In a narrow picture an arrowhead before a number says which way it went.
      const { 'arrowheads without a stroke': loose = [], ...faults } = faultsOf(picture);
      expect([isWide ? loose : [], faults]).toEqual([[], {}]);
      expect(boxes).toHaveLength(3 * relays.length);
      expect(texts.some(({ text }) => text.startsWith('No connection ended'))).toBe(relays.length === 0);
      for (let index = 0; index < relays.length; index++) {
        const own = boxes.slice(3 * index, 3 * index + 3).sort((a, b) => a.left - b.left || a.top - b.top);
        const [first, second, third] = own.map((box) => found(box, 'box')) as [Area, Area, Area];
        if (isWide) {
          expect(new Set(own.map(({ top, bottom }) => `${top} ${bottom}`)).size).toBe(1);
          expect(second.left - first.right).toBeCloseTo(third.left - second.right, 1);
        } else {
          expect(new Set(own.map(({ left, right }) => `${left} ${right}`)).size).toBe(1);
          expect(second.top - first.bottom).toBeCloseTo(third.top - second.bottom, 1);
        }
        const said = own.map((box) => picture.texts.filter((text) => holds(box, text)).map(({ hint }) => hint));
        const known = found(relays[index], 'relay').isKnown;
        expect(said[0]?.slice(0, 2)).toEqual([known ? 'client' : 'elsewhere', 'the client']);
        expect(said[1]?.slice(0, 2)).toEqual([process, 'a process of host']);
        expect(said[2]?.slice(0, 2)).toEqual(['ng1', 'the server']);
        for (const box of own) {
          const centred = texts.filter((text) => holds(box, text) && Math.abs(middleX(text) - middleX(box)) < 0.6);
          expect(centred.length).toBeGreaterThanOrEqual(3);
          // As much room over the first line as under the last one.
          const [top, bottom] = [
            Math.min(...centred.map((one) => one.top)),
            Math.max(...centred.map((one) => one.bottom)),
          ];
          expect(Math.abs(top - box.top - (box.bottom - bottom))).toBeLessThan(6);
        }
      }
    }
  });

  test('say what the process read and wrote, and what each connection carried, with who opened it and when', () => {
    for (const { relays, process, texts } of pictures) {
      // What is too long for its place is whole where one points at it.
      const said = texts.map(({ hint }) => hint);
      for (const [index, { request, reply, port, isKnown }] of relays.entries()) {
        const [asked, answered] = [sum(request), sum(reply)].map(thousands);
        for (const words of [`reads ${asked} B`, `writes ${asked} B`, `reads ${answered} B`, `writes ${answered} B`])
          expect(said).toContain(words);
        expect(said.filter((text) => text === `GET / · ${asked} B`).length).toBeGreaterThanOrEqual(2);
        expect(said.filter((text) => text === `200 OK · ${answered} B`).length).toBeGreaterThanOrEqual(2);
        const opened = [
          `connection ${2 * index + 1}, opened by ${isKnown ? 'client' : `10.0.0.1:${port + index}`} at `,
          `connection ${2 * index + 2}, opened by ${process} at `,
        ];
        for (const words of opened) expect(said.some((text) => text.startsWith(words))).toBe(true);
        expect(said.some((text) => text.includes(`→ 172.17.0.2:80`))).toBe(true);
      }
    }
  });

  test('have an arrow in the process for what it passes on, its head at the end that it goes to', () => {
    for (const { relays, strokes, arrows, boxes, isWide } of pictures) {
      if (!isWide) continue;
      const inside = strokes.filter(({ corners: [a = [0, 0], b = [0, 0]], colour }) => {
        const box = boxes.find(
          ({ left, right, top, bottom }) => a[0] > left && b[0] < right && a[1] > top && a[1] < bottom,
        );
        return box !== undefined && a[1] === b[1] && (colour === light.request || colour === light.reply);
      });
      expect(inside).toHaveLength(2 * relays.length);
      for (const { corners, colour } of inside) {
        const xs = corners.map(([x]) => x);
        const end = colour === light.request ? Math.max(...xs) : Math.min(...xs);
        const heads = arrows.filter(
          ({ tip: [x, y] }) => y === corners[0]?.[1] && x > Math.min(...xs) - 20 && x < Math.max(...xs) + 20,
        );
        expect(heads).toHaveLength(1);
        // Neither short of its line nor away from it.
        expect(Math.abs((heads[0]?.tip[0] ?? 0) - end)).toBeLessThan(11);
      }
    }
  });

  test('have requests and replies as arrows from box to box, the second connection’s dashed', () => {
    for (const { relays, strokes, arrows, boxes, isWide } of pictures) {
      for (const [colour, isBack] of [
        [light.request, false],
        [light.reply, true],
      ] as const) {
        const between = strokes.filter((one) => {
          const [a = [0, 0], b = [0, 0]] = one.corners;
          return one.colour === colour && Math.abs(isWide ? a[0] - b[0] : a[1] - b[1]) > 30;
        });
        expect(between).toHaveLength(2 * relays.length);
        expect(between.map(({ dash }) => dash !== '')).toEqual(relays.flatMap(() => [false, true]));
        for (const { corners } of between) {
          const [start = [0, 0], end = [0, 0]] = corners;
          const edges = boxes.flatMap(({ left, right, top, bottom }) => (isWide ? [left, right] : [top, bottom]));
          const [along, across] = isWide ? ([0, 1] as const) : ([1, 0] as const);
          expect(edges.some((edge) => Math.abs(edge - start[along]) < 0.1)).toBe(true);
          const head = arrows.find(
            ({ tip }) => Math.abs(tip[across] - end[across]) < 0.1 && Math.abs(tip[along] - end[along]) < 10,
          );
          const tip = found(head, 'head').tip[along];
          expect(edges.some((edge) => Math.abs(edge - tip) < 1.1)).toBe(true);
          expect(end[along] > start[along]).toBe(!isBack);
        }
      }
    }
  });
});
