import { describe, expect, test } from 'vitest';
import { type BridgeDevice, MILLISECOND, type NetDevice, SECOND, VethDevice } from '../../../lib/network';
import { formatMac, ipv4 } from '../../../lib/packet';
import { startCalls } from '../calls';
import { addAddress, rule, type Topology, topology } from '../topology';

/** How many IPv4 packets left by each port of the bridge. */
function watch({ bridge }: Topology): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { device } of bridge.ports) {
    counts[device.name] = 0;
    device.taps.add((direction, { payload }) => {
      if (direction === 'out' && payload.kind === 'ipv4') counts[device.name]! += 1;
    });
  }
  return counts;
}

function ping(network: Topology, from: string, to: string): void {
  startCalls(network.machine(from), 0, [`ping ${to} 1 1`]);
  network.clock.advance(100 * MILLISECOND);
}

/** A third station, c3 172.20.0.4 at port p3, that hears what is flooded. */
function withThirdPort(network: Topology): NetDevice {
  const { net } = network.router;
  const port = new VethDevice('veth', net, 'p3', net.nextIfindex(), 0x0200000000f3);
  const peer = new VethDevice('veth', network.machine('other').net, 'eth1', 9, 0x0200000000f4);
  port.peer = peer;
  peer.peer = port;
  net.addDevice(port);
  peer.namespace.addDevice(peer);
  net.setUp(port, true);
  peer.namespace.setUp(peer, true);
  addAddress(peer, '172.20.0.4/16');
  network.bridge.addPort(port);
  return port;
}

const portOf = (bridge: BridgeDevice, mac: number) => bridge.fdb.get(mac)?.port.name;
const macOf = (network: Topology, name: string) => network.machine(name).net.device('eth0')!.mac;

describe('a bridge', () => {
  test('learns where stations are from what they send', () => {
    const network = topology();
    expect(network.bridge.fdb.size).toBe(0);
    ping(network, 'c1', '172.20.0.3');
    expect(portOf(network.bridge, macOf(network, 'c1'))).toBe('p1');
    expect(portOf(network.bridge, macOf(network, 'c2'))).toBe('p2');
  });

  test('sends to the one port where the station is', () => {
    const network = topology();
    withThirdPort(network);
    ping(network, 'c1', '172.20.0.3');
    const counts = watch(network);
    ping(network, 'c1', '172.20.0.3');
    expect(counts).toEqual({ p1: 1, p2: 1, p3: 0 });
  });

  test('floods what is for a station that it does not know, but not back', () => {
    const network = topology();
    withThirdPort(network);
    ping(network, 'c1', '172.20.0.3');
    const counts = watch(network);
    const { device } = network.bridge.ports.find((port) => port.device.name === 'p2')!;
    network.bridge.removePort(device);
    network.bridge.addPort(device);
    startCalls(network.machine('c1'), 0, ['ping 172.20.0.3 1 1']);
    network.clock.advance(MILLISECOND);
    expect(counts).toEqual({ p1: 1, p2: 1, p3: 1 });
  });

  test('forgets a station after 300 s of silence', () => {
    const network = topology();
    ping(network, 'c1', '172.20.0.3');
    network.clock.advance(280 * SECOND);
    expect(network.bridge.fdb.size).toBe(2);
    network.clock.advance(30 * SECOND);
    expect(network.bridge.fdb.size).toBe(0);
  });

  test('follows a station that moves', () => {
    const network = topology();
    ping(network, 'c1', '172.20.0.3');
    const mac = macOf(network, 'c1');
    const moved = network.machine('c2').net.device('eth0')!;
    moved.mac = mac;
    network.machine('c2').net.neighbours.flush(moved);
    ping(network, 'c2', '172.20.0.1');
    expect(`${formatMac(mac)} ${portOf(network.bridge, mac)}`).toBe(`${formatMac(mac)} p2`);
  });

  test('that is down passes nothing on', () => {
    const network = topology();
    network.router.net.setUp(network.bridge, false);
    const counts = watch(network);
    ping(network, 'c1', '172.20.0.3');
    expect(counts).toEqual({ p1: 0, p2: 0 });
  });

  test.each([true, false])('sends a frame back by its own port only in hairpin mode: %s', (hairpin) => {
    const network = topology();
    rule(network.router, '-t nat -A PREROUTING -d 172.20.0.1 -p icmp -j DNAT --to-destination 172.20.0.2');
    rule(network.router, '-t nat -A POSTROUTING -s 172.20.0.2 -d 172.20.0.2 -j MASQUERADE');
    network.bridge.ports.find(({ device }) => device.name === 'p1')!.hairpin = hairpin;
    const counts = watch(network);
    ping(network, 'c1', '172.20.0.1');
    expect(counts.p1).toBe(hairpin ? 2 : 0);
  });

  test('numbers its ports from 1 and uses numbers again', () => {
    const network = topology();
    const [first] = network.bridge.ports;
    network.bridge.removePort(first!.device);
    expect(network.bridge.addPort(first!.device).number).toBe(1);
  });
});

describe('iptables on a bridge', () => {
  const forwarded = ({ router }: Topology) => router.net.netfilter.table('filter').builtin('FORWARD').packets;

  test.each([
    ['1', 2],
    ['0', 0],
  ])('sees bridged packets with bridge-nf-call-iptables %s: %i', (setting, packets) => {
    const network = topology();
    network.router.net.sysctl.set('net.bridge.bridge-nf-call-iptables', setting);
    network.router.net.netfilter.table('filter');
    ping(network, 'c1', '172.20.0.3');
    expect(forwarded(network)).toBe(packets);
  });

  test('drops them', () => {
    const network = topology();
    rule(network.router, '-P FORWARD DROP');
    const counts = watch(network);
    ping(network, 'c1', '172.20.0.3');
    expect(counts).toEqual({ p1: 0, p2: 0 });
  });

  test('is not asked twice about what comes in by a port and is then routed', () => {
    const network = topology();
    const prerouting = network.router.net.netfilter.table('raw').builtin('PREROUTING');
    ping(network, 'c1', '10.2.0.2');
    expect([prerouting.packets, forwarded(network)]).toEqual([2, 0]);
  });
});

test('a packet from the outside for one of the bridge leaves by the bridge and by its port', () => {
  const network = topology();
  const seen: string[] = [];
  for (const name of ['br0', 'p1', 'p2']) {
    network.router.net.device(name)!.taps.add((direction, { payload }) => {
      if (payload.kind === 'ipv4' && payload.destination === ipv4('172.20.0.2')) seen.push(`${name} ${direction}`);
    });
  }
  ping(network, 'client', '172.20.0.2');
  expect(seen).toEqual(['br0 out', 'p1 out']);
});
