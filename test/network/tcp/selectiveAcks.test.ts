/** What a peer is told of data after a gap, and of data that came twice (RFC 2018, RFC 2883). */
import { describe, expect, test } from 'vitest';
import { OutOfOrder } from '../../../lib/network/tcp/outOfOrder';
import { SelectiveAcks } from '../../../lib/network/tcp/selectiveAcks';

const ROOM = 28;

describe('selective acknowledgements', () => {
  test('the block that grew last comes first', () => {
    const acks = new SelectiveAcks();
    acks.add({ start: 10, end: 20 });
    acks.add({ start: 30, end: 40 });
    acks.add({ start: 20, end: 25 });
    expect(acks.take(ROOM)).toEqual([
      { start: 10, end: 25 },
      { start: 30, end: 40 },
    ]);
  });

  test('blocks that meet become one, over the end of the numbers as well', () => {
    const acks = new SelectiveAcks();
    acks.add({ start: 0xfffffff0, end: 0xfffffff8 });
    acks.add({ start: 8, end: 16 });
    acks.add({ start: 0xfffffff8, end: 8 });
    expect(acks.take(ROOM)).toEqual([{ start: 0xfffffff0, end: 16 }]);
  });

  test('three have room beside timestamps, what came twice before them and once', () => {
    const acks = new SelectiveAcks();
    for (const start of [10, 30, 50, 70, 90]) acks.add({ start, end: start + 10 });
    acks.repeat({ start: 1, end: 5 });
    acks.repeat({ start: 70, end: 80 });
    expect(acks.take(ROOM)?.map(({ start }) => start)).toEqual([1, 90, 70]);
    expect(acks.take(ROOM)?.map(({ start }) => start)).toEqual([90, 70, 50]);
  });

  test('what has come in is told no more', () => {
    const acks = new SelectiveAcks();
    acks.add({ start: 10, end: 20 });
    acks.forgetBefore(20);
    expect(acks.take(ROOM)).toBeUndefined();
  });
});

describe('segments out of order', () => {
  const segment = (sequence: number, length: number) => ({ sequence, payload: new Uint8Array(length), fin: false });

  test('are taken in order, from what is missing on', () => {
    const early = new OutOfOrder();
    for (const sequence of [30, 10, 20]) expect(early.keep(segment(sequence, 10), 0)).toBeUndefined();
    expect(early.take(9)).toBeUndefined();
    expect([10, 20, 30].map((next) => early.take(next)?.sequence)).toEqual([10, 20, 30]);
    expect(early.isEmpty).toBe(true);
  });

  test('tell what was there already', () => {
    const early = new OutOfOrder();
    early.keep(segment(10, 10), 0);
    expect(early.keep(segment(12, 5), 0)).toEqual({ start: 12, end: 17 });
    expect(early.keep(segment(15, 10), 0)).toEqual({ start: 15, end: 20 });
    expect([early.take(20)?.sequence, early.take(20)?.sequence, early.take(20)]).toEqual([10, 15, undefined]);
  });
});
