/** Where things stand in the drawing of the machines: plugs on the edges of their boxes, cables from plug to plug, outlines around what is new. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Topology, TopologyDevice } from '../../../lib/lab/topology';
import { THEMES } from '../../../lib/view/draw/theme';
import { topologyMap } from '../../../lib/view/topology/topologyMap';
import { faultsOf } from '../faults';
import { topologies } from '../fixtures';
import { type Area, found, holds, leastGap, type Point, roomBelow, type Shapes, shapesOf, type Text } from '../shapes';
import { clipped } from '../textBoxes';
import { madeTopologies } from './madeTopologies';

const { light } = THEMES;

interface Drawing extends Shapes {
  readonly boxes: Readonly<Record<string, Area>>;
  readonly plugs: readonly Area[];
  readonly outlines: readonly Area[];
  readonly cables: readonly (readonly Point[])[];
}

const size = ({ left, right, top, bottom }: Area): number => (right - left) * (bottom - top);
const middle = (from: number, to: number): number => (from + to) / 2;

function read(topology: Topology, width: number, highlight?: Topology): Drawing {
  const shapes = shapesOf(topologyMap(topology, { title: 'Machines', width, ...(highlight && { highlight }) }).toSvg());
  const largest = (name: string): Area => {
    const heading = found(
      shapes.texts.find(({ text }) => text === name),
      name,
    );
    const around = shapes.areas.filter((area) => area.stroke !== '' && holds(area, heading));
    return found(around.sort((a, b) => size(b) - size(a))[0], `box of ${name}`);
  };
  return {
    ...shapes,
    boxes: Object.fromEntries(topology.namespaces.map(({ name }) => [name, largest(name)])),
    plugs: shapes.areas.filter(({ stroke, fill }) => stroke === light.background && fill !== light.background),
    outlines: shapes.areas.filter(({ stroke, fill }) => stroke === light.fresh && fill === 'none'),
    cables: shapes.strokes
      .filter(({ element, width: thick }) => element === 'path' && thick === 2.5)
      .map(({ corners }) => corners),
  };
}

/** The text of a device in its box: `7: veth5fcbf42@if6`. */
function labelOf({ boxes, texts }: Drawing, namespace: string, { ifindex, name }: TopologyDevice): Text {
  const box = found(boxes[namespace], namespace);
  return found(
    texts.find((one) => one.text.startsWith(`${ifindex}: ${name}`) && holds(box, one)),
    `${name} in ${namespace}`,
  );
}

/** The plug of a device: at its label's height, or, of a bridge's port, over it. */
function plugOf(drawing: Drawing, namespace: string, device: TopologyDevice): Area {
  const label = labelOf(drawing, namespace, device);
  const box = found(drawing.boxes[namespace], namespace);
  const rise = device.master === undefined ? 0 : 10;
  const near = drawing.plugs.filter((plug) => {
    const x = middle(plug.left, plug.right);
    const isOnEdge = Math.abs(x - box.left) < 0.1 || Math.abs(x - box.right) < 0.1;
    return isOnEdge && Math.abs(middle(plug.top, plug.bottom) - (middle(label.top, label.bottom) - rise)) < 3;
  });
  expect([device.name, near.length]).toEqual([device.name, 1]);
  return found(near[0], device.name);
}

/** Whether this is the text, or what is left of it where it was too long. */
function isCut(shown: string, whole: string): boolean {
  const [head = '', tail = ''] = shown.split('…');
  return shown === whole || (shown.includes('…') && whole.startsWith(head) && whole.endsWith(tail));
}

const isPlugged = ({ kind }: TopologyDevice): boolean => kind !== 'bridge' && kind !== 'loopback';

const { before, after } = topologies;
const MADE = fc.sample(madeTopologies, { numRuns: 6, seed: 4 });
const DRAWINGS = [
  ['recorded', after, before] as const,
  ...MADE.map((made, index) => [`made-up ${index}`, ...made] as const),
].flatMap(([name, ...topology]) => [720, 340].map((width) => [name, width, ...topology] as const));

describe.each(DRAWINGS)('the drawing of %s machines, %i px wide', (_, width, after, before) => {
  const drawing = read(after, width);

  test('has no text over another, and nothing beyond its edges', () => {
    expect(faultsOf(drawing)).toEqual({});
    expect(roomBelow(drawing)).toBeCloseTo(16, 1);
    expect(clipped(topologyMap(after, { title: 'Machines', width, highlight: before }).toSvg())).toEqual([]);
  });

  test('has a box for each namespace, none over another, with all that is in it', () => {
    const boxes = Object.values(drawing.boxes);
    for (const [index, box] of boxes.entries())
      for (const other of boxes.slice(index + 1))
        expect(
          Math.max(other.left - box.right, box.left - other.right, other.top - box.bottom, box.top - other.bottom),
        ).toBeGreaterThan(10);
    for (const { name, devices, processes } of after.namespaces) {
      for (const device of devices) labelOf(drawing, name, device);
      const box = found(drawing.boxes[name], name);
      for (const { command, pid, listening } of processes) {
        const lines = [`${command} (${pid})`, ...listening];
        const first = found(
          drawing.texts.find((text) => holds(box, text) && isCut(text.text, lines[0] ?? '')),
          command,
        );
        const around = drawing.areas.filter((area) => area.stroke === light.border && holds(area, first));
        expect([around.length, around.every((area) => holds(box, area))]).toEqual([1, true]);
        const inside = drawing.texts.filter((text) => around.some((area) => holds(area, text)));
        expect(inside.map(({ text }, index) => isCut(text, lines[index] ?? ''))).toEqual(lines.map(() => true));
        expect(inside.map(({ left }) => Math.round(left - found(around[0], 'process').left))).toEqual(
          inside.map(() => 8),
        );
      }
    }
  });

  test('has a plug on the edge of its box for each device but bridges and lo', () => {
    const plugged = after.namespaces.flatMap(({ name, devices }) =>
      devices.filter(isPlugged).map((device) => plugOf(drawing, name, device)),
    );
    expect(new Set(plugged).size).toBe(drawing.plugs.length);
    expect(
      drawing.plugs.map(({ left, right, top, bottom }) => [Math.round(right - left), Math.round(bottom - top)]),
    ).toEqual(drawing.plugs.map(() => [10, 12]));
  });

  test('has a cable from plug to plug for each pair', () => {
    const pairs = after.namespaces.flatMap(({ name, devices }) =>
      devices.flatMap((device) => {
        const { peer } = device;
        const other = after.namespaces.find((one) => one.name === peer?.namespace);
        const end = other?.devices.find((one) => one.name === peer?.device);
        return other && end && isPlugged(device)
          ? [[plugOf(drawing, name, device), plugOf(drawing, other.name, end)] as const]
          : [];
      }),
    );
    expect(drawing.cables).toHaveLength(pairs.length / 2);
    const isAt = (plug: Area, [x, y]: Point): boolean =>
      Math.abs(y - middle(plug.top, plug.bottom)) < 0.1 &&
      [plug.left, plug.right].some((edge) => Math.abs(edge - x) < 0.1);
    for (const corners of drawing.cables) {
      const [start, end] = [found(corners[0], 'start'), found(corners.at(-1), 'end')];
      expect(pairs.filter(([one, other]) => isAt(one, start) && isAt(other, end))).toHaveLength(1);
      // It leaves the box, and does not run back through it.
      for (const [point, next] of [
        [start, corners[1]],
        [end, corners.at(-2)],
      ] as const) {
        const box = found(
          Object.values(drawing.boxes).find(
            ({ left, right, top, bottom }) =>
              point[1] > top &&
              point[1] < bottom &&
              Math.min(Math.abs(point[0] - left), Math.abs(point[0] - right)) < 6,
          ),
          'box',
        );
        const isRight = Math.abs(point[0] - box.right) < 6;
        expect(isRight ? (next?.[0] ?? 0) > point[0] : (next?.[0] ?? 0) < point[0]).toBe(true);
      }
    }
  });

  test('has each port of a bridge wired to its bar', () => {
    for (const { name, devices } of after.namespaces)
      for (const port of devices.filter(({ master }) => master !== undefined)) {
        const plug = plugOf(drawing, name, port);
        const y = middle(plug.top, plug.bottom);
        const wire = found(
          drawing.strokes.find(
            ({ element, corners: [a = [0, 0], b = [0, 0]] }) =>
              element === 'line' && Math.abs(a[1] - y) < 0.1 && a[1] === b[1],
          ),
          `wire of ${port.name}`,
        );
        const [from = [0, 0], to = [0, 0]] = wire.corners;
        const bar = drawing.areas.find(
          ({ left, right, top, bottom }) =>
            Math.round(right - left) === 10 && Math.abs(right - from[0]) < 0.1 && top < y && bottom > y,
        );
        expect(found(bar, 'bar').stroke).toBe('');
        expect(to[0]).toBeCloseTo(found(drawing.boxes[name], name).right, 1);
        const label = labelOf(drawing, name, port);
        expect(label.left).toBeGreaterThan(from[0]);
        expect(label.top).toBeGreaterThan(y);
      }
  });

  test('has cables that do not run on one another', () => {
    const cables = drawing.strokes.filter(({ element, width: thick }) => element === 'path' && thick === 2.5);
    for (const [index, cable] of cables.entries())
      for (const other of cables.slice(index + 1)) expect(leastGap(cable, other)).toBeGreaterThan(3.5);
  });

  test('has a bar from over the first plug of a bridge to under the last one’s name, and lo below all', () => {
    for (const { name, devices } of after.namespaces) {
      const box = found(drawing.boxes[name], name);
      const inside = drawing.texts.filter((text) => holds(box, text));
      const bars = drawing.areas
        .filter(
          ({ left, right, stroke }) =>
            Math.round(right - left) === 10 && stroke === '' && left > box.left && right < box.right,
        )
        .filter(({ top, bottom }) => top > box.top && bottom < box.bottom);
      const bridges = devices.filter(({ kind }) => kind === 'bridge');
      expect(bars).toHaveLength(bridges.length);
      for (const [index, bridge] of bridges.entries()) {
        const bar = found(bars[index], bridge.name);
        const label = labelOf(drawing, name, bridge);
        expect([label.right < bar.left, label.top >= bar.top, label.bottom < bar.bottom]).toEqual([true, true, true]);
        expect(bar.left - label.left).toBeGreaterThan(20);
        for (const port of devices.filter(({ master }) => master === bridge.name)) {
          const plug = plugOf(drawing, name, port);
          expect([bar.top <= plug.top, labelOf(drawing, name, port).bottom < bar.bottom]).toEqual([true, true]);
        }
        expect(bar.top).toBeGreaterThan(bars[index - 1]?.bottom ?? 0);
      }
      const lo = devices.find(({ kind }) => kind === 'loopback');
      if (lo !== undefined) {
        const last = labelOf(drawing, name, lo);
        expect(last.text).toContain(lo.addresses.join('  ').slice(0, 4));
        expect(Math.max(...inside.map(({ bottom }) => bottom))).toBe(last.bottom);
        expect(box.bottom - last.bottom).toBeLessThan(14);
      }
      // What is in a box begins under its name, as far apart at the sides.
      const heading = found(
        inside.find(({ text }) => text === name),
        name,
      );
      for (const text of inside) expect(text === heading || text.top > heading.top - 4).toBe(true);
      expect(heading.top - box.top).toBeLessThan(12);
      for (const text of inside) expect([text.left > box.left + 5, text.right < box.right - 3]).toEqual([true, true]);
    }
  });

  test('has the lines of a device under each other: its name bold, its addresses, whether it is down', () => {
    for (const { name, devices } of after.namespaces)
      for (const device of devices.filter(({ kind }) => kind !== 'loopback')) {
        const label = labelOf(drawing, name, device);
        expect(label.isBold).toBe(true);
        const lines = [...device.addresses, ...(device.up ? [] : ['down'])];
        const end = label.fill;
        expect(end).toBe(device.up ? light.text : light.muted);
        for (const [index, line] of lines.entries()) {
          const below = drawing.texts.filter(
            ({ text, top, left, right }) =>
              isCut(text, line) &&
              (Math.abs(left - label.left) < 0.1 || Math.abs(right - label.right) < 0.1) &&
              top > label.top + index * 8 &&
              top < label.top + (index + 1.5) * 16,
          );
          expect([device.name, line, below.map(({ fill }) => fill)]).toEqual([device.name, line, [label.fill]]);
        }
      }
  });

  test('outlines around what is new hold their lines, and cut no other', () => {
    const changed = read(after, width, before);
    for (const outline of changed.outlines) {
      const texts = changed.texts.filter((text) => holds(outline, text));
      expect(texts.length).toBeGreaterThan(0);
      const [first = found(texts[0], 'text')] = texts;
      const namespace = found(
        after.namespaces.find(({ name }) => holds(found(changed.boxes[name], name), first)),
        'namespace',
      );
      const device = found(
        namespace.devices.find(({ ifindex, name }) => first.text.startsWith(`${ifindex}: ${name}`)),
        first.text,
      );
      const lines = 1 + device.addresses.length + Number(!device.up);
      if (device.kind !== 'bridge') expect(texts).toHaveLength(lines);
      else {
        const bar = changed.areas.filter(
          (area) => area.stroke === '' && Math.round(area.right - area.left) === 10 && holds(outline, area),
        );
        expect(bar).toHaveLength(1);
      }
    }
    expect(faultsOf(changed)).toEqual({});
  });

  test('says below what is new and what is gone, line under line', () => {
    const changed = read(after, width, before);
    const bottom = Math.max(...Object.values(changed.boxes).map((box) => box.bottom));
    const notes = changed.texts.filter(({ top }) => top > bottom);
    const words = topologyMap(after, { title: 'Machines', highlight: before }).toText().split('\n').slice(1);
    const said = notes.map(({ text }) => text).join(' ');
    expect(words.join(' ').startsWith(said)).toBe(true);
    expect(said).toMatch(/^(Outlined, new|Nothing is new)/);
    const gaps = notes.slice(1).map(({ top }, index) => top - (notes[index]?.top ?? 0));
    for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0] ?? 0, 1);
    expect(Math.min(...gaps, 99)).toBeGreaterThan(12);
    const last = notes.at(-1)?.bottom ?? 0;
    expect([changed.height - last > 2, changed.height - last < 30]).toEqual([true, true]);
  });

  test('outlines what is new, and only that', () => {
    const changed = read(after, width, before);
    const old = new Set(
      before.namespaces.flatMap(({ name, devices }) => devices.map((device) => `${name} ${device.name}`)),
    );
    for (const { name, devices } of after.namespaces)
      for (const device of devices) {
        const isNew = !old.has(`${name} ${device.name}`) && before.namespaces.some((one) => one.name === name);
        const around = changed.outlines.filter((area) => holds(area, labelOf(changed, name, device)));
        expect([device.name, around.length]).toEqual([device.name, isNew ? 1 : 0]);
      }
    const isFresh = (name: string) => changed.boxes[name]?.stroke === light.fresh;
    const fresh = after.namespaces.filter(({ name }) => !before.namespaces.some((one) => one.name === name));
    expect(after.namespaces.filter(({ name }) => isFresh(name))).toEqual(fresh);
  });
});
