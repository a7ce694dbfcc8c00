/** Which segments are sent again where some are lost, and which not. */
import { expect, test } from 'vitest';
import { SECOND } from '../../../lib/network';
import { connected, filterReceived, pair, segmentOf } from '../pair';

/** The numbers of the segments, from 0, that leave after each other while the n-th copies are lost. */
function sent(segments: number, lost: readonly number[]): readonly number[] {
  const network = pair();
  const { near } = connected(network);
  network.clock.advance(SECOND);
  const copies: number[] = [];
  const first = near.send.next;
  filterReceived(network.rightDevice, (frame) => {
    const segment = segmentOf(frame);
    if (segment === undefined || segment.payload.length === 0) return true;
    copies.push((segment.sequence - first) / 1448);
    return !lost.includes(copies.length - 1);
  });
  near.write(new Uint8Array(1448 * segments));
  network.clock.advance(SECOND);
  return copies;
}

test('a segment is sent again once later ones have come in, and no other is', () => {
  expect(sent(8, [1])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 1]);
});

test('each of several that are missing is sent again once', () => {
  expect(sent(8, [1, 4])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 1, 4]);
});

test('a repetition that is lost as well waits for its time-out', () => {
  expect(sent(8, [1, 8])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 1, 1]);
});
