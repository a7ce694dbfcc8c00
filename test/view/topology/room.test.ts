/** How the drawing of machines deals out its room: to long names, and to cables beside boxes that stand in one column. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Topology } from '../../../lib/lab/topology';
import { textWidth } from '../../../lib/view/draw/fontMetrics';
import { THEMES } from '../../../lib/view/draw/theme';
import { SMALL_FONT } from '../../../lib/view/topology/layout';
import { topologyMap } from '../../../lib/view/topology/topologyMap';
import { faultsOf } from '../faults';
import { found, holds, shapesOf } from '../shapes';
import { madeTopologies } from './madeTopologies';

const { light } = THEMES;

function read(topology: Topology, width: number) {
  const shapes = shapesOf(topologyMap(topology, { title: 'Machines', width }).toSvg());
  const boxes = shapes.areas.filter(({ stroke, fill }) => stroke === light.muted && fill === light.surface);
  const cables = shapes.strokes.filter(({ element, width: thick }) => element === 'path' && thick === 2.5);
  return { ...shapes, boxes, cables };
}

const topologies = fc.sample(madeTopologies, { numRuns: 20, seed: 11 }).map(([topology]) => topology);

test.each(topologies.map((topology, index) => [index, topology] as const))(
  'machines in columns fill the width, with as much room between one column and the next: %i',
  (_, topology) => {
    const { boxes, width } = read(topology, 720);
    const lefts = [...new Set(boxes.map((box) => box.left))].sort((a, b) => a - b);
    const rights = lefts.map((left) => Math.max(...boxes.filter((box) => box.left === left).map((box) => box.right)));
    expect(width - (rights.at(-1) ?? 0)).toBeCloseTo(lefts[0] ?? 0, 1);
    const gaps = lefts.slice(1).map((left, index) => left - (rights[index] ?? 0));
    expect(new Set(gaps.map((gap) => gap.toFixed(1))).size).toBeLessThanOrEqual(1);
  },
);

describe('machines in one column', () => {
  test.each(topologies.map((topology, index) => [index, topology] as const))(
    'fill the width with what cables they have: %i',
    (_, topology) => {
      const { boxes, cables, width } = read(topology, 340);
      const [left, right] = [Math.min(...boxes.map((box) => box.left)), Math.max(...boxes.map((box) => box.right))];
      const outermost = Math.max(right, ...cables.flatMap(({ corners }) => corners.map(([x]) => x)));
      expect(width - outermost).toBeCloseTo(left, 1);
      // Cables that run beside each other are equally far apart.
      const lanes = [...new Set(cables.flatMap(({ corners }) => Math.max(...corners.map(([x]) => x)).toFixed(1)))].map(
        Number,
      );
      const gaps = lanes
        .sort((a, b) => a - b)
        .slice(1)
        .map((x, index) => x - (lanes[index] ?? 0));
      expect(new Set(gaps.map((gap) => gap.toFixed(1))).size).toBeLessThanOrEqual(1);
    },
  );

  test('without a cable reach from edge to edge', () => {
    const host = { name: 'host', kind: 'machine' as const, devices: [], processes: [] };
    const { boxes, width } = read({ namespaces: [host] }, 340);
    expect(boxes).toHaveLength(1);
    expect(width - (boxes[0]?.right ?? 0)).toBe(boxes[0]?.left);
  });
});

test('what a machine is stands beside its name as long as there is room, and a longer name is cut', () => {
  const kinds = new Set<boolean>();
  for (const width of [720, 340])
    for (let length = 1; length <= 90; length++) {
      const name = 'w'.repeat(length);
      const namespace = { name, kind: 'machine' as const, devices: [], processes: [] };
      const shapes = read({ namespaces: [namespace] }, width);
      expect(faultsOf(shapes)).toEqual({});
      const box = found(shapes.boxes[0], 'box');
      const inside = shapes.texts.filter((text) => holds(box, text));
      const [heading] = inside;
      const kind = inside.find(({ text }) => text === 'machine');
      expect(heading?.hint).toBe(name);
      kinds.add(kind !== undefined);
      const room = box.right - box.left - 24 - (found(heading, 'heading').right - found(heading, 'heading').left);
      // There is some room before it.
      expect(kind !== undefined).toBe(room > textWidth('machine', SMALL_FONT) + 8);
      if (kind !== undefined) expect(kind.left - found(heading, 'heading').right).toBeGreaterThan(7);
      expect(heading?.text === name || room < 10).toBe(true);
    }
  expect(kinds.size).toBe(2);
});

test('of machines without bridges the one with most in it stands in the middle, the others left of it', () => {
  const card = (index: number) => ({
    ...{ name: `eth${index}`, ifindex: index, kind: 'ethernet' as const, mac: `02:00:00:00:00:0${index}` },
    ...{ addresses: [`10.0.${index}.1/24`], up: true },
  });
  const machine = (name: string, devices: number, processes: number) => ({
    ...{ name, kind: 'machine' as const, devices: Array.from({ length: devices }, (_, index) => card(index + 2)) },
    processes: Array.from({ length: processes }, (_, index) => ({ pid: index + 1, command: 'nginx', listening: [] })),
  });
  const made = [machine('small', 1, 0), machine('busy', 1, 3), machine('wired', 3, 0)];
  for (const machines of [made, [...made].reverse()]) {
    const { boxes, texts } = read({ namespaces: machines }, 720);
    const leftOf = (name: string) => {
      const heading = found(
        texts.find(({ text }) => text === name),
        name,
      );
      return found(
        boxes.find((box) => holds(box, heading)),
        name,
      ).left;
    };
    expect(leftOf('busy')).toBeGreaterThan(leftOf('wired'));
    expect(leftOf('small')).toBe(leftOf('wired'));
  }
});
