/** Made-up retransmissions, wide and narrow: when each attempt was, how long it waited, and what answered at once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CapturedPacket } from '../../../lib/lab';
import { THEMES } from '../../../lib/view/draw/theme';
import { retransmissions } from '../../../lib/view/tcp/retransmissions';
import { faultsOf } from '../faults';
import { found, holds, middleX, middleY, shapesOf } from '../shapes';

const { light } = THEMES;
const WIDTHS = [720, 340] as const;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

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
    expect(faultsOf(shapes)).toEqual({});
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
    // An attempt's number and time stand halfway up beside its disc, and nothing of them is on the axis.
    for (const { centre } of sent) {
      const beside = texts.filter(
        ({ right, top, bottom }) => right < centre[0] && top < centre[1] && bottom > centre[1],
      );
      const [number, at] = beside.filter(({ text }) => /^(?:\d+|at .*)$/.test(text));
      for (const one of [found(number, 'number'), found(at, 'time')])
        expect(Math.abs(one.middle - centre[1])).toBeLessThan(0.6);
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
      if (width >= 480) expect(Math.abs(said.middle - middleY(bar))).toBeLessThan(0.6);
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
    expect(faultsOf(shapes)).toEqual({});
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
      expect(faultsOf(shapesOf(svg))).toEqual({});
    }),
    { numRuns: 40, seed: 2 },
  );
});
