/** What a reader is told on the map of made-up packets: hooks with their counts, rules that decided, the legend of the strokes. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Journey } from '../../../lib/lab';
import { THEMES } from '../../../lib/view/draw/theme';
import { type Flow, flowsOf } from '../../../lib/view/path/flow';
import { pathMap } from '../../../lib/view/path/pathMap';
import { hookStations, stationNames } from '../../../lib/view/path/station';
import {
  type Area,
  crossedByStrokes,
  crossedOut,
  cutByEdges,
  distance,
  found,
  holds,
  looseArrows,
  middleX,
  middleY,
  outside,
  partsOf,
  type Shapes,
  type Stroke,
  shapesOf,
  type Text,
} from '../shapes';
import { clipped, overlaps, textBoxes } from '../textBoxes';
import { madeJourneys } from './madeJourneys';

const { light } = THEMES;
const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] as const;

interface Map extends Shapes {
  readonly svg: string;
  readonly flows: readonly Flow[];
  readonly width: number;
  /** The strokes of the flows, in their order. */
  readonly paths: readonly Stroke[];
  readonly cards: ReadonlyMap<string, { readonly box: Area; readonly texts: readonly Text[] }>;
}

function read(journeys: readonly Journey[], width: number): Map {
  const svg = pathMap(journeys, { title: 'A map', width }).toSvg();
  const shapes = shapesOf(svg);
  const cards = HOOKS.map((hook) => {
    const name = found(
      shapes.texts.find(({ text }) => text === hook),
      hook,
    );
    const size = ({ left, right, top, bottom }: Area) => (right - left) * (bottom - top);
    const [box] = shapes.areas
      .filter((area) => area.stroke !== '' && holds(area, name))
      .sort((a, b) => size(a) - size(b));
    const around = found(box, `card of ${hook}`);
    return [hook, { box: around, texts: shapes.texts.filter((text) => holds(around, text)) }] as const;
  });
  const paths = shapes.strokes.filter(({ element, width: stroke }) => element === 'path' && stroke >= 2);
  return { ...shapes, svg, flows: flowsOf(journeys), width, paths, cards: new Map(cards) };
}

/** Each picture is drawn once, for all that is to hold of it. */
const samples = fc.sample(fc.tuple(madeJourneys, fc.constantFrom(340, 720)), { numRuns: 30, seed: 3 });
let maps: readonly Map[] = [];
beforeAll(() => {
  maps = samples.map(([journeys, width]) => read(journeys, width));
});

function holdsOf(law: (map: Map) => void): void {
  for (const map of maps) law(map);
}

const thousands = (count: number) => count.toLocaleString('en-US');
const sum = (counted: readonly { readonly packets: number }[]) =>
  counted.reduce((total, { packets }) => total + packets, 0);

describe('the path map of made-up packets', () => {
  test('has no text over another, over an edge, under a stroke or a cross', () => {
    holdsOf((map) => {
      expect([overlaps(textBoxes(map.svg)), clipped(map.svg), outside(map)]).toEqual([[], [], []]);
      expect([cutByEdges(map), crossedByStrokes(map, light.grid)]).toEqual([[], []]);
      expect([looseArrows(map), crossedOut(map)]).toEqual([[], []]);
    });
  });

  test('has on each hook’s card how many packets passed it, and its tables in the kernel’s order', () => {
    holdsOf(({ cards, flows, width }) => {
      for (const [hook, { texts, box }] of cards) {
        const passing = flows.filter(({ first }) => first.hooks.some((one) => one === hook));
        const [name, ...rest] = texts;
        expect([name?.text, name?.isBold, name?.fill]).toEqual([
          hook,
          true,
          passing.length > 0 ? light.text : light.muted,
        ]);
        const [count] = rest.filter((text) => text.hint.endsWith(' packets'));
        const packets = sum(passing);
        expect(count?.text).toBe(passing.length > 0 ? thousands(packets) : undefined);
        if (count !== undefined) {
          expect([count.isBold, count.hint]).toEqual([true, `${packets} packets`]);
          expect(box.right - count.right).toBeLessThan(12);
          expect(Math.abs(middleY(count) - middleY(name ?? count))).toBeLessThan(0.6);
        }
        // A narrow map names the tables of hooks that were passed only.
        const names = passing.length > 0 || width > 640 ? stationNames(hook as (typeof HOOKS)[number]) : [];
        const shown = names.map((table) => (table === 'confirm' ? 'conntrack confirm' : table));
        const found = rest.filter(({ text, isBold }) => isBold && shown.some((one) => one === text));
        expect(found.map(({ text }) => text)).toEqual(shown);
        expect(found.map(({ top }) => top)).toEqual([...found.map(({ top }) => top)].sort((a, b) => a - b));
      }
    });
  });

  test('has under each table what decided there, with its packets, and the jumps that led there', () => {
    holdsOf(({ cards, flows, strokes }) => {
      const swatches = strokes.filter(({ element, width }) => element === 'line' && width === 5);
      for (const [hook, { texts, box }] of cards) {
        const { stations, packets: all } = hookStations(hook as (typeof HOOKS)[number], flows);
        for (const { name, decisions, packets } of stations) {
          const label = name === 'confirm' ? 'conntrack confirm' : name;
          const title = texts.find(({ text, isBold }) => isBold && text === label);
          if (title === undefined) continue;
          const below = texts.filter(({ order }) => order > title.order);
          const until = below.find(({ text, isBold }) => isBold && stations.some((one) => one.name === text));
          const own = below.filter(({ order }) => order < (until?.order ?? Infinity));
          const hints = new Map<string, number>();
          for (const { via, label: rule, rule: text, packets: count } of decisions) {
            const hint = rule.startsWith('policy ') ? rule : `${[...via, rule].join(' → ')}: ${text}`;
            hints.set(hint, (hints.get(hint) ?? 0) + count);
          }
          const isPart = own.some(({ text }) => text === `${packets} of ${all}`);
          if (isPart) expect(packets).toBeLessThan(all);
          for (const [hint, count] of hints) {
            const lines = own.filter((text) => text.hint === hint);
            expect([hint, lines.length > 0]).toEqual([hint, true]);
            const last = found(lines.at(-1), hint);
            const drops = decisions.some((one) => one.drops && hint.includes(one.label));
            for (const line of lines) {
              expect(line.fill).toBe(drops ? light.dropInk : light.text);
              expect(line.isBold).toBe(drops);
              expect(line.right).toBeLessThan(box.right - 7);
            }
            // Its first line is marked with a piece of each stroke that it decided about.
            const [first] = lines;
            const pieces = swatches.filter(
              ({ corners: [a = [0, 0], b = [0, 0]] }) =>
                first !== undefined &&
                b[0] < first.left &&
                first.left - a[0] < 60 &&
                a[1] > first.top &&
                a[1] < first.bottom,
            );
            const deciding = decisions.filter(({ via, label: one, rule: text }) =>
              one.startsWith('policy ') ? one === hint : `${[...via, one].join(' → ')}: ${text}` === hint,
            );
            const colours = [...new Set(deciding.map(({ flow }) => flow))].map(
              (flow) => light[flows[flow]?.direction ?? 'request'],
            );
            expect(pieces.map(({ colour }) => colour)).toEqual(colours);
            const beside = own.filter(
              (one) => one !== last && Math.abs(one.top - last.top) < 0.1 && one.left > last.right,
            );
            // Beside a table's name `1 of 12` says it.
            if (!isPart) expect(beside.map(({ text }) => text)).toEqual([thousands(count)]);
            expect(title.bottom - last.top < 0.1 || Math.abs(title.top - last.top) < 0.1).toBe(true);
          }
          for (const jump of new Set(decisions.flatMap(({ via }) => via)))
            expect(own.filter(({ text, fill }) => text === `${jump} →` && fill === light.muted).length).toBeGreaterThan(
              0,
            );
        }
      }
    });
  });

  test('has addresses that NAT rewrote before and after, and how many packets a rule decided', () => {
    holdsOf(({ cards, flows }) => {
      for (const [number, { rewritings }] of flows.entries())
        for (const { hook, field, before, after, packets, byRule } of rewritings) {
          const { texts } = found(cards.get(hook), hook);
          const lines = texts.filter(({ hint }) => hint === `${field} ${before} → ${after}`);
          const from = lines.filter(({ text }) => text === `${field === 'source' ? 'src' : 'dst'} ${before}`);
          const into = lines.filter(({ text }) => text === `→ ${after}`);
          const same = flows.filter((flow) =>
            flow.rewritings.some((one) => one.before === before && one.field === field),
          );
          expect([number, from.length, into.length]).toEqual([number, same.length, same.length]);
          const counts = into.flatMap(({ top }) => texts.filter((one) => one.top === top).map(({ text }) => text));
          expect(counts).toContain(thousands(packets));
          const note = byRule === 0 ? 'from conntrack' : `rule ${byRule}, conntrack ${packets - byRule}`;
          expect(texts.some(({ text, fill }) => text === note && fill === light.muted)).toBe(packets !== byRule);
        }
    });
  });

  test('has a legend: each stroke as it is drawn, whose packets it is, and what became of those that were dropped', () => {
    holdsOf(({ flows, paths, strokes, texts }) => {
      const several = flows.some(({ connection }) => connection > 1);
      const heads = texts.filter(({ text, isBold }) => isBold && /^(request|reply)( \d+)?: /.test(text));
      const order = heads.map((head) => {
        const sample = found(
          strokes.find(({ corners: [a = [0, 0], b = [0, 0]], element }) => {
            return (
              element === 'line' &&
              a[1] === b[1] &&
              b[0] < head.left &&
              head.left - b[0] < 8 &&
              Math.abs(middleY(head) - a[1]) < 3
            );
          }),
          `sample of ${head.text}`,
        );
        const number = flows.findIndex((flow, index) => {
          const role = several ? `${flow.direction} ${flow.connection}` : flow.direction;
          const packets = `${thousands(flow.packets)} ${flow.packets === 1 ? 'packet' : 'packets'}`;
          const { colour, dash, width } = found(paths[index], 'path');
          const isLike = sample.colour === colour && sample.dash === dash && sample.width === width;
          return isLike && head.text === `${role}: ${packets}`;
        });
        return [head.text, number >= 0];
      });
      expect(order).toEqual(heads.map(({ text }) => [text, true]));
      expect(heads).toHaveLength(flows.length);
      for (const { first, pairs } of flows) {
        const { source, destination, fate } = first;
        const said = texts.map(({ text }) => text);
        if (pairs > 1) expect(said).toContain(`${pairs} pairs of addresses`);
        else
          expect(
            said.includes(`${source} → ${destination}`) || (said.includes(source) && said.includes(`→ ${destination}`)),
          ).toBe(true);
        if (fate.kind === 'dropped')
          expect(texts.some(({ text, fill }) => text.startsWith('dropped: ') && fill === light.dropInk)).toBe(true);
      }
      for (const line of texts.filter(({ text }) => text.startsWith('→ ') || text.startsWith('dropped: ')))
        expect([line.text, line.isBold]).toEqual([line.text, false]);
    });
  });

  test('has wider strokes for more packets, the direction’s colour, and dashes for a second connection', () => {
    holdsOf(({ flows, paths }) => {
      expect(paths).toHaveLength(flows.length);
      for (const [index, { direction, connection, packets }] of flows.entries()) {
        const { colour, dash, width } = found(paths[index], 'path');
        expect(colour).toBe(light[direction]);
        expect(dash === '').toBe(connection === 1);
        for (const [other, flow] of flows.entries())
          expect(Math.sign((paths[other]?.width ?? 0) - width)).toBe(Math.sign(flow.packets - packets));
      }
    });
  });

  test('names the process that packets reach, and each device at the edge where they pass', () => {
    holdsOf(({ flows, texts, areas }) => {
      const [process] = texts.filter(({ text }) => text.startsWith('local process'));
      const isReached = flows.some(({ first }) => first.fate.kind === 'delivered');
      const isUsed = flows.some(({ first: { hooks } }) => hooks.includes('INPUT') || hooks.includes('OUTPUT'));
      expect(process?.text).toBe(isReached ? 'local process: tcp port 80' : 'local process');
      expect([process?.isBold, process?.fill]).toEqual([isUsed, isUsed ? light.text : light.muted]);
      const devices = new Set(
        flows.flatMap(({ first }) => [first.in, first.fate.kind === 'transmitted' ? first.fate.device : '']),
      );
      devices.delete('');
      const plugs = texts.filter(({ text, hint }) => hint === text && !text.startsWith('local') && devices.has(text));
      expect(new Set(plugs.map(({ text }) => text))).toEqual(devices);
      for (const plug of plugs) {
        const box = areas.find((area) => area.stroke === light.text && holds(area, plug));
        expect(Math.abs(middleX(plug) - middleX(found(box, plug.text)))).toBeLessThan(0.6);
        expect(Math.abs(middleY(plug) - middleY(found(box, plug.text)))).toBeLessThan(2);
      }
    });
  });

  test('has hollow marks for the tables of a hook that nothing came to, on the grey line through its card', () => {
    holdsOf(({ cards, flows, discs, areas, strokes, width }) => {
      for (const [hook, { box }] of cards) {
        const isPassed = flows.some(({ first }) => first.hooks.some((one) => one === hook));
        const within = ([x, y]: readonly [number, number]) =>
          x > box.left - 1 && x < box.right + 1 && y > box.top && y < box.bottom;
        const tables = discs.filter(({ centre, stroke }) => stroke === light.idle && within(centre));
        const tracking = areas.filter((area) => area.stroke === light.idle && holds(box, area));
        const names = isPassed || width < 640 ? [] : stationNames(hook as (typeof HOOKS)[number]);
        const isTracking = (name: string) => name === 'conntrack' || name === 'confirm';
        // A card that was passed has a mark for each table beside its name as well, hollow where nothing came.
        const on = (x: number, y: number) =>
          strokes.some(({ colour, corners }) => colour === light.idle && distance([x, y], { corners }) < 1);
        const onLine = tables.filter(({ centre: [x, y] }) => on(x, y)).length;
        const squares = tracking.filter((area) => on(middleX(area), middleY(area))).length;
        expect([hook, onLine, squares]).toEqual([
          hook,
          names.filter((name) => !isTracking(name)).length,
          names.filter(isTracking).length,
        ]);
      }
    });
  });

  test('has its two routing decisions on the strokes that they are for, each with its name beside it', () => {
    holdsOf(({ areas, strokes, texts, paths, flows, width }) => {
      const came = flows.some(({ first }) => first.hooks.includes('PREROUTING'));
      const sent = flows.some(({ first }) => first.hooks.includes('OUTPUT'));
      const look = (isLit: boolean) => (isLit ? light.muted : light.border);
      const ink = (isLit: boolean) => (isLit ? light.text : light.muted);
      const names = texts.filter(({ text }) => text === 'routing decision');
      if (width < 640) {
        expect(names.map(({ fill }) => fill)).toEqual([ink(came), ink(sent)]);
        for (const [index, name] of names.entries()) {
          const box = areas.find(
            ({ right, top, bottom }) =>
              name.left - right < 9 && name.left > right && top < name.top && bottom > name.bottom,
          );
          expect(box?.stroke).toBe(look(index === 0 ? came : sent));
          expect(Math.abs(middleY(found(box, 'decision')) - middleY(name))).toBeLessThan(2);
          const lanes = flows.flatMap(({ first }, flow) =>
            first.hooks.includes(index === 0 ? 'PREROUTING' : 'OUTPUT') ? [flow] : [],
          );
          for (const flow of lanes) {
            const isIn = partsOf(found(paths[flow], 'path')).some(
              ([[x]]) => x > (box?.left ?? Infinity) && x < (box?.right ?? 0),
            );
            expect(isIn).toBe(true);
          }
        }
        return;
      }
      const [lozenge, ...more] = strokes.filter(
        ({ element, corners }) =>
          element === 'path' && corners.length === 5 && corners[0]?.join() === corners[4]?.join(),
      );
      expect(more).toEqual([]);
      const { corners, colour } = found(lozenge, 'decision');
      expect(colour).toBe(look(came));
      const [top, right, bottom, left] = corners;
      const [x, y] = [top?.[0] ?? 0, right?.[1] ?? 0];
      expect([bottom?.[0], left?.[1]]).toEqual([x, y]);
      expect(y - (top?.[1] ?? 0)).toBeCloseTo((bottom?.[1] ?? 0) - y, 1);
      expect((right?.[0] ?? 0) - x).toBeCloseTo(x - (left?.[0] ?? 0), 1);
      expect((bottom?.[1] ?? 0) - (top?.[1] ?? 0)).toBeGreaterThan(20);
      for (const [index, { first }] of flows.entries()) {
        if (!first.hooks.includes('FORWARD')) continue;
        const lane = partsOf(found(paths[index], 'path')).find(
          ([[from, at], [to]]) => Math.min(from, to) < x && Math.max(from, to) > x && at > 0,
        );
        expect(Math.abs((lane?.[0][1] ?? Infinity) - y)).toBeLessThan((bottom?.[1] ?? 0) - y);
      }
      for (const word of ['routing', 'decision']) {
        const text = found(
          texts.find((one) => one.text === word),
          word,
        );
        expect([Math.abs(middleX(text) - x) < 0.6, text.fill]).toEqual([true, ink(came)]);
        expect(text.top).toBeGreaterThan(bottom?.[1] ?? Infinity);
        expect(text.bottom - (bottom?.[1] ?? 0)).toBeLessThan(32);
      }
      expect(names.map(({ fill }) => fill)).toEqual([ink(sent)]);
      const pill = areas.find(
        (area) =>
          area.right < (names[0]?.left ?? 0) &&
          (names[0]?.left ?? 0) - area.right < 9 &&
          Math.abs(middleY(area) - middleY(found(names[0], 'name'))) < 2,
      );
      expect(pill?.stroke).toBe(look(sent));
    });
  });

  test('says in its rows and words what it shows', () => {
    fc.assert(
      fc.property(madeJourneys, (journeys) => {
        const map = pathMap(journeys, { title: 'A map' });
        const flows = flowsOf(journeys);
        const text = map.toText();
        const packets = sum(flows);
        expect(text.split('\n')[1]).toMatch(
          `network namespace host, ${thousands(packets)} packet${packets === 1 ? '' : 's'}`,
        );
        const untracked = flows.filter(({ first }) => !first.tracked).length;
        expect(text.includes('connections are not tracked')).toBe(untracked === flows.length);
        expect(text.includes('not all connections are tracked')).toBe(untracked > 0 && untracked < flows.length);
        const ends = flows.map(({ first: { fate } }) => {
          if (fate.kind === 'dropped') return `  dropped: ${fate.reason}`;
          return fate.kind === 'delivered' ? `  delivered to ${fate.to}` : `  transmitted on ${fate.device}`;
        });
        const told = text.split('\n').filter((line) => /^ {2}(dropped|delivered|transmitted)/.test(line));
        expect(told).toEqual(ends);
        expect(map.toCsv().trim().split('\r\n')).toHaveLength(1 + flows.flatMap(({ decisions }) => decisions).length);
        const from = text.split('\n').filter((line) => / of connection \d+: /.test(line));
        expect(from.map((line) => line.includes('from a local process'))).toEqual(
          flows.map(({ first }) => first.in === ''),
        );
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});
