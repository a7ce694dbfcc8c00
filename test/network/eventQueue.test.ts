import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventQueue, type Timed } from '../../lib/network/eventQueue';

function isBefore(a: Timed, b: Timed): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}

test('the first is the earliest, whatever was added and taken out before', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(9), { nil: undefined }), { maxLength: 60 }), (steps) => {
      const queue = new EventQueue<Timed>();
      const kept: Timed[] = [];
      for (const [sequence, at] of steps.entries()) {
        if (at === undefined) {
          queue.removeFirst();
          kept.shift();
        } else {
          const event = { at, sequence };
          queue.add(event);
          kept.push(event);
          kept.sort((a, b) => (isBefore(a, b) ? -1 : 1));
        }
        expect(queue.first).toBe(kept[0]);
        expect(new Set(queue)).toEqual(new Set(kept));
      }
    }),
  );
});

test('after it was cleared there is none', () => {
  const queue = new EventQueue<Timed>();
  for (const at of [3, 1, 2]) queue.add({ at, sequence: at });
  queue.clear();
  expect(queue.first).toBeUndefined();
  expect([...queue]).toEqual([]);
});
