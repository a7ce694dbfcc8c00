/** IPv6 on a machine's loopback: sockets of both families, TCP, UDP and ICMPv6 over it. */
import { describe, expect, test } from 'vitest';
import { type Errno, MILLISECOND, type NetNamespace, TcpListener, TcpSocket, UdpSocket } from '../../../lib/network';
import { encodeUtf8, type Ipv6Packet, ipv4, parseIpv6 } from '../../../lib/packet';
import { iptables } from '../../../lib/tools/iptables';
import { LEFT, pair, RIGHT } from '../pair';

const LOOPBACK = 1n;
const ALL = 0n;

function listen(net: NetNamespace, address: number | bigint, ipv6Only = false): TcpListener | Errno {
  const listener = new TcpListener(net, typeof address === 'bigint' ? 'inet6' : 'inet');
  listener.ipv6Only = ipv6Only;
  return listener.listen(address, 80) ?? listener;
}

function watch(net: NetNamespace): readonly Ipv6Packet[] {
  const seen: Ipv6Packet[] = [];
  net.lo.taps.add((direction, { payload }) => {
    if (direction === 'in' && payload.kind === 'ipv6') seen.push(payload);
  });
  return seen;
}

describe('TCP over IPv6', () => {
  test('sends segments that fill a packet of lo’s MTU, and no rule of iptables sees them', () => {
    const { left, clock } = pair();
    iptables(left.net.netfilter, ['-t', 'raw', '-A', 'OUTPUT', '-j', 'DROP'], { version: '1.8.9' });
    const seen = watch(left.net);
    const listener = listen(left.net, ALL) as TcpListener;
    const socket = new TcpSocket(left.net, 'inet6');
    socket.connect(LOOPBACK, 80);
    clock.advance(MILLISECOND);
    expect(listener.accept()).toMatchObject({ localAddress: LOOPBACK, remoteAddress: LOOPBACK, family: 'inet6' });
    // As a captured SYN of ::1 has it: data/frames/loopback.txt, ipv6-syn-to-closed-port.
    expect(seen[0]).toMatchObject({
      totalLength: 80,
      transport: { options: { maximumSegmentSize: 65_476 }, window: 65_476 },
    });
    expect(seen.map(({ totalLength }) => totalLength)).toEqual([80, 80, 72]);
  });

  test('has a flow label for each direction of a connection', () => {
    const { left, clock } = pair();
    const seen = watch(left.net);
    listen(left.net, ALL);
    new TcpSocket(left.net, 'inet6').connect(LOOPBACK, 80);
    clock.advance(MILLISECOND);
    const [syn, synAck, ack] = seen.map(({ flowLabel }) => flowLabel);
    expect(syn).toBe(ack);
    expect(syn).not.toBe(synAck);
  });
});

describe('a listener at ::', () => {
  test.each([
    ['IPv4', () => LEFT],
    ['IPv4 in an IPv6 address', () => parseIpv6('::ffff:10.0.0.1')!],
    ['IPv6', () => LOOPBACK],
  ])('accepts %s', (_, address) => {
    const { left, clock } = pair();
    const listener = listen(left.net, ALL) as TcpListener;
    const socket = new TcpSocket(left.net, 'inet6');
    socket.connect(address(), 80);
    clock.advance(MILLISECOND);
    expect(socket.state).toBe('ESTABLISHED');
    expect(listener.accept()?.peerName).toBe(socket.sockName);
  });

  test('leaves IPv4 alone with IPV6_V6ONLY', () => {
    const { left, right, clock } = pair();
    listen(left.net, ALL, true);
    const socket = new TcpSocket(right.net);
    socket.connect(LEFT, 80);
    clock.advance(10 * MILLISECOND);
    expect(socket.error).toBe('ECONNREFUSED');
  });

  test.each([
    [0, ALL, false, 'EADDRINUSE'],
    [LEFT, ALL, false, 'EADDRINUSE'],
    [LOOPBACK, ALL, true, 'EADDRINUSE'],
    [0, ALL, true, undefined],
    [0, LOOPBACK, false, undefined],
    [LEFT, LOOPBACK, false, undefined],
  ] as const)('beside one at %s: %s, only IPv6 %s: %s', (first, second, ipv6Only, error) => {
    const { left } = pair();
    listen(left.net, first);
    const result = listen(left.net, second, ipv6Only);
    expect(typeof result === 'string' ? result : undefined).toBe(error);
  });
});

describe('an address', () => {
  const connect = (net: NetNamespace, address: bigint) => new TcpSocket(net, 'inet6').connect(address, 80);

  test('to which no way leads is unreachable', () => {
    expect(connect(pair().left.net, parseIpv6('2001:db8::1')!)).toBe('ENETUNREACH');
  });

  test('of a link needs to be told which', () => {
    expect(connect(pair().left.net, parseIpv6('fe80::1')!)).toBe('EINVAL');
  });

  test('of any kind is out of reach without an IPv6 address of one’s own', () => {
    const { net } = pair().left;
    net.sysctl.set('net.ipv6.conf.all.disable_ipv6', '1');
    expect(connect(net, LOOPBACK)).toBe('EADDRNOTAVAIL');
    expect(connect(net, ALL)).toBe('EADDRNOTAVAIL');
    expect(listen(net, LOOPBACK)).toBe('EADDRNOTAVAIL');
    expect(listen(net, ALL)).toBeInstanceOf(TcpListener);
  });

  test('of all zeros is the machine itself', () => {
    const { left } = pair();
    const [six, four] = [new TcpSocket(left.net, 'inet6'), new TcpSocket(left.net)];
    six.connect(ALL, 80);
    four.connect(0, 80);
    expect([six.remoteAddress, four.remoteAddress]).toEqual([LOOPBACK, ipv4('127.0.0.1')]);
  });
});

describe('UDP over IPv6', () => {
  test('reaches a socket at ::, and the answer comes back', () => {
    const { left, clock } = pair();
    const server = new UdpSocket(left.net, 'inet6');
    left.net.sockets.bind(server, ALL, 53);
    const client = new UdpSocket(left.net, 'inet6');
    client.connect(LOOPBACK, 53);
    client.sendTo(LOOPBACK, 53, encodeUtf8('hello'));
    clock.advance(MILLISECOND);
    const [request] = server.received;
    server.sendTo(request!.source, request!.sourcePort, encodeUtf8('answer'));
    clock.advance(MILLISECOND);
    expect(client.received[0]).toMatchObject({ source: LOOPBACK, payload: encodeUtf8('answer') });
  });

  test('to a closed port is refused by a port unreachable that quotes the datagram', () => {
    const { left, clock } = pair();
    const seen = watch(left.net);
    const client = new UdpSocket(left.net, 'inet6');
    client.connect(LOOPBACK, 9);
    client.sendTo(LOOPBACK, 9, encodeUtf8('hello'));
    clock.advance(MILLISECOND);
    expect(client.error).toBe('ECONNREFUSED');
    expect(seen[1]).toMatchObject({ totalLength: 101, transport: { type: 1, code: 4, quoted: { length: 53 } } });
  });

  test('a socket at :: takes IPv4 datagrams as well', () => {
    const { left, right, clock } = pair();
    const server = new UdpSocket(right.net, 'inet6');
    right.net.sockets.bind(server, ALL, 53);
    new UdpSocket(left.net).sendTo(RIGHT, 53, encodeUtf8('hello'));
    clock.advance(10 * MILLISECOND);
    expect(server.received[0]).toMatchObject({ source: LEFT });
  });
});
