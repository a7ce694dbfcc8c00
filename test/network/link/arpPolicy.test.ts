/** Expected as a kernel 6.18 answers the same requests. */
import { beforeEach, describe, expect, test } from 'vitest';
import { SECOND, UdpSocket, VethDevice } from '../../../lib/network';
import { formatIp, ipv4 } from '../../../lib/packet';
import { LEFT, type Pair, pair } from '../pair';
import { addAddress, addRoute } from '../topology';

let network: Pair;

/** The right machine has another device, with 10.2.0.1, and 10.5.0.1 and a host's address at `lo`. */
beforeEach(() => {
  network = pair();
  const { left, right, leftDevice } = network;
  const other = new VethDevice('veth', right.net, 'eth1', 3, 0x020000000003);
  const end = new VethDevice('veth', left.net, 'eth1', 3, 0x020000000004);
  right.net.addDevice(other);
  left.net.addDevice(end);
  other.peer = end;
  end.peer = other;
  for (const device of [other, end]) device.namespace.setUp(device, true);
  addAddress(other, '10.2.0.1/24');
  addAddress(network.rightDevice, '10.0.0.9/24');
  right.net.addAddress(right.net.lo, { address: ipv4('10.5.0.1'), prefixLength: 32, scope: 'global' });
  right.net.addAddress(right.net.lo, { address: ipv4('10.5.0.2'), prefixLength: 32, scope: 'host' });
  for (const destination of ['10.2.0.0/16', '10.5.0.0/16', '10.6.0.0/16'])
    addRoute(left.net.fib, destination, leftDevice);
});

/** Which of the right machine's addresses the left one finds. */
function found(): readonly string[] {
  const { left, clock } = network;
  const asked = ['10.0.0.2', '10.0.0.9', '10.2.0.1', '10.5.0.1', '10.5.0.2'].map(ipv4);
  for (const address of asked) new UdpSocket(left.net).sendTo(address, 9, new Uint8Array(1));
  clock.advance(SECOND / 2);
  return left.net.neighbours
    .list()
    .filter(({ state, address }) => state === 'REACHABLE' && asked.includes(address))
    .map(({ address }) => formatIp(address));
}

describe('arp_ignore', () => {
  test.each([
    ['0', ['10.0.0.2', '10.0.0.9', '10.2.0.1', '10.5.0.1', '10.5.0.2']],
    ['1', ['10.0.0.2', '10.0.0.9']],
    ['2', ['10.0.0.2', '10.0.0.9']],
    ['3', ['10.0.0.2', '10.0.0.9', '10.2.0.1', '10.5.0.1']],
    ['4', ['10.0.0.2', '10.0.0.9', '10.2.0.1', '10.5.0.1', '10.5.0.2']],
    ['8', []],
  ])('%s', (level, expected) => {
    network.right.net.sysctl.set('net.ipv4.conf.eth0.arp_ignore', level);
    expect(found()).toEqual(expected);
  });

  test('2 asks for a sender of the same subnet, 1 does not', () => {
    const { left, leftDevice } = network;
    left.net.removeAddress(leftDevice, LEFT);
    left.net.addAddress(leftDevice, { address: ipv4('10.9.0.1'), prefixLength: 8, scope: 'global' });
    addRoute(network.right.net.fib, '10.9.0.0/16', network.rightDevice);
    network.right.net.sysctl.set('net.ipv4.conf.all.arp_ignore', '2');
    expect(found()).toEqual([]);
    network.right.net.sysctl.set('net.ipv4.conf.all.arp_ignore', '1');
    left.net.neighbours.flush(leftDevice);
    expect(found()).toEqual(['10.0.0.2', '10.0.0.9']);
  });
});

test('arp_filter: only the device that leads back to the sender answers', () => {
  const { right } = network;
  right.net.sysctl.set('net.ipv4.conf.eth0.arp_filter', '1');
  expect(found()).toContain('10.2.0.1');
  network.left.net.neighbours.flush(network.leftDevice);
  addRoute(right.net.fib, '10.0.0.1/32', right.net.device('eth1'));
  expect(found()).toEqual([]);
});

describe('arp_announce', () => {
  /** From which address the left machine asks for one, with a packet that waits from its address at `lo`. */
  function announced(level: string, target: string): string | undefined {
    const { left, leftDevice, clock } = network;
    left.net.addAddress(left.net.lo, { address: ipv4('10.7.0.1'), prefixLength: 32, scope: 'global' });
    left.net.sysctl.set('net.ipv4.conf.all.arp_announce', level);
    const seen: string[] = [];
    leftDevice.taps.add((direction, { payload }) => {
      if (direction === 'out' && payload.kind === 'arp') seen.push(formatIp(payload.senderAddress));
    });
    new UdpSocket(left.net).sendTo(ipv4(target), 9, new Uint8Array(1), ipv4('10.7.0.1'));
    clock.advance(SECOND / 2);
    return seen[0];
  }

  test.each([
    ['0', '10.7.0.1'],
    ['1', '10.0.0.1'],
    ['2', '10.0.0.1'],
  ])('%s', (level, expected) => expect(announced(level, '10.6.0.1')).toBe(expected));

  test('1 keeps an address of the same subnet', () => {
    addAddress(network.leftDevice, '10.0.0.7/24');
    network.left.net.sysctl.set('net.ipv4.conf.all.arp_announce', '1');
    const seen: string[] = [];
    network.leftDevice.taps.add((_, { payload }) => {
      if (payload.kind === 'arp' && payload.operation === 'who-has') seen.push(formatIp(payload.senderAddress));
    });
    new UdpSocket(network.left.net).sendTo(ipv4('10.0.0.2'), 9, new Uint8Array(1), ipv4('10.0.0.7'));
    network.clock.advance(SECOND / 2);
    expect(seen[0]).toBe('10.0.0.7');
  });
});

test('who asks for others shows where it is, to who waits for it', () => {
  const { left, right, rightDevice, clock } = network;
  new UdpSocket(right.net).sendTo(ipv4('10.0.0.44'), 9, new Uint8Array(1));
  clock.advance(10_000);
  addAddress(network.leftDevice, '10.0.0.44/24');
  left.net.neighbours.announce(network.leftDevice, ipv4('10.0.0.44'));
  clock.advance(10_000);
  const known = right.net.neighbours.list().find(({ address }) => address === ipv4('10.0.0.44'));
  expect(known).toMatchObject({ state: 'STALE', mac: network.leftDevice.mac, device: rightDevice });
});
