/** What a reader sees of a veth pair: two boxes, a cable between their plugs, and an arrow from each name's end to the index it means. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Topology, TopologyDevice } from '../../../lib/lab/topology';
import { THEMES } from '../../../lib/view/draw/theme';
import { vethPair } from '../../../lib/view/topology/vethPair';
import { faultsOf } from '../faults';
import { type Area, found, holds, middleX, middleY, type Shapes, shapesOf } from '../shapes';
import { madeTopologies } from './madeTopologies';

const { light } = THEMES;

interface Cable extends Shapes {
  readonly svg: string;
  readonly host: TopologyDevice;
  readonly inside: TopologyDevice;
  readonly name: string;
  readonly isStacked: boolean;
  /** Of host and container. */
  readonly boxes: readonly [Area, Area];
}

function read(topology: Topology, name: string, width: number): Cable {
  const svg = vethPair(topology, name, { title: 'A cable', width }).toSvg();
  const shapes = shapesOf(svg);
  const device = (namespace: string, is: (one: TopologyDevice) => boolean) =>
    found(topology.namespaces.find((one) => one.name === namespace)?.devices.find(is), namespace);
  const inside = device(name, ({ kind }) => kind === 'veth');
  const host = device('host', (one) => one.name === inside.peer?.device);
  const boxes = shapes.areas.filter(({ stroke, fill }) => stroke === light.muted && fill === light.surface);
  expect(boxes).toHaveLength(2);
  const [first, second] = boxes.map((box) => found(box, 'box'));
  const both = [found(first, 'host'), found(second, 'container')] as const;
  return { ...shapes, svg, host, inside, name, isStacked: both[0].left === both[1].left, boxes: both };
}

/** The same with the ends of all cables down that are in containers, or in the host. */
function withDown({ namespaces }: Topology, inContainers: boolean): Topology {
  return {
    namespaces: namespaces.map((one) => ({
      ...one,
      devices: one.devices.map((device) => {
        const isDown = device.kind === 'veth' && (one.kind === 'container') === inContainers;
        return { ...device, up: device.up && !isDown };
      }),
    })),
  };
}

let cables: readonly (readonly [width: number, Cable])[] = [];
beforeAll(() => {
  const made = fc.sample(madeTopologies, { numRuns: 14, seed: 6 });
  const some = made.map(([topology], index) => (index % 3 === 0 ? withDown(topology, index % 2 === 0) : topology));
  cables = some.flatMap((topology) => {
    const container = topology.namespaces.find(({ kind }) => kind === 'container');
    if (container === undefined) return [];
    return [720, 560, 559, 340].map((width) => [width, read(topology, container.name, width)] as const);
  });
});

describe('the picture of a veth pair', () => {
  test('has no text over another or beyond an edge', () => {
    expect(cables.length).toBeGreaterThan(12);
    for (const [, cable] of cables) {
      expect(faultsOf(cable)).toEqual({});
    }
  });

  test('has the host beside the container, or over it where there is no room, equally large and in the middle', () => {
    for (const [width, { boxes, isStacked }] of cables) {
      const [host, container] = boxes;
      expect(isStacked).toBe(width < 560);
      const size = ({ left, right, top, bottom }: Area) => `${(right - left).toFixed(1)} ${(bottom - top).toFixed(1)}`;
      expect(size(host)).toBe(size(container));
      expect(host.left).toBeCloseTo(width - container.right, 1);
      if (isStacked) expect(container.top - host.bottom).toBeGreaterThan(20);
      else expect([container.left - host.right > 20, host.top]).toEqual([true, container.top]);
    }
  });

  test('has in each box whose it is, and its addresses under or over each other, in the middle', () => {
    for (const [, { boxes, texts, host, inside, name }] of cables) {
      for (const [box, device, heading] of [
        [boxes[0], host, 'host, the machine'],
        [boxes[1], inside, `${name}, a container`],
      ] as const) {
        const own = texts.filter((text) => holds(box, text));
        const centred = own.filter((text) => Math.abs(middleX(text) - middleX(box)) < 0.6).map(({ hint }) => hint);
        expect(centred).toContain(heading);
        const said = centred.join(' ');
        for (const word of [device.mac, ...device.addresses]) expect(said).toContain(word);
        expect(/(^| )down( |$)/.test(said)).toBe(!device.up);
        expect(said.includes('port of docker')).toBe(device.master !== undefined);
        const parts = [`${device.ifindex}`, `: ${device.name}@`].map((part) => own.find(({ text }) => text === part));
        const peer = own.find(({ text }) => text === `if${device === host ? inside.ifindex : host.ifindex}`);
        const [index, label] = parts;
        expect(found(index, 'index').right).toBeLessThan(found(label, 'name').left);
        expect(found(label, 'name').right).toBeLessThan(found(peer, 'peer').left);
        expect(new Set([index, label, peer].map((one) => one?.top)).size).toBe(1);
        const row = (found(index, 'index').left + found(peer, 'peer').right) / 2;
        expect(Math.abs(row - middleX(box))).toBeLessThan(8);
      }
    }
  });

  test('has a cable from plug to plug, each on the edge of its box that faces the other', () => {
    for (const [, { boxes, strokes, areas, isStacked, host, inside }] of cables) {
      const [line, ...more] = strokes.filter(({ width: thick }) => thick === 4);
      expect(more).toEqual([]);
      const [start = [0, 0], end = [0, 0]] = found(line, 'cable').corners;
      expect(isStacked ? start[0] === end[0] : start[1] === end[1]).toBe(true);
      const plugs = areas.filter(({ fill }) => fill === light.text || fill === light.idle);
      const look = ({ up }: TopologyDevice) => (up ? light.text : light.idle);
      expect(plugs.map(({ fill }) => fill)).toEqual([look(host), look(inside)]);
      for (const [index, point] of [start, end].entries()) {
        const box = found(boxes[index], 'box');
        const plug = found(plugs[index], 'plug');
        const edge = isStacked ? [box.bottom, box.top][index] : [box.right, box.left][index];
        expect(Math.abs((isStacked ? middleY(plug) : middleX(plug)) - (edge ?? 0))).toBeLessThan(0.1);
        const isAt =
          point[0] >= plug.left - 0.1 &&
          point[0] <= plug.right + 0.1 &&
          point[1] >= plug.top - 0.1 &&
          point[1] <= plug.bottom + 0.1;
        expect(isAt).toBe(true);
        expect(isStacked ? middleX(plug) : middleY(plug)).toBeCloseTo(isStacked ? point[0] : point[1], 0);
      }
    }
  });

  test('has an arrow from the number behind each @ to the index that it is, both in an outline of the arrow’s look', () => {
    for (const [, { strokes, arrows, areas, texts, boxes, host, inside }] of cables) {
      expect(arrows).toHaveLength(2);
      for (const [colour, from, to, index] of [
        [light.request, boxes[0], boxes[1], inside.ifindex],
        [light.reply, boxes[1], boxes[0], host.ifindex],
      ] as const) {
        const source = found(
          texts.find(({ text, ...box }) => text === `if${index}` && holds(from, box)),
          'source',
        );
        const target = found(
          texts.find(({ text, ...box }) => text === `${index}` && holds(to, box)),
          'target',
        );
        const outlines = areas.filter((area) => area.stroke === colour && area.fill === 'none');
        expect(outlines).toHaveLength(2);
        for (const text of [source, target]) {
          const around = outlines.filter((area) => holds(area, text));
          expect([index, around.length]).toEqual([index, 1]);
          expect(Math.abs(middleX(text) - middleX(found(around[0], 'outline')))).toBeLessThan(0.6);
        }
        const [path, ...more] = strokes.filter((one) => one.element === 'path' && one.colour === colour);
        expect(more).toEqual([]);
        const [start = [0, 0]] = found(path, 'pointer').corners;
        const end = found(path, 'pointer').corners.at(-1) ?? [0, 0];
        expect(Math.abs(start[0] - middleX(source))).toBeLessThan(0.6);
        expect(Math.abs(end[0] - middleX(target))).toBeLessThan(0.6);
        const arrow = found(
          arrows.find((one) => one.colour === colour),
          'arrow',
        );
        expect(Math.abs(arrow.tip[0] - middleX(target))).toBeLessThan(0.6);
        // It ends at the outline's edge, whichever it comes from.
        const outline = found(
          outlines.find((area) => holds(area, target)),
          'outline',
        );
        const gap = arrow.angle === 90 ? outline.top - arrow.tip[1] : arrow.tip[1] - outline.bottom;
        expect(Math.abs(gap)).toBeLessThan(4);
        const begin = found(
          outlines.find((area) => holds(area, source)),
          'outline',
        );
        expect(Math.min(Math.abs(start[1] - begin.top), Math.abs(start[1] - begin.bottom))).toBeLessThan(4);
      }
    }
  });
});
