/** Where things stand in the pictures of TCP: what is read and written between the boxes that do it, attempts at their times. */
import { beforeAll, describe, expect, test } from 'vitest';
import { THEMES } from '../../../lib/view/draw/theme';
import { relay } from '../../../lib/view/tcp/relay';
import { retransmissions } from '../../../lib/view/tcp/retransmissions';
import { type Article, runArticle } from '../articleAccesses';
import { type Area, found, holds, middleX, middleY, type Shapes, type Stroke, shapesOf, type Text } from '../shapes';

const { light } = THEMES;

let article: Article;
beforeAll(async () => {
  article = await runArticle();
});

const textOf = ({ texts }: Shapes, words: string): Text =>
  found(
    texts.find(({ text }) => text === words),
    words,
  );

describe('the picture of docker-proxy’s work', () => {
  const read = (): Shapes => {
    const { packets } = found(article.accesses.get('10'), '10');
    return shapesOf(relay(packets, { title: 'Two connections' }).toSvg());
  };
  const boxesOf = ({ areas }: Shapes): readonly Area[] =>
    areas.filter(({ stroke }) => stroke === light.muted).sort((a, b) => a.left - b.left);
  const linesOf = ({ strokes }: Shapes, colour: string): readonly Stroke[] =>
    strokes.filter((one) => one.colour === colour).sort((a, b) => (a.corners[0]?.[0] ?? 0) - (b.corners[0]?.[0] ?? 0));

  test('has client, process and server side by side, as high as each other, with what they are in their middle', () => {
    const shapes = read();
    const boxes = boxesOf(shapes);
    const [client, process, server, ...more] = boxes;
    expect(more).toEqual([]);
    expect(new Set(boxes.map(({ top, bottom }) => `${top} ${bottom}`)).size).toBe(1);
    const [left, middle, right] = [found(client, 'client'), found(process, 'process'), found(server, 'server')];
    expect(right.right - right.left).toBeCloseTo(left.right - left.left, 1);
    expect(middle.left - left.right).toBeCloseTo(right.left - middle.right, 1);
    expect(left.left).toBeCloseTo(shapes.width - right.right, 1);
    for (const [box, said] of [
      [left, ['ng1', 'the client']],
      [middle, ['docker-proxy', 'a process of host']],
      [right, ['ng1', 'the server']],
    ] as const) {
      const inside = shapes.texts.filter((text) => holds(box, text) && Math.abs(middleX(text) - middleX(box)) < 0.6);
      expect(inside.slice(0, 2).map(({ text }) => text)).toEqual(said);
      expect(inside).toHaveLength(3);
    }
  });

  test('has requests going right and replies going left, from box to box, with what they carry above', () => {
    const shapes = read();
    const [left, middle, right] = boxesOf(shapes);
    for (const [colour, said, isBack] of [
      [light.request, 'GET / · 81 B', false],
      [light.reply, '200 OK · 854 B', true],
    ] as const) {
      const [first, own, second, ...more] = linesOf(shapes, colour);
      expect(more).toEqual([]);
      const heads = shapes.arrows.filter((arrow) => arrow.colour === colour);
      expect(heads.map(({ angle }) => angle)).toEqual([isBack ? 180 : 0, isBack ? 180 : 0, isBack ? 180 : 0]);
      for (const [line, from, to] of [
        [first, left?.right, middle?.left],
        [second, middle?.right, right?.left],
      ] as const) {
        const [start = [0, 0]] = found(line, 'line').corners;
        const [begin, end] = isBack ? [to ?? 0, from ?? 0] : [from ?? 0, to ?? 0];
        expect(start[0]).toBeCloseTo(begin, 1);
        expect(heads.filter(({ tip: [x, y] }) => Math.abs(x - end) < 1 && y === start[1])).toHaveLength(1);
        const over = shapes.texts.filter(
          ({ text, bottom }) => text === said && bottom < start[1] && start[1] - bottom < 8,
        );
        expect(over.some((text) => Math.abs(middleX(text) - ((from ?? 0) + (to ?? 0)) / 2) < 0.6)).toBe(true);
      }
      const bytes = isBack ? '854' : '81';
      const [a, b] = [
        textOf(shapes, `${isBack ? 'writes' : 'reads'} ${bytes} B`),
        textOf(shapes, `${isBack ? 'reads' : 'writes'} ${bytes} B`),
      ];
      const [begin = [0, 0], end = [0, 0]] = found(own, 'line of the process').corners;
      expect((begin[0] + end[0]) / 2).toBeCloseTo(middleX(found(middle, 'process')), 1);
      expect([a.right < begin[0], b.left > end[0]]).toEqual([true, true]);
      for (const text of [a, b]) expect(Math.abs(middleY(text) - begin[1])).toBeLessThan(2);
      expect(a.left - (middle?.left ?? 0)).toBeCloseTo((middle?.right ?? 0) - b.right, 0);
    }
    expect(linesOf(shapes, light.request)[0]?.corners[0]?.[1]).toBeLessThan(
      linesOf(shapes, light.reply)[0]?.corners[0]?.[1] ?? 0,
    );
  });
});

test('the time axis has a tick at the beginning, and as many more as there is room for', () => {
  const { packets, outcome } = found(article.accesses.get('15'), '15');
  const gaveUpAt = (outcome.endedAt - outcome.startedAt) * 1000;
  const ticksOf = (width: number): readonly number[] => {
    const options = { title: 'Again', width, gaveUpAt };
    const { texts } = shapesOf(retransmissions(packets['ng2 eth0'] ?? [], options).toSvg());
    const words = texts.filter(({ text, fill }) => /^\d+ s$/.test(text) && fill === light.muted);
    return words.map(({ text }) => Number.parseInt(text, 10));
  };
  const [wide, narrow] = [ticksOf(720), ticksOf(340)];
  expect([wide[0], narrow[0]]).toEqual([0, 0]);
  expect(wide.length).toBeGreaterThan(narrow.length);
  for (const ticks of [wide, narrow]) {
    const steps = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0));
    expect(new Set(steps).size).toBe(1);
    expect((steps[0] ?? 0) > gaveUpAt / 1000 - (ticks.at(-1) ?? 0)).toBe(true);
  }
});

describe.each([720, 340])('what is sent again, %i px wide', (width) => {
  const read = (step: string, device: string, gaveUpAt?: number) => {
    const { packets } = found(article.accesses.get(step), step);
    const figure = retransmissions(packets[device] ?? [], {
      title: 'Again',
      width,
      ...(gaveUpAt !== undefined && { gaveUpAt }),
    });
    const [, ...rows] = figure.toCsv().trim().split('\r\n');
    const attempts = rows
      .map((row) => row.split(','))
      .map((row) => ({ at: Number(row[4]), wait: row[5] === '' ? undefined : Number(row[5]), cause: row[6] }));
    const shapes = shapesOf(figure.toSvg());
    const ticks = shapes.strokes
      .filter(({ colour }) => colour === light.grid)
      .map(({ corners }) => corners[0]?.[0] ?? 0);
    const seconds = shapes.texts.filter(({ text, fill }) => /^\d+ s$/.test(text) && fill === light.muted);
    return { shapes, attempts, ticks, seconds };
  };

  test('has each attempt at its time, with its wait up to the next one', () => {
    const { outcome } = found(article.accesses.get('15'), '15');
    const gaveUpAt = (outcome.endedAt - outcome.startedAt) * 1000;
    const { shapes, attempts, ticks, seconds } = read('15', 'ng2 eth0', gaveUpAt);
    expect(ticks.length).toBeGreaterThan(2);
    expect(seconds.map((text) => Math.round(middleX(text)))).toEqual(ticks.map(Math.round));
    const values = seconds.map(({ text }) => Number.parseInt(text, 10) * 1000);
    const scale = ((ticks.at(-1) ?? 0) - (ticks[0] ?? 0)) / ((values.at(-1) ?? 0) - (values[0] ?? 0));
    const x = (ms: number): number => (ticks[0] ?? 0) + (ms - (values[0] ?? 0)) * scale;
    const discs = shapes.discs.filter(({ fill }) => fill === light.request);
    expect(discs).toHaveLength(attempts.length);
    const bars = shapes.areas.filter(({ fill }) => fill === light.grid);
    expect(bars).toHaveLength(attempts.length);
    for (const [index, { at, wait }] of attempts.entries()) {
      const disc = found(discs[index], 'disc');
      const bar = found(bars[index], 'bar');
      expect(Math.abs(disc.centre[0] - x(at))).toBeLessThan(0.1);
      expect(Math.abs(bar.left - x(at))).toBeLessThan(0.1);
      expect(Math.abs(bar.right - x(wait === undefined ? gaveUpAt : at + wait))).toBeLessThan(1.01);
      expect(middleY(bar)).toBeCloseTo(disc.centre[1], 1);
      const beside = shapes.texts
        .filter((text) => Math.abs(middleY(text) - disc.centre[1]) < 3 && text.right < bar.left)
        .map(({ text }) => text);
      expect(beside[0]).toBe(`${index + 1}`);
      expect(beside[1]).toMatch(/^at [\d.]+ s$/);
      expect(Math.abs(Number.parseFloat(beside[1]?.slice(3) ?? '') - at / 1000)).toBeLessThan(0.06);
    }
    const gaps = discs.slice(1).map(({ centre: [, y] }, index) => y - (discs[index]?.centre[1] ?? 0));
    expect(new Set(gaps.map((gap) => gap.toFixed(1))).size).toBe(1);
    const crosses = shapes.discs.filter(({ radius }) => radius === 8);
    expect(crosses.map(({ centre: [at, y] }) => [at.toFixed(0), y])).toEqual([
      [x(gaveUpAt).toFixed(0), discs.at(-1)?.centre[1]],
    ]);
  });

  test('has what was sent at once, because a SYN came again, as open circles in a row of its own', () => {
    const { shapes, attempts } = read('18', 'ng1 eth0');
    const atOnce = attempts.filter(({ cause }) => cause === 'SYN again');
    expect(atOnce.length).toBeGreaterThan(0);
    const open = shapes.discs.filter(({ stroke }) => stroke === light.reply);
    expect(open).toHaveLength(atOnce.length);
    expect(new Set(open.map(({ centre: [, y] }) => y)).size).toBe(1);
    const said = textOf(shapes, `${atOnce.length} at once`);
    expect(Math.abs(middleY(said) - (open[0]?.centre[1] ?? 0))).toBeLessThan(3);
    const closed = shapes.discs.filter(({ fill }) => fill === light.request);
    expect(Math.max(...closed.map(({ centre: [, y] }) => y))).toBeLessThan(open[0]?.centre[1] ?? 0);
    expect(shapes.discs.filter(({ radius }) => radius === 8)).toEqual([]);
  });
});
