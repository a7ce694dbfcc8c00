/** What a call takes, and how its segments are marked. */
import { expect, test } from 'vitest';
import { SECOND } from '../../../lib/network';
import { PSH } from '../../../lib/packet/tcp';
import { connected, pair, segmentOf } from '../pair';

function write(length: number, more = false) {
  const network = pair();
  const { near } = connected(network);
  network.clock.advance(SECOND);
  const pushed: boolean[] = [];
  network.leftDevice.taps.add((direction, frame) => {
    const segment = segmentOf(frame);
    if (direction === 'out' && segment !== undefined && segment.payload.length > 0)
      pushed.push((segment.flags & PSH) !== 0);
  });
  const taken = near.write(new Uint8Array(length), more);
  const atOnce = pushed.length;
  network.clock.advance(SECOND);
  return { taken, atOnce, pushed };
}

test('the send buffer has room for 31 segments at first', () => {
  expect(write(100_000).taken).toBe(31 * 1448);
});

test('half of the largest window without a push makes one', () => {
  // Of 64 KiB: 32,768 octets are more than 22 segments.
  expect(
    write(30 * 1448)
      .pushed.slice(0, 30)
      .flatMap((isPushed, at) => (isPushed ? [at] : [])),
  ).toEqual([22, 29]);
});

test('a short segment waits while more is to follow, until an acknowledgement lets it go', () => {
  const { atOnce, pushed } = write(1500, true);
  expect([atOnce, pushed]).toEqual([1, [false, false]]);
  expect(write(1500).atOnce).toBe(2);
});
