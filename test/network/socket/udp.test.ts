import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MILLISECOND, UdpSocket } from '../../../lib/network';
import { decodeUtf8, encodeUtf8 } from '../../../lib/packet';
import { LEFT, type Pair, pair, RIGHT } from '../pair';
import { rule } from '../topology';

function socketOf({ right }: Pair, address = 0, port = 53): UdpSocket {
  const socket = new UdpSocket(right.net);
  right.net.sockets.bind(socket, address, port);
  return socket;
}

const texts = ({ received }: UdpSocket) => received.map(({ payload }) => decodeUtf8(payload));

describe('a datagram', () => {
  test('reaches the socket of its port, with its sender', () => {
    const network = pair();
    const server = socketOf(network);
    const client = new UdpSocket(network.left.net);
    client.sendTo(RIGHT, 53, encodeUtf8('hello'));
    network.clock.advance(10 * MILLISECOND);
    expect(texts(server)).toEqual(['hello']);
    expect(server.received[0]).toMatchObject({ source: LEFT, sourcePort: client.localPort, destination: RIGHT });
  });

  test('prefers a socket bound to its very address', () => {
    const network = pair();
    const other = socketOf(network, RIGHT, 54);
    expect(network.right.net.sockets.bind(new UdpSocket(network.right.net), 0, 54)).toBe('EADDRINUSE');
    new UdpSocket(network.left.net).sendTo(RIGHT, 54, encodeUtf8('a'));
    network.clock.advance(10 * MILLISECOND);
    expect(texts(other)).toEqual(['a']);
  });

  test('longer than any packet is refused', () => {
    expect(new UdpSocket(pair().left.net).sendTo(RIGHT, 53, new Uint8Array(65_508))).toBe('EMSGSIZE');
  });

  test('to nowhere is refused', () => {
    expect(new UdpSocket(pair().left.net).sendTo(0x0a090909, 53, new Uint8Array(1))).toBe('ENETUNREACH');
  });

  test('to a closed port is told to a connected socket alone', () => {
    const network = pair();
    const [connected, loose] = [new UdpSocket(network.left.net), new UdpSocket(network.left.net)];
    connected.connect(RIGHT, 9);
    connected.sendTo(RIGHT, 9, new Uint8Array(1));
    loose.sendTo(RIGHT, 9, new Uint8Array(1));
    network.clock.advance(10 * MILLISECOND);
    expect([connected.error, loose.error]).toEqual(['ECONNREFUSED', undefined]);
  });
});

test('low ports are root’s', () => {
  const { left } = pair();
  const bind = (uid: number, port: number) =>
    left.net.sockets.bind(new UdpSocket(left.net, 'inet', { uid, gid: uid }), 0, port);
  const mayNot = [1, 79, 80, 1023, 1024, 5000].filter((port) => bind(1000, port) === 'EACCES');
  expect(mayNot).toEqual([1, 79, 80, 1023]);
  expect([bind(0, 1), bind(1000, 0)]).toEqual([undefined, undefined]);
  left.net.sysctl.set('net.ipv4.ip_unprivileged_port_start', '80');
  expect([bind(1000, 79), bind(1000, 80)]).toEqual(['EACCES', undefined]);
});

test('what a rule drops on its way out is not permitted', () => {
  const { left, right, clock } = pair();
  rule(left, '-A OUTPUT -p udp --dport 9 -j DROP');
  const socket = new UdpSocket(left.net);
  expect([9, 10].map((port) => socket.sendTo(RIGHT, port, new Uint8Array(1)))).toEqual(['EPERM', undefined]);
  clock.advance(10 * MILLISECOND);
  expect(right.net.counters).toMatchObject({ udpNoPorts: 1, udpInDatagrams: 0 });
});

test('datagrams are counted by whether somebody has their port', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(53, 54, 55)), (ports) => {
      const network = pair();
      for (const port of [53, 54]) socketOf(network, 0, port);
      const client = new UdpSocket(network.left.net);
      for (const port of ports) client.sendTo(RIGHT, port, new Uint8Array(1));
      network.clock.advance(10 * MILLISECOND);
      const refused = ports.filter((port) => port === 55).length;
      const counted = { udpNoPorts: refused, udpInDatagrams: ports.length - refused };
      expect(network.right.net.counters).toMatchObject(counted);
    }),
  );
});

test('a connected socket hears its peer alone', () => {
  const network = pair();
  const server = socketOf(network);
  const [friend, stranger] = [new UdpSocket(network.left.net), new UdpSocket(network.left.net)];
  network.left.net.sockets.bind(friend, 0, 5000);
  server.connect(LEFT, 5000);
  stranger.sendTo(RIGHT, 53, encodeUtf8('stranger'));
  friend.sendTo(RIGHT, 53, encodeUtf8('friend'));
  network.clock.advance(10 * MILLISECOND);
  expect(texts(server)).toEqual(['friend']);
});

test('a closed socket frees its port', () => {
  const network = pair();
  socketOf(network).close();
  expect(network.right.net.sockets.bind(new UdpSocket(network.right.net), 0, 53)).toBeUndefined();
});

test('two sockets without a port get different ones', () => {
  const { left } = pair();
  const ports = Array.from({ length: 50 }, () => {
    const socket = new UdpSocket(left.net);
    socket.sendTo(RIGHT, 9, new Uint8Array(1));
    return socket.localPort;
  });
  expect(new Set(ports).size).toBe(50);
});
