import { describe, expect, test } from 'vitest';
import { SECOND, type TcpSocket } from '../../../lib/network';
import { connected, filterReceived, type Pair, pair, record, segmentOf } from '../pair';

const TIMES = { idle: 20 * SECOND, interval: 5 * SECOND };

/** What goes over the cable in so many seconds, and when in whole seconds after now. */
function watch(network: Pair, seconds: number): readonly string[] {
  const { now } = network.clock;
  const seen = record(network);
  network.clock.advance(seconds * SECOND);
  return seen.map(({ at, text }) => `${Math.floor((at - now) / SECOND)} ${text}`);
}

function kept(network: Pair): TcpSocket {
  const { near } = connected(network);
  near.keepAlive.turnOn(TIMES);
  return near;
}

describe('a connection that is kept alive', () => {
  test('is asked about when the peer was silent for so long, again and again', () => {
    const network = pair();
    kept(network);
    expect(watch(network, 45)).toEqual(['21 > .', '21 < .', '41 > .', '41 < .']);
  });

  test('is not, while the peer says something', () => {
    const network = pair();
    const { near, far } = connected(network);
    near.keepAlive.turnOn(TIMES);
    network.clock.advance(15 * SECOND);
    far.write(new Uint8Array(10));
    near.read();
    network.clock.advance(SECOND);
    expect(watch(network, 17)).toEqual([]);
    expect(watch(network, 6)).toEqual(['2 > .', '2 < .']);
  });

  test('ends with a reset when nine questions in a row were not answered (net.ipv4.tcp_keepalive_probes)', () => {
    const network = pair();
    const near = kept(network);
    filterReceived(network.rightDevice, (frame) => segmentOf(frame) === undefined);
    const seen = watch(network, 120);
    expect(seen.filter((text) => text.endsWith('> .'))).toHaveLength(9);
    expect(seen.at(-1)).toMatch(/> R\.$/);
    expect([near.state, near.error]).toEqual(['CLOSE', 'ETIMEDOUT']);
  });

  test('goes by the settings where a program names no times', () => {
    const network = pair();
    network.left.net.sysctl.set('net.ipv4.tcp_keepalive_time', '7');
    const { near } = connected(network);
    near.keepAlive.turnOn();
    expect(watch(network, 8)).toEqual(['7 > .', '7 < .']);
  });

  test('is no reason to wait for something to happen', () => {
    const network = pair();
    kept(network);
    network.clock.runUntil(() => false);
    expect(network.clock.now).toBeLessThan(60 * SECOND);
  });
});
