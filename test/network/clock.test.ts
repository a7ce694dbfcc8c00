import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Clock, MILLISECOND, SECOND } from '../../lib/network';

const TICK = 4 * MILLISECOND;

test('events happen in the order of their times', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (delays) => {
      const clock = new Clock();
      const happened: number[] = [];
      delays.forEach((delay, index) => {
        clock.schedule(delay, () => happened.push(delay * 1000 + index));
      });
      clock.runUntil(() => false);
      expect(happened).toEqual([...happened].sort((a, b) => a - b));
      expect(happened).toHaveLength(delays.length);
    }),
  );
});

test('what an event schedules for now happens after what was there for now', () => {
  const clock = new Clock();
  const happened: string[] = [];
  clock.schedule(0, () => {
    happened.push('a');
    clock.schedule(0, () => happened.push('c'));
  });
  clock.schedule(0, () => happened.push('b'));
  clock.runUntil(() => false);
  expect(happened.join('')).toBe('abc');
});

test('a cancelled event does not happen, however often it is cancelled', () => {
  const clock = new Clock();
  const happened: string[] = [];
  const timer = clock.schedule(10, () => happened.push('cancelled'));
  clock.schedule(20, () => happened.push('kept'));
  timer.cancel();
  timer.cancel();
  clock.runUntil(() => false);
  expect(happened).toEqual(['kept']);
});

test('time stands at the event that is happening', () => {
  const clock = new Clock();
  let seen = -1;
  clock.schedule(123, () => {
    seen = clock.now;
  });
  clock.runUntil(() => false);
  expect([seen, clock.now]).toEqual([123, 123]);
});

describe('time that is let pass', () => {
  test('ends where it should, with nothing to happen', () => {
    const clock = new Clock();
    clock.advance(SECOND);
    expect(clock.now).toBe(SECOND);
  });

  test('leaves later events to later', () => {
    const clock = new Clock();
    let happened = false;
    clock.schedule(SECOND + 1, () => {
      happened = true;
    });
    clock.advance(SECOND);
    expect(happened).toBe(false);
    clock.advance(1);
    expect(happened).toBe(true);
  });
});

describe('a kernel timer', () => {
  test('fires on a tick, never early and less than two ticks late', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 100_000 }), (now, delay) => {
        const clock = new Clock();
        clock.advance(now);
        const { at } = clock.scheduleTimer(delay, () => {});
        expect(at % TICK).toBe(0);
        expect(at).toBeGreaterThanOrEqual(now + delay);
        expect(at).toBeLessThan(now + delay + 2 * TICK);
      }),
    );
  });

  test('of the same tick as another fires before it if it was made later', () => {
    const clock = new Clock();
    const happened: string[] = [];
    clock.scheduleTimer(TICK, () => happened.push('first'));
    clock.scheduleTimer(TICK, () => happened.push('second'));
    clock.runUntil(() => false);
    expect(happened).toEqual(['second', 'first']);
  });
});
