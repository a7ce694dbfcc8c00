import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { SkBuff } from '../../../lib/netfilter';
import { MILLISECOND, type NetDevice, SECOND, UdpSocket } from '../../../lib/network';
import { fragmentIpv4, type Ipv4Packet, ipv4, ipv4Packet, PROTOCOL_UDP } from '../../../lib/packet';
import { LEFT, type Pair, pair, RIGHT } from '../pair';
import { rule, type Topology, topology } from '../topology';

/** `in 1500+0 …`: lengths and places of what a device carries; whole packets by their length. */
function watch(device: NetDevice): string[] {
  const seen: string[] = [];
  device.taps.add((direction, { payload }) => {
    if (payload.kind !== 'ipv4') return;
    const { fragment, totalLength, transport } = payload;
    const place = fragment === undefined ? '' : ` at ${fragment.offset}${fragment.more ? '+' : ''}`;
    const error =
      transport.kind === 'icmp' && transport.quoted !== undefined ? ` ${transport.type}/${transport.code}` : '';
    seen.push(`${direction} ${totalLength}${place}${error}`);
  });
  return seen;
}

function datagram(length: number, changes: Partial<Ipv4Packet> = {}): Ipv4Packet {
  const payload = Uint8Array.from({ length }, (_, index) => index);
  const header = { source: LEFT, destination: RIGHT, protocol: PROTOCOL_UDP, identification: 7, dontFragment: false };
  return { ...ipv4Packet(header, { kind: 'udp', sourcePort: 1000, destinationPort: 53, payload }), ...changes };
}

let network: Pair;
let socket: UdpSocket;
let seen: string[];

beforeEach(() => {
  network = pair();
  socket = new UdpSocket(network.right.net);
  network.right.net.sockets.bind(socket, 0, 53);
  seen = watch(network.rightDevice);
});

/** Lets a packet come in on the right. */
function arrive(packet: Ipv4Packet): void {
  const skb = new SkBuff(packet);
  skb.sourceMac = network.leftDevice.mac;
  skb.destinationMac = network.rightDevice.mac;
  network.rightDevice.receive(skb);
}

const received = () => socket.received.map(({ payload }) => payload.length);
const parts = (changes: Partial<Ipv4Packet> = {}) => fragmentIpv4(datagram(2000, changes), 800);

describe('a datagram of more than the MTU', () => {
  test('goes in fragments, and comes together for its socket', () => {
    const sender = new UdpSocket(network.left.net);
    sender.sendTo(RIGHT, 53, new Uint8Array(3000));
    network.clock.advance(10 * MILLISECOND);
    expect(seen).toEqual(['in 1500 at 0+', 'in 1500 at 1480+', 'in 68 at 2960']);
    expect(received()).toEqual([3000]);
  });

  test('is refused beyond 65,507 bytes', () => {
    const sender = new UdpSocket(network.left.net);
    expect(sender.sendTo(RIGHT, 53, new Uint8Array(65_508))).toBe('EMSGSIZE');
    expect(sender.sendTo(RIGHT, 53, new Uint8Array(65_507))).toBeUndefined();
    network.clock.advance(10 * MILLISECOND);
    expect(received()).toEqual([65_507]);
  });

  test('has DF while it is known to fit, and not where it is cut', () => {
    const flags: boolean[] = [];
    network.leftDevice.taps.add((_direction, { payload }) => {
      if (payload.kind === 'ipv4') flags.push(payload.dontFragment);
    });
    const sender = new UdpSocket(network.left.net);
    for (const length of [1472, 1473]) sender.sendTo(RIGHT, 53, new Uint8Array(length));
    network.left.net.sysctl.set('net.ipv4.ip_no_pmtu_disc', '1');
    sender.sendTo(RIGHT, 53, new Uint8Array(1472));
    network.clock.advance(10 * MILLISECOND);
    expect(flags).toEqual([true, false, false, false]);
  });
});

describe('fragments', () => {
  test('come in any order', () => {
    const [first, second, third] = parts();
    for (const part of [third, first, second]) arrive(part!);
    expect(received()).toEqual([2000]);
  });

  test('come in any order, and some of them again', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(3)), fc.integer({ min: 1, max: 0xffff }), (order, identification) => {
        const pieces = fragmentIpv4(datagram(2500, { identification }), 800);
        const before = received().length;
        const missing = new Set(pieces);
        for (const index of order) {
          if (missing.size === 0) break;
          expect(received().length).toBe(before);
          arrive(pieces[index]!);
          missing.delete(pieces[index]!);
        }
        expect(received().slice(before)).toEqual([2500]);
      }),
    );
  });

  test('of different packets are kept apart', () => {
    const [first, second] = parts();
    const [, , other] = parts({ identification: 8 });
    for (const part of [first, second, other]) arrive(part!);
    expect(received()).toEqual([]);
  });

  test('that came before are ignored', () => {
    const [first, second, third] = parts();
    for (const part of [first, first, second, second, third]) arrive(part!);
    expect(received()).toEqual([2000]);
  });

  test('that overlap others end their packet', () => {
    const [first, second, third] = parts();
    const [, overlapping] = fragmentIpv4(datagram(2000), 720);
    for (const part of [first, overlapping, second, third]) arrive(part!);
    expect(received()).toEqual([]);
  });

  test('that end elsewhere than the last one end their packet', () => {
    const [first, second, third] = parts();
    const last = { ...third!, fragment: { ...third!.fragment!, more: false, offset: third!.fragment!.offset + 8 } };
    for (const part of [first, third, last, second]) arrive(part!);
    expect(received()).toEqual([]);
  });

  test('are waited for for 30 seconds; then whoever sent the first is told', () => {
    const [first, second, third] = parts();
    for (const part of [first, second]) arrive(part!);
    network.clock.advance(29 * SECOND);
    expect(seen.filter((line) => line.startsWith('out'))).toEqual([]);
    network.clock.advance(4 * SECOND);
    expect(seen.filter((line) => line.startsWith('out'))).toEqual(['out 576 11/1']);
    arrive(third!);
    expect(received()).toEqual([]);
  });

  test('without the first are forgotten in silence', () => {
    const [, second, third] = parts();
    for (const part of [second, third]) arrive(part!);
    network.clock.advance(40 * SECOND);
    expect(seen.filter((line) => line.startsWith('out'))).toEqual([]);
  });

  test('find no room where the limit is 0', () => {
    network.right.net.sysctl.set('net.ipv4.ipfrag_low_thresh', '0');
    network.right.net.sysctl.set('net.ipv4.ipfrag_high_thresh', '0');
    for (const part of parts()) arrive(part);
    expect(received()).toEqual([]);
  });

  test('are given up when their sender has sent 64 others since', () => {
    const [first, second, third] = parts();
    for (const part of [first, second]) arrive(part!);
    for (let identification = 100; identification < 164; identification++) arrive(parts({ identification })[0]!);
    arrive(third!);
    expect(received()).toEqual([]);
  });

  test('limits of their memory lie on either side of each other', () => {
    const { sysctl } = network.right.net;
    expect(sysctl.set('net.ipv4.ipfrag_high_thresh', '3000000')).toBe(false);
    expect(sysctl.set('net.ipv4.ipfrag_low_thresh', '5000000')).toBe(false);
    expect(sysctl.set('net.ipv4.ipfrag_high_thresh', '5000000')).toBe(true);
    expect(sysctl.set('net.ipv4.ipfrag_low_thresh', '5000000')).toBe(true);
  });
});

describe('a router', () => {
  let routed: Topology;
  const devices = () => ['outer', 'inner'].map((name) => watch(routed.router.net.device(name)!));
  /** Packets and bytes of each rule of FORWARD. */
  const counted = () =>
    routed.router.net.netfilter
      .table('filter')
      .chains.get('FORWARD')
      ?.rules.map(({ packets, bytes }) => [packets, bytes]);
  const send = (machine: string, to: string, length: number) => {
    new UdpSocket(routed.machine(machine).net).sendTo(ipv4(to), 53, new Uint8Array(length));
    routed.clock.advance(SECOND);
  };

  beforeEach(() => {
    routed = topology();
  });

  test('passes fragments on as they come', () => {
    const [outer, inner] = devices();
    send('client', '10.2.0.2', 2000);
    expect(outer?.slice(0, 2)).toEqual(['in 1500 at 0+', 'in 548 at 1480']);
    expect(inner?.slice(0, 2)).toEqual(['out 1500 at 0+', 'out 548 at 1480']);
  });

  test('cuts what is too long for the link ahead, fragments too', () => {
    routed.router.net.device('inner')!.mtu = 1000;
    const [, inner] = devices();
    send('client', '10.2.0.2', 2000);
    expect(inner?.slice(0, 3)).toEqual(['out 996 at 0+', 'out 524 at 976+', 'out 548 at 1480']);
  });

  test('that tracks connections sees them whole, and makes fragments as long as they were', () => {
    rule(routed.router, '-A FORWARD -m conntrack --ctstate NEW -m length --length 2028');
    const client = routed.machine('client').net;
    client.device('eth0')!.mtu = 1200;
    const [outer, inner] = devices();
    new UdpSocket(client).sendTo(ipv4('10.2.0.2'), 53, new Uint8Array(2000));
    routed.clock.advance(SECOND);
    expect(outer?.slice(0, 2)).toEqual(['in 1196 at 0+', 'in 852 at 1176']);
    expect(inner?.slice(0, 2)).toEqual(['out 1196 at 0+', 'out 852 at 1176']);
    expect(counted()).toEqual([[1, 2028]]);
  });

  test('counts later fragments by -f, and has the first with all others', () => {
    rule(routed.router, '-A FORWARD -f');
    rule(routed.router, '-A FORWARD ! -f');
    rule(routed.router, '-A FORWARD -p udp -m udp --dport 53');
    send('client', '10.2.0.2', 4000);
    // The server's answer, an error, is no fragment.
    expect(counted()).toEqual([
      [2, 1500 + 1068],
      [1 + 1, 1500 + 576],
      [1, 1500],
    ]);
  });

  test('a bridge puts fragments together for its tables, and makes them again', () => {
    rule(routed.router, '-A FORWARD -m conntrack --ctstate NEW -m length --length 2028');
    const ports = ['p1', 'p2'].map((name) => watch(routed.router.net.device(name)!));
    send('c1', '172.20.0.3', 2000);
    expect(ports.map((lines) => lines.slice(0, 2))).toEqual([
      ['in 1500 at 0+', 'in 548 at 1480'],
      ['out 1500 at 0+', 'out 548 at 1480'],
    ]);
    expect(counted()).toEqual([[1, 2028]]);
  });

  test('a bridge cuts what is too long for it, if tables see it and it may be', () => {
    for (const name of ['br0', 'p2']) {
      const device = routed.router.net.device(name);
      if (device !== undefined) device.mtu = 1000;
    }
    rule(routed.router, '-A FORWARD -j ACCEPT');
    const port = watch(routed.router.net.device('p2')!);
    const { net } = routed.machine('c1');
    net.sysctl.set('net.ipv4.ip_no_pmtu_disc', '1');
    new UdpSocket(net).sendTo(ipv4('172.20.0.3'), 53, new Uint8Array(1200));
    net.sysctl.set('net.ipv4.ip_no_pmtu_disc', '0');
    new UdpSocket(net).sendTo(ipv4('172.20.0.3'), 53, new Uint8Array(1300));
    routed.clock.advance(SECOND);
    expect(port.filter((line) => line.startsWith('out'))).toEqual(['out 996 at 0+', 'out 252 at 976']);
  });
});
