/** How connections begin, and what becomes of those that do not. */
import { describe, expect, test } from 'vitest';
import { type Frame, type Ipv4Frame, SECOND, TcpListener, TcpSocket } from '../../../lib/network';
import { ipv4Packet, SYN } from '../../../lib/packet';
import { iptables } from '../../../lib/tools/iptables';
import { connected, filterReceived, LEFT, listen, pair, RIGHT, record, segmentOf } from '../pair';

const bytes = (length: number) => new Uint8Array(length);
const texts = (seen: readonly { readonly text: string }[]) => seen.map(({ text }) => text);

/** Gives a SYN this MSS option instead of its own. */
function announce(frame: Frame, maximumSegmentSize: number | undefined): true {
  const segment = segmentOf(frame);
  if (segment === undefined || !(segment.flags & SYN) || frame.payload.kind !== 'ipv4') return true;
  const { maximumSegmentSize: _, ...others } = segment.options;
  const options = maximumSegmentSize === undefined ? others : { ...others, maximumSegmentSize };
  (frame as Ipv4Frame).packet = ipv4Packet(frame.payload, { ...segment, options });
  return true;
}

describe('a handshake', () => {
  test('is SYN, SYN-ACK, ACK', () => {
    const network = pair();
    const seen = record(network);
    const { near, far } = connected(network);
    expect(texts(seen)).toEqual(['> S', '< S.', '> .']);
    expect([near.state, far.state]).toEqual(['ESTABLISHED', 'ESTABLISHED']);
    expect([near.send.mss, far.send.mss]).toEqual([1448, 1448]);
  });

  test.each([
    ['no size', undefined, 536 - 12],
    ['0, which counts as none', 0, 536 - 12],
    ['less than the least that Linux sends', 12, 48 - 12],
    ['a small size', 100, 100 - 12],
    ['more than fits a packet', 9000, 1460 - 12],
  ])('with a peer that announces %s has segments that can carry data', (_, announced, mss) => {
    const network = pair();
    filterReceived(network.rightDevice, (frame) => announce(frame, announced));
    const { near, far } = connected(network);
    expect(far.send.mss).toBe(mss);
    far.write(bytes(50));
    network.clock.advance(SECOND);
    expect(near.read()).toHaveLength(50);
  });

  test('with a port where nobody listens is refused', () => {
    const network = pair();
    const seen = record(network);
    const socket = new TcpSocket(network.left.net);
    socket.connect(RIGHT, 81);
    network.clock.advance(SECOND);
    expect(texts(seen)).toEqual(['> S', '< R.']);
    expect([socket.state, socket.error]).toEqual(['CLOSE', 'ECONNREFUSED']);
  });

  test('with the machine itself is over before the call returns', () => {
    const { left } = pair();
    new TcpListener(left.net).listen(0, 80);
    const socket = new TcpSocket(left.net);
    socket.connect(LEFT, 80);
    expect(socket.state).toBe('ESTABLISHED');
  });

  test('that is done bears an ICMP error, of which it tells whoever asks, until something is acknowledged', () => {
    const network = pair();
    const { near, far } = connected(network);
    near.icmpError('EHOSTUNREACH', near.send.next, false);
    expect([near.state, near.error, near.takeSocketError(), near.takeSocketError()]).toEqual([
      'ESTABLISHED',
      undefined,
      'EHOSTUNREACH',
      undefined,
    ]);
    near.icmpError('EHOSTUNREACH', near.send.next, false);
    near.write(bytes(1));
    network.clock.advance(SECOND);
    far.read();
    expect(near.takeSocketError()).toBeUndefined();
  });

  test('to nowhere fails at once', () => {
    const socket = new TcpSocket(pair().left.net);
    expect(socket.connect(0x0a090909, 80)).toBe('ENETUNREACH');
  });

  test('repeats an unanswered SYN after 1, 2, 4 … s and gives up after tcp_syn_retries', () => {
    const network = pair();
    network.left.net.sysctl.set('net.ipv4.tcp_syn_retries', '3');
    filterReceived(network.rightDevice, (frame) => segmentOf(frame) === undefined);
    const seen = record(network);
    const socket = new TcpSocket(network.left.net);
    socket.connect(RIGHT, 80);
    network.clock.advance(20 * SECOND);
    expect(seen.map(({ at }) => Math.round(at / SECOND))).toEqual([0, 1, 3, 7]);
    expect(socket.error).toBe('ETIMEDOUT');
  });

  test('repeats an unanswered SYN-ACK after 1, 2, 4, 8, 16 s and gives up after tcp_synack_retries', () => {
    const network = pair();
    filterReceived(network.leftDevice, (frame) => segmentOf(frame) === undefined);
    // The SYN comes in once.
    let syns = 0;
    filterReceived(network.rightDevice, (frame) => segmentOf(frame) === undefined || ++syns === 1);
    const times: number[] = [];
    network.rightDevice.taps.add((direction, frame) => {
      if (direction === 'out' && segmentOf(frame) !== undefined) times.push(Math.round(network.clock.now / SECOND));
    });
    const listener = listen(network);
    new TcpSocket(network.left.net).connect(RIGHT, 80);
    network.clock.advance(100 * SECOND);
    expect(times).toEqual([0, 1, 3, 7, 15, 31]);
    expect(listener.requests.size).toBe(0);
  });

  test('is given up by the listener if its own netfilter drops the SYN-ACK that is repeated', () => {
    const network = pair();
    const rule = (command: string) =>
      iptables(network.right.net.netfilter, [command, 'OUTPUT', '-p', 'tcp', '-j', 'DROP'], { version: '1.8.9' });
    listen(network);
    const seen = record(network);
    rule('-A');
    const socket = new TcpSocket(network.left.net);
    socket.connect(RIGHT, 80);
    network.clock.advance(SECOND / 2);
    socket.close();
    network.clock.advance(SECOND);
    rule('-D');
    network.clock.advance(60 * SECOND);
    expect(texts(seen)).toEqual(['> S']);
  });

  test('answers each repeated SYN with a SYN-ACK', () => {
    const network = pair();
    filterReceived(network.leftDevice, (frame) => !((segmentOf(frame)?.flags ?? 0) & SYN));
    const seen: number[] = [];
    const sent: number[] = [];
    network.rightDevice.taps.add((direction, frame) => {
      if (segmentOf(frame) !== undefined) (direction === 'in' ? seen : sent).push(network.clock.now);
    });
    listen(network);
    new TcpSocket(network.left.net).connect(RIGHT, 80);
    network.clock.advance(4 * SECOND);
    expect(seen).toHaveLength(3);
    for (const at of seen) expect(sent).toContain(at);
  });
});

test('the first repetitions of a SYN come a second apart, as many as tcp_syn_linear_timeouts allows', () => {
  const network = pair();
  network.left.net.sysctl.set('net.ipv4.tcp_syn_linear_timeouts', '2');
  filterReceived(network.rightDevice, (frame) => segmentOf(frame) === undefined);
  const seen = record(network);
  new TcpSocket(network.left.net).connect(RIGHT, 80);
  network.clock.advance(8 * SECOND);
  expect(seen.map(({ at }) => Math.round(at / SECOND))).toEqual([0, 1, 2, 3, 5]);
});
