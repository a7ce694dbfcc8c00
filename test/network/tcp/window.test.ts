import { describe, expect, test } from 'vitest';
import { MILLISECOND, SECOND } from '../../../lib/network';
import { connected, filterReceived, pair, segmentOf, writeAll } from '../pair';

const bytes = (length: number) => new Uint8Array(length);

describe('a shut window', () => {
  test('stops the sender until the program reads', () => {
    const network = pair();
    const { near, far } = connected(network);
    writeAll(near, bytes(200_000));
    network.clock.advance(SECOND);
    expect(far.unreadLength).toBeLessThan(131_072);
    let read = 0;
    for (let round = 0; round < 20 && read < 200_000; round++) {
      const data = far.read();
      if (data instanceof Uint8Array) read += data.length;
      network.clock.advance(100 * MILLISECOND);
    }
    expect(read).toBe(200_000);
  });

  test('was told as the real kernel tells it', () => {
    const network = pair(10);
    const { near, far } = connected(network);
    network.clock.advance(100 * MILLISECOND);
    const told: number[] = [];
    network.rightDevice.taps.add((direction, frame) => {
      if (direction === 'out') told.push(segmentOf(frame)!.window);
    });
    writeAll(near, bytes(400_000));
    network.clock.advance(SECOND);
    // Linux 6.18, two namespaces and a veth pair without offloads, packets captured: a server that accepts and does not read.
    expect(told.slice(0, 21)).toEqual([
      ...[67, 70, 73, 75, 74, 73, 72, 71, 70, 69],
      ...[68, 67, 66, 65, 64, 63, 62, 61, 60, 59, 16],
    ]);
    // It took 90,800 in the end; delayed acknowledgements fall between other segments there.
    expect(Math.abs(far.unreadLength - 90_800)).toBeLessThan(1448);
  });

  test('is asked after as long as the peer answers, also if its opening was lost', () => {
    const network = pair();
    const { near, far } = connected(network);
    writeAll(near, bytes(150_000));
    network.clock.advance(1800 * SECOND);
    const taken = far.unreadLength;
    expect([near.state, taken > 89_000, taken < 131_072]).toEqual(['ESTABLISHED', true, true]);
    let deaf = true;
    filterReceived(network.leftDevice, () => !deaf);
    far.read();
    network.clock.advance(SECOND);
    deaf = false;
    network.clock.advance(300 * SECOND);
    expect(far.unreadLength).toBe(150_000 - taken);
  });
});
