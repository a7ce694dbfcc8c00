/** Where the strokes of a path map run: each shows what its packets passed, from where they came to where they went. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Journey } from '../../../lib/lab/observe/journey';
import { THEMES } from '../../../lib/view/draw/theme';
import { flowsOf } from '../../../lib/view/path/flow';
import { pathMap } from '../../../lib/view/path/pathMap';
import { hookStations } from '../../../lib/view/path/station';
import { faultsOf } from '../faults';
import { clientToNg1, ng1ToHostPort, ng2ToNg1Isolated } from '../fixtures';
import {
  type Area,
  type Disc,
  distance,
  found,
  holds,
  leastGap,
  type Point,
  passes,
  type Shapes,
  type Stroke,
  shapesOf,
  type Text,
} from '../shapes';
import { madeJourneys } from './madeJourneys';

const { light } = THEMES;
const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const;
const WIDTHS = { wide: 720, narrow: 340 } as const;
type Form = keyof typeof WIDTHS;

const [packet] = clientToNg1.journeys;
if (packet === undefined) throw new Error('There is a packet.');

/** A packet that went through these hooks and no further, with no rule to blame. */
function lostBehind(...hooks: Journey['hooks']): Journey {
  const steps = packet?.steps.filter(({ hook }) => hooks.includes(hook)) ?? [];
  return { ...(packet as Journey), hooks, steps, translations: [], fate: { kind: 'dropped', reason: 'no route' } };
}

/** The device that packets leave by is another for every second one. */
const twoDevices = clientToNg1.journeys.map((journey, index): Journey => {
  const isOdd = index % 2 === 1;
  return { ...journey, in: isOdd ? 'eth7' : 'eth8', fate: { kind: 'transmitted', device: isOdd ? 'eth5' : 'eth6' } };
});

const ACCESSES: Readonly<Record<string, readonly Journey[]>> = {
  'an access from outside': clientToNg1.journeys,
  'two connections that meet in docker-proxy': ng1ToHostPort.journeys,
  'packets that are dropped': ng2ToNg1Isolated.journeys,
  'everything at once': [...clientToNg1.journeys, ...ng1ToHostPort.journeys, ...ng2ToNg1Isolated.journeys],
  'several devices': twoDevices,
  ...Object.fromEntries(
    fc.sample(madeJourneys, { numRuns: 24, seed: 5 }).map((made, index) => [`made-up packets ${index + 1}`, made]),
  ),
};

const middle = ({ left, right, top, bottom }: Area): Point => [(left + right) / 2, (top + bottom) / 2];

interface Map extends Shapes {
  readonly cards: Readonly<Record<string, Area>>;
  readonly plugs: readonly (Area & { readonly device: string })[];
  readonly process: Area;
  readonly frame: Area;
  /** The packets' strokes; those of the legend and of lines' swatches are not among them. */
  readonly paths: readonly Stroke[];
  readonly idle: readonly Stroke[];
  readonly crosses: readonly Disc[];
}

/** The smallest box that a text lies in. */
function boxOf({ areas }: Shapes, text: Text): Area {
  const around = areas.filter((area) => area.stroke !== '' && holds(area, text));
  const size = ({ left, right, top, bottom }: Area) => (right - left) * (bottom - top);
  return found(around.sort((a, b) => size(a) - size(b))[0], `box around ${text.text}`);
}

function read(journeys: readonly Journey[], form: Form): Map {
  const shapes = shapesOf(pathMap(journeys, { title: 'A map', width: WIDTHS[form] }).toSvg());
  const labelled = (pattern: RegExp) => shapes.texts.filter(({ text }) => pattern.test(text));
  const devices = new Set(journeys.flatMap((one) => [one.in, one.fate.kind === 'transmitted' ? one.fate.device : '']));
  return {
    ...shapes,
    cards: Object.fromEntries(
      HOOKS.map((hook) => [hook, boxOf(shapes, found(labelled(new RegExp(`^${hook}$`))[0], hook))]),
    ),
    plugs: shapes.texts
      .filter(({ text }) => devices.has(text))
      .map((text) => ({ ...boxOf(shapes, text), device: text.text })),
    process: boxOf(shapes, found(labelled(/^local process/)[0], 'process')),
    frame: found(
      shapes.areas.find(({ fill }) => fill === 'none'),
      'frame',
    ),
    paths: shapes.strokes.filter(({ element, width }) => element === 'path' && width >= 2),
    idle: shapes.strokes.filter(({ colour }) => colour === light.idle),
    crosses: shapes.discs.filter(({ radius }) => radius === 8),
  };
}

function isAt({ left, right, top, bottom }: Area, [x, y]: Point): boolean {
  return x >= left - 1 && x <= right + 1 && y >= top - 1 && y <= bottom + 1;
}

const EVERY = Object.entries(ACCESSES).flatMap(([name, journeys]) =>
  (['wide', 'narrow'] as const).map((form) => [name, form, journeys] as const),
);

describe.each(EVERY)('the path map of %s, %s', (_, form, journeys) => {
  const map = read(journeys, form);
  const flows = flowsOf(journeys);
  const each = flows.map((flow, index) => ({ flow, path: found(map.paths[index], `stroke ${index}`) }));
  const arrowsOn = (path: Stroke) =>
    map.arrows.filter(({ centre, colour }) => colour === path.colour && distance(centre, path) < 0.6);

  test('has a stroke for each flow, from the device or process where it begins to where it ends', () => {
    expect(map.paths).toHaveLength(flows.length);
    for (const { flow, path } of each) {
      const [start, end] = [found(path.corners[0], 'start'), found(path.corners.at(-1), 'end')];
      const plugs = (device: string) => map.plugs.filter((plug) => plug.device === device);
      const from = flow.first.in === '' ? [map.process] : plugs(flow.first.in);
      const { fate } = flow.first;
      const to = fate.kind === 'transmitted' ? plugs(fate.device) : [map.process];
      expect(from.some((area) => isAt(area, start))).toBe(true);
      if (fate.kind === 'dropped')
        expect(map.crosses.some(({ centre }) => distance(centre, { corners: [end, end] }) < 0.1)).toBe(true);
      else expect(to.some((area) => isAt(area, end))).toBe(true);
    }
    expect(map.crosses).toHaveLength(flows.filter(({ first }) => first.fate.kind === 'dropped').length);
  });

  test('leads each stroke through the cards of its hooks and through no other, and no two run on each other', () => {
    for (const { flow, path } of each) {
      const passed = HOOKS.filter((hook) => passes(path, found(map.cards[hook], hook)));
      expect([...passed].sort()).toEqual([...flow.first.hooks].sort());
    }
    for (const [index, { path }] of each.entries())
      for (const { path: other } of each.slice(index + 1))
        expect(leastGap(path, other)).toBeGreaterThan((path.width + other.width) / 2 + 1);
  });

  test('has an arrowhead at the edge of each card that a stroke enters, and where it leaves the map', () => {
    for (const { flow, path } of each) {
      const own = arrowsOn(path);
      const entered = flow.first.hooks.map((hook) => ({ hook, card: found(map.cards[hook], hook) }));
      for (const { hook, card } of entered) {
        const isDown = form === 'narrow' || hook === 'OUTPUT';
        const near = own.filter(({ tip: [x, y] }) => {
          const [off, across] = isDown
            ? [y - card.top, [card.left, x, card.right]]
            : [x - card.left, [card.top, y, card.bottom]];
          const isBeside = across.every((value, at) => at === 0 || value > (across[at - 1] ?? 0));
          return isBeside && off <= 2 && off >= (form === 'wide' && hook === 'OUTPUT' ? -7 : -2.5);
        });
        expect([hook, near.map(({ angle }) => angle)]).toEqual([hook, [isDown ? 90 : 0]]);
      }
    }
    const ends = flows.map(({ first }) => first.hooks.length + (first.fate.kind === 'dropped' ? 0 : 1));
    expect(map.arrows).toHaveLength(ends.reduce((sum, count) => sum + count, 0));
  });

  test('marks each table that was asked, on the stroke, in its card', () => {
    for (const hook of HOOKS) {
      const card = found(map.cards[hook], hook);
      const { stations } = hookStations(hook, flows);
      const asked = stations.flatMap(({ name, flows: came, dropped }) =>
        came.filter((flow) => !dropped.includes(flow)).map((flow) => [name, flow] as const),
      );
      const squares = map.areas
        .filter(({ left, right, bottom, top }) => Math.round(right - left) === 8 && Math.round(bottom - top) === 8)
        .map((area) => ({ centre: middle(area), fill: area.fill, isTable: false }));
      const discs = map.discs
        .filter(({ radius }) => radius === 4.5)
        .map(({ centre, fill }) => ({ centre, fill, isTable: true }));
      const marks = [...squares, ...discs].filter(({ centre, fill }) => isAt(card, centre) && fill !== light.surface);
      const onStroke = marks.filter(({ centre }) => map.paths.some((path) => distance(centre, path) < 0.1));
      expect([hook, onStroke.length]).toEqual([hook, asked.length]);
      expect(onStroke.filter(({ isTable }) => isTable)).toHaveLength(
        asked.filter(([name]) => name !== 'conntrack' && name !== 'confirm').length,
      );
    }
  });

  test('has cards, process and devices in their places, none over another', () => {
    const { cards, process, frame, plugs, width } = map;
    const boxes = [...Object.values(cards), process];
    for (const [index, box] of boxes.entries()) {
      expect(holds(frame, box)).toBe(true);
      for (const other of boxes.slice(index + 1)) {
        const apart = Math.max(
          other.left - box.right,
          box.left - other.right,
          other.top - box.bottom,
          box.top - other.bottom,
        );
        expect(apart).toBeGreaterThan(6);
      }
    }
    const card = (hook: string) => found(cards[hook], hook);
    for (const plug of plugs) {
      const [x, y] = middle(plug);
      expect(form === 'wide' ? [frame.left, frame.right] : [frame.top, frame.bottom]).toContain(
        form === 'wide' ? x : y,
      );
    }
    if (form === 'wide') {
      const row = ['PREROUTING', 'FORWARD', 'POSTROUTING'].map(card);
      expect(new Set(row.map(({ top }) => top)).size).toBe(1);
      expect(new Set(row.map(({ left, right }) => right - left)).size).toBe(1);
      expect(row.map(({ left }) => left)).toEqual([...row.map(({ left }) => left)].sort((a, b) => a - b));
      expect([process.left, process.right]).toEqual([card('INPUT').left, card('OUTPUT').right]);
      expect(card('INPUT').top).toBe(card('OUTPUT').top);
      expect(process.bottom).toBeLessThan(card('INPUT').top);
    } else {
      const column = [card('PREROUTING'), card('INPUT'), process, card('OUTPUT'), card('FORWARD'), card('POSTROUTING')];
      expect(column.map(({ top }) => top)).toEqual([...column.map(({ top }) => top)].sort((a, b) => a - b));
      expect(new Set(column.map(({ left, right }) => `${left} ${right}`)).size).toBe(1);
      expect(frame.left).toBe(width - frame.right);
    }
  });

  test('has the network in grey where nothing went', () => {
    for (const hook of HOOKS) {
      const went = flows.some(({ first }) => first.hooks.includes(hook));
      const card = found(map.cards[hook], hook);
      expect([hook, map.idle.some((path) => passes(path, card))]).toEqual([hook, !went]);
    }
    if (form === 'wide')
      for (const idle of map.idle) for (const { path } of each) expect(leastGap(idle, path)).toBeGreaterThan(4);
  });
});

describe.each(['wide', 'narrow'] as const)('a packet that is lost with no rule to blame, %s', (form) => {
  test.each([
    [[], 'before PREROUTING'],
    [['PREROUTING'], 'behind PREROUTING, before FORWARD'],
    [['PREROUTING', 'INPUT'], 'behind INPUT, before process'],
    [['PREROUTING', 'FORWARD'], 'behind FORWARD, before POSTROUTING'],
    [['PREROUTING', 'FORWARD', 'POSTROUTING'], 'behind POSTROUTING'],
    [['OUTPUT'], 'behind OUTPUT, before POSTROUTING'],
    [['OUTPUT', 'POSTROUTING'], 'behind POSTROUTING'],
  ] as const)('has its cross behind the last of %j, at the end of its stroke', (hooks, place) => {
    const map = read([lostBehind(...hooks)], form);
    const [cross, ...more] = map.crosses;
    const { centre, stroke } = found(cross, 'cross');
    expect(more).toEqual([]);
    expect(stroke).toBe(light.drop);
    expect(map.paths.map(({ corners }) => corners.at(-1))).toEqual([centre]);
    const [x, y] = centre;
    for (const [, side, name = ''] of place.matchAll(/(behind|before) (\w+)/g)) {
      const box = name === 'process' ? map.process : found(map.cards[name], name);
      const isDown = form === 'narrow' || (hooks[0] === 'OUTPUT' && hooks.length === 1);
      if (name === 'process') expect(y).toBeGreaterThan(form === 'wide' ? box.bottom : 0);
      else if (isDown)
        expect(side === 'behind' ? y - box.bottom : box.top - y).toBeGreaterThan(form === 'wide' ? 0 : -1);
      else expect(side === 'behind' ? x - box.right : box.left - x).toBeGreaterThan(0);
    }
    expect(faultsOf(map)).toEqual({});
  });
});
