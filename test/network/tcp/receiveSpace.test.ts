import { describe, expect, test } from 'vitest';
import { Clock, MILLISECOND, Sysctl } from '../../../lib/network';
import { ReceiveSpace } from '../../../lib/network/tcp/receiveSpace';
import { ReceiveWindow } from '../../../lib/network/tcp/receiveWindow';

function begun() {
  const clock = new Clock();
  const space = new ReceiveSpace(clock);
  space.begin(65_160, 1448);
  return { clock, space };
}

describe('what a program reads in a round trip', () => {
  test('is at first ten segments, or the window', () => {
    const { space } = begun();
    expect(space.size).toBe(14_480);
    space.begin(4000, 1448);
    expect(space.size).toBe(4000);
  });

  test('is not known before a round trip is', () => {
    const { clock, space } = begun();
    clock.advance(100 * MILLISECOND);
    expect(space.dataRead(50_000, 50_000, 0)).toBeUndefined();
  });

  test('counts what was read since the last, without as much as still waits', () => {
    const { clock, space } = begun();
    space.echoed(7, 20 * MILLISECOND, true, false);
    clock.advance(19 * MILLISECOND);
    expect(space.dataRead(10_000, 10_000, 0)).toBeUndefined();
    clock.advance(MILLISECOND);
    expect(space.dataRead(10_000, 4000, 1000)).toBeUndefined();
    clock.advance(20 * MILLISECOND);
    expect(space.dataRead(20_000, 20_000, 1000)).toBe(25_000);
    clock.advance(20 * MILLISECOND);
    expect(space.dataRead(14_480, 14_480, 0)).toBeUndefined();
    clock.advance(20 * MILLISECOND);
    expect(space.dataRead(14_481, 14_481, 0)).toBe(14_481);
  });
});

describe('a round trip', () => {
  /** After how many ms of the round trip a program's reading counts. */
  function length({ clock, space }: ReturnType<typeof begun>): number {
    space.dataRead(0, 0, 0);
    for (let passed = 0; passed < 300; passed++) {
      if (space.dataRead(20_000, 20_000, 0) !== undefined) return passed;
      clock.advance(MILLISECOND);
    }
    return Number.POSITIVE_INFINITY;
  }

  test('is what passes until a window has come in', () => {
    const { clock, space } = begun();
    space.dataReceived(1000, 65_160);
    clock.advance(50 * MILLISECOND);
    space.dataReceived(66_159, 65_160);
    clock.advance(100 * MILLISECOND);
    expect(space.dataRead(20_000, 20_000, 0)).toBeUndefined();
    space.dataReceived(66_160, 65_160);
    expect(length({ clock, space })).toBe(150);
  });

  test('of whole segments that echo a new timestamp, and took a tick at least', () => {
    const { clock, space } = begun();
    clock.advance(300 * MILLISECOND);
    space.echoed(1, 30 * MILLISECOND, false, false);
    space.echoed(1, 30 * MILLISECOND, true, false);
    space.echoed(2, 0, true, false);
    expect(length({ clock, space })).toBe(Number.POSITIVE_INFINITY);
    space.echoed(3, 30 * MILLISECOND, true, false);
    expect(length({ clock, space })).toBe(30);
  });

  test('is the shortest; a longer one counts a little, unless something waits to be read', () => {
    const { clock, space } = begun();
    clock.advance(300 * MILLISECOND);
    space.echoed(1, 40 * MILLISECOND, true, false);
    space.echoed(2, 16 * MILLISECOND, true, true);
    space.echoed(3, 96 * MILLISECOND, true, true);
    expect(length({ clock, space })).toBe(16);
    space.echoed(4, 96 * MILLISECOND, true, false);
    expect(length({ clock, space })).toBe(26);
  });
});

test('the buffer has room for what is kept behind a gap as well', () => {
  /** The window after as much growth as may be, with so many octets up to the end of what is kept. */
  function largestWindow(end: number | undefined): number {
    const space = new ReceiveSpace(new Clock());
    const window = new ReceiveWindow({
      namespace: { sysctl: new Sysctl() },
      output: { route: undefined },
      timestamps: { used: false },
      send: { mss: 536 },
      lock: { backlog: 0 },
      receive: { next: 0, unread: { memory: 0 }, outOfOrder: { memory: 0, end }, space },
      delayedAck: { windowGrew() {}, slowDown() {} },
    });
    window.scale = 1;
    window.begin(536);
    window.open();
    window.growBuffer(space.size);
    for (let segments = 0; segments < 20; segments++) window.grow(10_000);
    return window.select();
  }

  // Ten segments of 536 twice, and what is kept: more than the half of 131,072 that a window can be.
  expect(largestWindow(60_000)).toBe(2 * 5360 + 60_000);
  expect(largestWindow(undefined)).toBe(65_536 - 536);
});
