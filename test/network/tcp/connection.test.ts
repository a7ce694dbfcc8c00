/** What a connection carries, how it is acknowledged, and how it ends. */
import { describe, expect, test } from 'vitest';
import { Clock, MILLISECOND, SECOND, TcpListener, TcpSocket } from '../../../lib/network';
import { connected, filterReceived, listen, pair, RIGHT, record, segmentOf } from '../pair';

const bytes = (length: number) => new Uint8Array(length);
const texts = (seen: readonly { readonly text: string }[]) => seen.map(({ text }) => text);

describe('short writes', () => {
  test('wait while a short segment is on its way (Nagle, Minshall)', () => {
    const network = pair();
    const { near } = connected(network);
    const seen = record(network);
    for (let index = 0; index < 3; index++) near.write(bytes(10));
    network.clock.advance(20 * MILLISECOND);
    expect(texts(seen).filter((text) => text.startsWith('>'))).toEqual(['> P. 10', '> P. 20']);
  });

  test('do not wait with TCP_NODELAY', () => {
    const network = pair();
    const { near } = connected(network);
    near.setNodelay();
    const seen = record(network);
    for (let index = 0; index < 3; index++) near.write(bytes(10));
    expect(texts(seen)).toEqual(['> P. 10', '> P. 10', '> P. 10']);
  });

  test('are acknowledged one by one where cables take no time, as between namespaces on one processor', () => {
    const network = pair(0, 1, new Clock(undefined, false));
    const { near } = connected(network);
    const seen = record(network);
    near.write(bytes(3000));
    expect(texts(seen)).toEqual(['> . 1448', '< .', '> . 1448', '< .', '> P. 104', '< .']);
  });

  test('that fill a segment do not wait', () => {
    const network = pair();
    const { near } = connected(network);
    const seen = record(network);
    near.write(bytes(10));
    near.write(bytes(1448));
    expect(texts(seen)).toEqual(['> P. 10', '> P. 1448']);
  });
});

describe('acknowledgements', () => {
  test('are quick in the beginning', () => {
    const network = pair();
    const { near } = connected(network);
    const seen = record(network);
    near.write(bytes(10));
    network.clock.advance(3 * MILLISECOND);
    expect(texts(seen)).toEqual(['> P. 10', '< .']);
  });

  test('ride on the answer once both sides talk', () => {
    const network = pair();
    const { near, far } = connected(network);
    const exchange = () => {
      near.write(bytes(10));
      network.clock.runUntil(() => far.unreadLength > 0);
      far.read();
      far.write(bytes(20));
      network.clock.runUntil(() => near.unreadLength > 0);
      near.read();
    };
    exchange();
    const seen = record(network);
    exchange();
    expect(texts(seen).filter((text) => text.startsWith('<'))).toEqual(['< P. 20']);
  });

  test('that no answer carries are sent 40 ms later', () => {
    const network = pair();
    const { near, far } = connected(network);
    for (let index = 0; index < 2; index++) {
      near.write(bytes(10));
      network.clock.runUntil(() => far.unreadLength > 0);
      far.read();
      far.write(bytes(20));
      network.clock.runUntil(() => near.unreadLength > 0);
      near.read();
    }
    const seen = record(network);
    const before = network.clock.now;
    network.clock.advance(SECOND);
    expect(texts(seen)).toEqual(['> .']);
    expect((seen[0]!.at - before) / MILLISECOND).toBeGreaterThan(30);
    expect((seen[0]!.at - before) / MILLISECOND).toBeLessThan(60);
  });
});

describe('a lost segment', () => {
  test('at the end is probed for after 200 ms, then repeated after twice as long each time', () => {
    const network = pair(100);
    const { near } = connected(network);
    filterReceived(network.rightDevice, (frame) => segmentOf(frame) === undefined);
    const seen = record(network);
    const before = network.clock.now;
    near.write(bytes(10));
    network.clock.advance(4 * SECOND);
    const times = seen.map(({ at }) => (at - before) / SECOND);
    // Timers of up to 250 ms fire on the tick, of up to 2 s up to 32 ms late.
    [0, 0.2, 0.4, 0.8, 1.6, 3.2].forEach((time, index) => {
      expect(times[index]).toBeGreaterThanOrEqual(time);
      expect(times[index]).toBeLessThan(time + 0.05 * (index + 1));
    });
  });

  test('is repeated at once after three duplicate acknowledgements', () => {
    const network = pair();
    const { near, far } = connected(network);
    let lost = 0;
    filterReceived(network.rightDevice, (frame) => (segmentOf(frame)?.payload.length ?? 0) === 0 || lost++ !== 0);
    near.write(bytes(10 * 1448));
    network.clock.advance(20 * MILLISECOND);
    expect(far.unreadLength).toBe(10 * 1448);
  });
});

describe('the end of a connection', () => {
  test('is FIN both ways, and the side that began it waits a minute', () => {
    const network = pair();
    const { near, far } = connected(network);
    const seen = record(network);
    near.close();
    network.clock.advance(60 * MILLISECOND);
    expect([near.state, far.state]).toEqual(['FIN_WAIT2', 'CLOSE_WAIT']);
    expect(far.read()).toEqual(bytes(0));
    far.close();
    network.clock.advance(60 * MILLISECOND);
    expect([near.state, far.state]).toEqual(['TIME_WAIT', 'CLOSE']);
    expect(texts(seen)).toEqual(['> F.', '< .', '< F.', '> .']);
    network.clock.advance(61 * SECOND);
    expect(near.state).toBe('CLOSE');
    expect(network.left.net.sockets.connections).toEqual([]);
  });

  test('begun by both sides at once leaves both waiting', () => {
    const network = pair();
    const { near, far } = connected(network);
    near.close();
    far.close();
    network.clock.runUntil(() => near.state === 'CLOSING');
    network.clock.advance(10 * MILLISECOND);
    expect([near.state, far.state]).toEqual(['TIME_WAIT', 'TIME_WAIT']);
  });

  test('is what the other side reads, even if a reset followed', () => {
    const network = pair();
    const { near, far } = connected(network);
    far.close();
    network.clock.advance(SECOND / 10);
    near.write(bytes(1));
    network.clock.advance(SECOND / 10);
    expect([near.state, near.error, near.read()]).toEqual(['CLOSE', 'EPIPE', bytes(0)]);
  });

  test('still lets the other side send', () => {
    const network = pair();
    const { near, far } = connected(network);
    near.shutdownWrite();
    network.clock.advance(10 * MILLISECOND);
    far.write(bytes(100));
    network.clock.advance(10 * MILLISECOND);
    expect(near.read()).toHaveLength(100);
    expect(near.write(bytes(1))).toBe('EPIPE');
  });

  test('with data unread is a reset', () => {
    const network = pair();
    const { near, far } = connected(network);
    near.write(bytes(10));
    network.clock.advance(10 * MILLISECOND);
    const seen = record(network);
    far.close();
    network.clock.advance(10 * MILLISECOND);
    expect(texts(seen)).toEqual(['< R.']);
    expect([near.state, near.error]).toEqual(['CLOSE', 'ECONNRESET']);
  });

  test('by a program that is gone answers further data by a reset', () => {
    const network = pair();
    const { near, far } = connected(network);
    far.close();
    network.clock.advance(10 * MILLISECOND);
    const seen = record(network);
    near.write(bytes(10));
    network.clock.advance(10 * MILLISECOND);
    expect(texts(seen)).toEqual(['> P. 10', '< R']);
    expect(near.write(bytes(10))).toBe('EPIPE');
  });

  test('that the peer does not confirm is a minute of FIN_WAIT2', () => {
    const network = pair();
    const { near } = connected(network);
    near.close();
    network.clock.advance(59 * SECOND);
    expect(near.state).toBe('FIN_WAIT2');
    network.clock.advance(2 * SECOND);
    expect(near.state).toBe('CLOSE');
  });
});

describe('a listener', () => {
  test('bound to an address comes before one bound to all', () => {
    const network = pair();
    const all = listen(network);
    const one = new TcpListener(network.right.net);
    expect(one.listen(RIGHT, 80)).toBe('EADDRINUSE');
    all.close();
    expect(one.listen(RIGHT, 80)).toBeUndefined();
  });

  test('that closes resets connections that nobody accepted', () => {
    const network = pair();
    const listener = listen(network);
    const socket = new TcpSocket(network.left.net);
    socket.connect(RIGHT, 80);
    network.clock.advance(10 * MILLISECOND);
    const seen = record(network);
    listener.close();
    network.clock.advance(10 * MILLISECOND);
    expect(texts(seen)).toEqual(['< R.']);
    expect(socket.error).toBe('ECONNRESET');
  });
});

test('a router that takes less makes segments smaller, and what was sent goes out again', () => {
  const network = pair();
  const { near, far } = connected(network);
  near.write(new Uint8Array(3000));
  // As if the packets had been too long for somebody on the way.
  near.packetTooLong(1000, near.send.unacknowledged);
  network.clock.advance(SECOND);
  expect(near.send.mss).toBe(1000 - 52);
  expect(far.unreadLength).toBe(3000);
  near.packetTooLong(100, near.send.unacknowledged);
  expect(near.send.mss).toBe(552 - 52);
});
