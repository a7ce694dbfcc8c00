/** Made-up relays and retransmissions, wide and narrow: who takes part, what each connection carried, when each attempt was. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../../../lib/lab';
import { THEMES } from '../../../lib/view/draw/theme';
import { relay } from '../../../lib/view/tcp/relay';
import { retransmissions } from '../../../lib/view/tcp/retransmissions';
import {
  type Area,
  crossedByStrokes,
  crossedOut,
  cutByEdges,
  found,
  holds,
  looseArrows,
  middleX,
  middleY,
  outside,
  type Shapes,
  shapesOf,
} from '../shapes';
import { clipped, overlaps } from '../textBoxes';

const { light } = THEMES;
const WIDTHS = [720, 340] as const;
const thousands = (count: number) => count.toLocaleString('en-US');
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const relayed = fc.record({
  port: fc.integer({ min: 40_000, max: 60_000 }),
  request: fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 3 }),
  reply: fc.array(fc.integer({ min: 1, max: 9_000_000 }), { minLength: 1, maxLength: 3 }),
  isKnown: fc.boolean(),
});
type Relayed = typeof relayed extends fc.Arbitrary<infer T> ? T : never;

/** What both sides of the host see, and the client and the container themselves where they were captured. */
function capturesOf(relays: readonly Relayed[]): Readonly<Record<string, readonly CapturedPacket[]>> {
  const captures: Record<string, CapturedPacket[]> = {
    'host ens33': [],
    'host docker0': [],
    'ng1 eth0': [],
    'client eth0': [],
  };
  for (const [index, { port, request, reply, isKnown }] of relays.entries()) {
    const time = index * 10;
    const tcp = { protocol: 'tcp', ttl: 64 } as const;
    const add = (
      keys: readonly [from: string, to: string],
      ends: Pick<CapturedPacket, 'source' | 'destination' | 'sourcePort' | 'destinationPort'>,
      at: number,
      sizes: readonly number[],
      info: string,
    ) => {
      for (const [key, direction] of [
        [keys[0], 'out'],
        [keys[1], 'in'],
      ] as const)
        for (const [place, payload] of sizes.entries()) {
          const flags = payload === 0 ? 'S' : 'P.';
          captures[key]?.push({
            ...tcp,
            ...ends,
            time: at,
            direction,
            flags,
            payload,
            length: payload + 52,
            ...(payload > 0 && place === 0 && { info }),
          });
        }
    };
    const [client, server, own, container] = ['10.0.0.1', '10.0.0.6', '172.17.0.1', '172.17.0.2'];
    const incoming = { source: client, sourcePort: port + index, destination: server, destinationPort: 8001 } as const;
    const outgoing = { source: own, sourcePort: 30_000 + index, destination: container, destinationPort: 80 } as const;
    const back = (one: typeof incoming | typeof outgoing) => ({
      source: one.destination,
      sourcePort: one.destinationPort,
      destination: one.source,
      destinationPort: one.sourcePort,
    });
    const wire = [isKnown ? 'client eth0' : 'nowhere', 'host ens33'] as const;
    const bridge = ['host docker0', 'ng1 eth0'] as const;
    add(wire, incoming, time, [0], '');
    add(bridge, outgoing, time + 1, [0], '');
    add(wire, incoming, time + 2, request, 'GET / HTTP/1.1');
    add(bridge, outgoing, time + 3, request, 'GET / HTTP/1.1');
    add([bridge[1], bridge[0]], back(outgoing), time + 4, reply, 'HTTP/1.1 200 OK');
    add([wire[1], wire[0]], back(incoming), time + 5, reply, 'HTTP/1.1 200 OK');
  }
  return captures;
}

interface Picture extends Shapes {
  readonly svg: string;
  readonly relays: readonly Relayed[];
  readonly boxes: readonly Area[];
  readonly isWide: boolean;
}

let pictures: readonly Picture[] = [];
beforeAll(() => {
  const samples = fc.sample(fc.tuple(fc.array(relayed, { maxLength: 3 }), fc.constantFrom(...WIDTHS)), {
    numRuns: 24,
    seed: 3,
  });
  pictures = samples.map(([relays, width]) => {
    const svg = relay(capturesOf(relays), { title: 'Relays', width }).toSvg();
    const shapes = shapesOf(svg);
    return {
      ...shapes,
      svg,
      relays,
      boxes: shapes.areas.filter(({ stroke }) => stroke === light.muted),
      isWide: width === 720,
    };
  });
});

function expectOrder(shapes: Shapes & { readonly svg: string }): void {
  expect([overlaps(shapes.texts), clipped(shapes.svg), outside(shapes), cutByEdges(shapes)]).toEqual([[], [], [], []]);
  expect([crossedByStrokes(shapes, light.grid), crossedOut(shapes)]).toEqual([[], []]);
}

describe('made-up relays', () => {
  test('have nothing over another, and three boxes each, in one row or one column', () => {
    for (const picture of pictures) {
      expectOrder(picture);
      const { relays, boxes, isWide, texts } = picture;
      // In a narrow picture an arrowhead before a number says which way it went.
      if (isWide) expect(looseArrows(picture)).toEqual([]);
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
        const said = own.map((box) => picture.texts.filter((text) => holds(box, text)).map(({ text }) => text));
        const known = found(relays[index], 'relay').isKnown;
        expect(said[0]?.slice(0, 2)).toEqual([known ? 'client' : 'elsewhere', 'the client']);
        expect(said[1]?.slice(0, 2)).toEqual(['docker-proxy', 'a process of host']);
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
    for (const { relays, texts } of pictures) {
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
          `connection ${2 * index + 2}, opened by docker-proxy at `,
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

const again = fc.record({
  flags: fc.constantFrom('S', 'S.'),
  port: fc.integer({ min: 40_000, max: 60_000 }),
  waits: fc.array(fc.integer({ min: 200, max: 30_000 }), { minLength: 1, maxLength: 5 }),
});

describe('made-up retransmissions', () => {
  const samples = fc.sample(fc.tuple(fc.array(again, { maxLength: 3 }), fc.constantFrom(...WIDTHS), fc.boolean()), {
    numRuns: 30,
    seed: 5,
  });

  test.each(samples)('%j, %i px wide, given up: %s', (groups, width, isGivenUp) => {
    const packets = groups.flatMap(({ flags, port, waits }, index): readonly CapturedPacket[] => {
      const times = [0, ...waits].map((_, place) => sum(waits.slice(0, place)));
      const ends = { source: '10.0.0.1', sourcePort: port, destination: `10.0.0.${index + 2}`, destinationPort: 80 };
      return times.map((time) => ({ time, direction: 'out', protocol: 'tcp', flags, length: 60, ...ends }));
    });
    const latest = Math.max(0, ...packets.map(({ time }) => time));
    const gaveUpAt = latest + 1000;
    const figure = retransmissions(packets, { title: 'Again', width, ...(isGivenUp && { gaveUpAt }) });
    const svg = figure.toSvg();
    const shapes = shapesOf(svg);
    expectOrder({ ...shapes, svg });
    const { texts, discs, areas } = shapes;
    const sent = discs.filter(({ fill }) => fill === light.request);
    expect(sent).toHaveLength(packets.length);
    const own = groups.filter(({ flags }) => flags === 'S').length;
    expect(discs.filter(({ radius }) => radius === 8)).toHaveLength(isGivenUp ? own : 0);
    expect(texts.filter(({ text }) => text.endsWith(', then given up'))).toHaveLength(isGivenUp ? own : 0);
    expect(texts.some(({ text }) => text.startsWith('No SYN and no SYN-ACK'))).toBe(groups.length === 0);
    for (const { flags, waits, port } of groups) {
      const name = `${flags === 'S' ? 'SYN' : 'SYN-ACK'}, sent ${waits.length + 1} times: 10.0.0.1:${port}`;
      expect(texts.map(({ text }) => text).join(' ')).toContain(name.slice(0, 24));
      expect(figure.toText()).toContain(name);
    }
    // Each wait is told in its bar's middle, beside it, or under it.
    const bars = areas.filter(({ fill }) => fill === light.grid);
    for (const bar of bars) {
      const disc = found(
        sent.find(({ centre: [x, y] }) => Math.abs(x - bar.left) < 0.1 && Math.abs(y - middleY(bar)) < 0.1),
        'attempt',
      );
      const row = texts.filter(
        ({ text, top, bottom }) =>
          / s(, then given up)?$/.test(text) &&
          !text.startsWith('at ') &&
          top > bar.top - 4 &&
          bottom < bar.bottom + (width < 480 ? 18 : 4),
      );
      const said = found(
        row.find((text) => text.fill === light.text),
        'wait',
      );
      if (width < 480) expect([said.top >= bar.bottom - 4, said.right < width]).toEqual([true, true]);
      else if (holds(bar, { ...said, top: bar.top, bottom: bar.bottom }))
        expect(Math.abs(middleX(said) - middleX(bar))).toBeLessThan(0.6);
      else expect(said.left > bar.right || said.right < disc.centre[0]).toBe(true);
      if (width >= 480) expect(Math.abs(middleY(said) - middleY(bar))).toBeLessThan(2.5);
    }
  });
});

describe('what a SYN that came again was answered with at once', () => {
  const servers = fc.array(
    fc.record({
      port: fc.integer({ min: 40_000, max: 60_000 }),
      syns: fc.integer({ min: 2, max: 5 }),
      isAnswered: fc.boolean(),
    }),
    { minLength: 2, maxLength: 3 },
  );
  const samples = fc.sample(fc.tuple(servers, fc.constantFrom(...WIDTHS)), { numRuns: 12, seed: 9 });

  test.each(samples)('has a row of its own, as high as the others: %j, %i px wide', (groups, width) => {
    const packets = groups.flatMap(({ port, syns, isAnswered }, index): readonly CapturedPacket[] => {
      const [client, server] = ['10.0.0.1', `10.0.0.${index + 2}`];
      const tcp = { protocol: 'tcp', length: 60 } as const;
      const there = { source: client, sourcePort: port, destination: server, destinationPort: 80 };
      const back = { source: server, sourcePort: 80, destination: client, destinationPort: port };
      const times = Array.from({ length: syns }, (_, place) => 1000 * (2 ** place - 1));
      return times.flatMap((time) => [
        { ...tcp, ...there, time, direction: 'in' as const, flags: 'S' },
        ...(isAnswered ? [{ ...tcp, ...back, time: time + 0.1, direction: 'out' as const, flags: 'S.' }] : []),
        ...(isAnswered ? [{ ...tcp, ...back, time: time + 400, direction: 'out' as const, flags: 'S.' }] : []),
      ]);
    });
    const svg = retransmissions(packets, { title: 'Again', width }).toSvg();
    const shapes = shapesOf(svg);
    expectOrder({ ...shapes, svg });
    const open = shapes.discs.filter(({ stroke }) => stroke === light.reply);
    expect(open).toHaveLength(sum(groups.map(({ syns, isAnswered }) => (isAnswered ? syns - 1 : 0))));
    const closed = shapes.discs.filter(({ fill }) => fill === light.request);
    const rows = [...new Set([...closed, ...open].map(({ centre: [, y] }) => y))].sort((a, b) => a - b);
    const gaps = rows.slice(1).map((y, index) => y - (rows[index] ?? 0));
    const high = Math.min(...gaps);
    // Between groups there is a heading's room, the same everywhere but for headings of several lines.
    const heads = gaps.filter((gap) => gap > high + 1);
    expect(heads).toHaveLength(groups.length + groups.filter(({ isAnswered }) => isAnswered).length - 1);
    for (const gap of heads) expect((gap - Math.min(...heads)) % 15).toBeCloseTo(0, 1);
    // The axis ends under the last row, and its text is below that.
    const ends = shapes.strokes
      .filter(({ colour }) => colour === light.grid)
      .map(({ corners }) => corners[1]?.[1] ?? 0);
    for (const end of ends)
      expect([end > (rows.at(-1) ?? 0), end < (rows.at(-1) ?? 0) + high + 1]).toEqual([true, true]);
  });
});

test('a short wait at the end of the axis is told in the picture', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 4000 }), fc.constantFrom(720, 600, 480, 340), (short, width) => {
      const packets = [0, 60_000, 60_000 + short].map((time): CapturedPacket => {
        const ends = { source: '10.0.0.1', sourcePort: 4000, destination: '10.0.0.2', destinationPort: 80 };
        return { time, direction: 'out', protocol: 'tcp', flags: 'S', length: 60, ...ends };
      });
      const svg = retransmissions(packets, { title: 'Again', width }).toSvg();
      expectOrder({ ...shapesOf(svg), svg });
    }),
    { numRuns: 40, seed: 2 },
  );
});
