/** How many segments a new connection sends before the first is acknowledged, as Linux 6.18 did over loopback with its peer cut off. */
import { expect, test } from 'vitest';
import { MILLISECOND, SECOND, TcpSocket } from '../../../lib/network';
import { SYN } from '../../../lib/packet';
import { filterReceived, listen, pair, RIGHT, segmentOf } from '../pair';

/** Segments with data in the first round trip, and in the one after it, when so many SYNs were lost. */
function flights(lostSyns: number, side: 'client' | 'server'): readonly [number, number] {
  const network = pair(10 * MILLISECOND);
  let lost = 0;
  filterReceived(network.rightDevice, (frame) => {
    const isSyn = ((segmentOf(frame)?.flags ?? 0) & SYN) !== 0;
    if (isSyn) lost += 1;
    return !isSyn || lost > lostSyns;
  });
  const listener = listen(network);
  const client = new TcpSocket(network.left.net);
  client.connect(RIGHT, 80);
  network.clock.runUntil(() => listener.queueLength > 0, 100 * SECOND);
  const server = listener.accept();
  let segments = 0;
  (side === 'client' ? network.leftDevice : network.rightDevice).taps.add((direction, frame) => {
    if (direction === 'out' && (segmentOf(frame)?.payload.length ?? 0) > 0) segments += 1;
  });
  (side === 'client' ? client : server)?.write(new Uint8Array(60_000));
  network.clock.advance(19 * MILLISECOND);
  const first = segments;
  network.clock.advance(20 * MILLISECOND);
  return [first, segments - first];
}

test.each(['client', 'server'] as const)(
  'ten leave the %s at once (TCP_INIT_CWND), then two for each of them',
  (side) => {
    expect(flights(0, side)).toEqual([10, 20]);
  },
);

test('ten after one lost SYN, one after more', () => {
  expect([1, 2, 3].map((lost) => flights(lost, 'client')[0])).toEqual([10, 1, 1]);
});
