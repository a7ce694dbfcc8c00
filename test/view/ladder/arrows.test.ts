/** Where a ladder's arrows, words and marks stand: each arrow from the lane where its packet was first seen to the last one. */
import { beforeAll, describe, expect, test } from 'vitest';
import { THEMES } from '../../../lib/view/draw/theme';
import { ladder } from '../../../lib/view/ladder/ladder';
import { type Article, runArticle } from '../articleAccesses';
import { type Arrow, distance, holds, type Shapes, type Stroke, shapesOf, type Text } from '../shapes';

const { light } = THEMES;
const WIRE = ['client eth0', 'host ens33', 'host docker0', 'host veth*', 'ng1 eth0'];
const BRIDGES = ['ng2 eth0', 'host veth*', 'host docker1', 'host docker0', 'host veth*', 'ng1 eth0'];

let article: Article;
beforeAll(async () => {
  article = await runArticle();
});

interface Row {
  readonly from: number;
  readonly to: number;
  readonly words: string;
  readonly time: string;
  readonly isLost: boolean;
}

interface Ladder extends Shapes {
  /** x of each lane. */
  readonly lanes: readonly number[];
  readonly devices: readonly Text[];
  readonly rows: readonly (Row & { readonly line: Stroke; readonly arrow: Arrow | undefined })[];
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`There is no ${what}.`);
  return value;
}

/** The packets in words, one a line, and the same of what is drawn. */
function read(step: string, names: readonly string[], width: number): Ladder {
  const { packets } = found(article.accesses.get(step), step);
  const figure = ladder(packets, { title: `Step ${step}`, lanes: names, width });
  const [, about = '', ...told] = figure.toText().split('\n');
  const keys = /^Lanes: (.*)\. \d+ packets/.exec(about)?.[1]?.split(' · ') ?? [];
  const said = told.flatMap((line): readonly Row[] => {
    const [, time = '', from = '', to = '', words = ''] =
      /^\d+\. ([\d.]+ m?s), from (.+?) to (.+?): ([^,;]+)/.exec(line) ?? [];
    return words === ''
      ? []
      : [{ time, from: keys.indexOf(from), to: keys.indexOf(to), words, isLost: line.includes('; lost') }];
  });
  const shapes = shapesOf(figure.toSvg());
  const isLevel = ({ corners: [a = [0, 0], b = [0, 0]] }: Stroke) => a[1] === b[1];
  const isUpright = ({ corners: [a = [0, 0], b = [0, 0]] }: Stroke) => a[0] === b[0];
  const lines = shapes.strokes.filter((one) => one.element === 'line' && !isLevel(one) && !isUpright(one));
  // The crosses' arms are slanted as well.
  const arrows = lines.filter(({ corners: [a = [0, 0], b = [0, 0]] }) => Math.abs(a[0] - b[0]) > 12);
  return {
    ...shapes,
    lanes: shapes.strokes
      .filter((one) => isUpright(one) && one.colour === light.border)
      .map(({ corners }) => corners[0]?.[0] ?? 0),
    devices: keys.map((key) => {
      const device = key.replace(/^\S+ /, '');
      return found(
        shapes.texts.find(({ text }) => text === device),
        device,
      );
    }),
    rows: said.map((row, index) => {
      const line = found(arrows[index], `arrow of ${row.words}`);
      const arrow = shapes.arrows.find(({ back, colour }) => colour === line.colour && distance(back, line) < 5);
      return { ...row, line, arrow };
    }),
  };
}

const centre = ({ left, right }: { readonly left: number; readonly right: number }): number => (left + right) / 2;

describe.each([
  ['06', WIRE, 720],
  ['15', BRIDGES, 720],
  ['18', BRIDGES, 720],
  ['06', WIRE, 420],
] as const)('the ladder of step %s between %j, %i px wide', (step, names, width) => {
  test('has lanes in equal steps, each in its namespace’s band', () => {
    const { lanes, devices, areas, texts } = read(step, names, width);
    expect(lanes).toHaveLength(names.length);
    const steps = lanes.slice(1).map((x, index) => x - (lanes[index] ?? 0));
    for (const one of steps) expect(one).toBeCloseTo(steps[0] ?? 0, 1);
    if (width > 480)
      for (const [index, device] of [...new Set(devices)].entries())
        if (devices.indexOf(device) === index) expect(Math.abs(centre(device) - (lanes[index] ?? 0))).toBeLessThan(0.6);
    const bands = areas.filter(({ stroke, fill }) => stroke === light.grid && fill === light.surface);
    const namespaces = names.map((name) => name.split(' ')[0]).filter((name, index, all) => name !== all[index - 1]);
    const named = bands.map((band) =>
      texts.filter((text) => holds(band, text) && Math.abs(centre(text) - centre(band)) < 0.6).map(({ text }) => text),
    );
    expect(named.map((inside, index) => inside.includes(namespaces[index] ?? ''))).toEqual(namespaces.map(() => true));
    for (const [index, band] of bands.slice(1).entries()) expect(band.left).toBeGreaterThan(bands[index]?.right ?? 0);
    for (const band of bands) {
      const inside = lanes.filter((x) => x > band.left && x < band.right);
      expect((Math.min(...inside) + Math.max(...inside)) / 2).toBeCloseTo(centre(band), 1);
    }
  });

  test('has each arrow from its first lane to its last one, or to a cross half a lane behind it', () => {
    const { rows, lanes, discs } = read(step, names, width);
    expect(rows.length).toBeGreaterThan(5);
    const gap = (lanes[1] ?? 0) - (lanes[0] ?? 0);
    const x = (lane: number) => found(lanes[lane], `lane ${lane}`);
    for (const { from, to, line, arrow, isLost, words } of rows) {
      const [start = [0, 0], end = [0, 0]] = line.corners;
      const isRightward = end[0] > start[0];
      expect([words, Math.sign(to - from) || Math.sign(end[0] - start[0])]).toEqual([words, isRightward ? 1 : -1]);
      expect(Math.abs(start[0] - x(from))).toBeLessThan(0.1);
      expect(end[1]).toBeGreaterThan(start[1]);
      if (isLost) {
        const cross = discs.find(
          ({ centre: at, radius }) => radius === 8 && Math.hypot(at[0] - end[0], at[1] - end[1]) < 0.1,
        );
        expect(found(cross, `cross of ${words}`).stroke).toBe(light.drop);
        expect(end[0]).toBeCloseTo(x(to) + (isRightward ? gap : -gap) / 2, 1);
      } else {
        expect(Math.abs(found(arrow, `head of ${words}`).tip[0] - x(to))).toBeLessThan(2.1);
        expect(arrow?.angle).toBe(isRightward ? 0 : 180);
      }
    }
  });

  test('has over each arrow what it carries, and its time beside it', () => {
    const { rows, texts } = read(step, names, width);
    const used = new Set<Text>();
    const tops = rows.map(({ words, time, line }) => {
      const [start = [0, 0], end = [0, 0]] = line.corners;
      const over = texts.find(
        (text) =>
          !used.has(text) &&
          text.text.startsWith(words.slice(0, 6)) &&
          text.bottom <= start[1] + 2 &&
          start[1] - text.bottom < 12,
      );
      used.add(found(over, `words of ${words}`));
      const isRightward = end[0] > start[0];
      const isMoved =
        over !== undefined && (over.left < Math.min(start[0], end[0]) || over.right > Math.max(start[0], end[0]));
      if (!isMoved) expect(Math.abs((isRightward ? (over?.left ?? 0) : (over?.right ?? 0)) - start[0])).toBeLessThan(7);
      const beside = texts.filter(
        (text) => text.text === time && Math.abs((text.top + text.bottom) / 2 - start[1]) < 6,
      );
      expect([time, beside.length]).toEqual([time, 1]);
      return { y: start[1], right: beside[0]?.right ?? 0 };
    });
    expect(new Set(tops.map(({ right }) => right.toFixed(1))).size).toBe(1);
    for (const [index, { y }] of tops.slice(1).entries()) expect(y - (tops[index]?.y ?? 0)).toBeGreaterThanOrEqual(34);
  });

  test('has a dot on each arrow at every lane between, or a letter where NAT rewrote an address', () => {
    const { rows, lanes, discs, areas, texts } = read(step, names, width);
    const letters = areas.filter(
      ({ stroke, bottom, top }) => stroke === light.tables.nat.mark && Math.round(bottom - top) === 15,
    );
    for (const { from, to, line, words, isLost } of rows) {
      const between = lanes.filter((_, lane) => lane > Math.min(from, to) && lane < Math.max(from, to));
      const last = isLost ? [found(lanes[to], 'lane')] : [];
      const at = between.concat(last).filter((x) => {
        const isOn = (place: readonly [number, number]) => Math.abs(place[0] - x) < 0.1 && distance(place, line) < 0.6;
        const isLetter = letters.some(({ left, right, top, bottom }) => isOn([(left + right) / 2, (top + bottom) / 2]));
        return isLetter || discs.some((disc) => disc.fill === line.colour && isOn(disc.centre));
      });
      expect([words, at.length]).toEqual([words, between.length + last.length]);
    }
    for (const letter of letters) {
      const inside = texts.filter((text) => holds(letter, text, 2) && /^[A-Z]+( [A-Z]+)*$/.test(text.text));
      expect(inside.map((text) => Math.abs(centre(text) - centre(letter)) < 0.6)).toEqual([true]);
    }
  });
});
