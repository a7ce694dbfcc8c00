import { describe, expect, test } from 'vitest';
import { MILLISECOND, type Neighbour, SECOND, TcpSocket, UdpSocket } from '../../../lib/network';
import { formatIp, ipv4 } from '../../../lib/packet';
import { connected, filterReceived, type Pair, pair, RIGHT } from '../pair';
import { addAddress, topology } from '../topology';

const NOBODY = ipv4('10.0.0.9');

/** ARP requests that leave the left machine: whether to all or to one, and when, in ms. */
function requests({ leftDevice, clock }: Pair): string[] {
  const seen: string[] = [];
  leftDevice.taps.add((direction, { payload, destination }) => {
    if (direction === 'out' && payload.kind === 'arp' && payload.operation === 'who-has')
      seen.push(`${destination === 0xffffffffffff ? 'all' : 'one'} ${Math.round(clock.now / MILLISECOND)}`);
  });
  return seen;
}

function send({ left }: Pair, to: number): void {
  new UdpSocket(left.net).sendTo(to, 9, new Uint8Array(10));
}

const neighbourOf = ({ left }: Pair, address: number): Neighbour | undefined =>
  left.net.neighbours.list().find((neighbour) => neighbour.address === address);

/** Lets the right machine hear no ARP any more. */
function silence({ rightDevice }: Pair): void {
  filterReceived(rightDevice, ({ payload }) => payload.kind !== 'arp');
}

describe('a neighbour', () => {
  test('is asked after once, and packets for it wait in their order', () => {
    const network = pair();
    const asked = requests(network);
    const sent: number[] = [];
    network.leftDevice.taps.add((direction, { payload }) => {
      if (direction === 'out' && payload.kind === 'ipv4') sent.push(payload.totalLength);
    });
    const socket = new UdpSocket(network.left.net);
    for (const length of [1, 2, 3]) socket.sendTo(RIGHT, 9, new Uint8Array(length));
    expect([asked, sent]).toEqual([['all 0'], []]);
    network.clock.advance(3 * MILLISECOND);
    expect(sent).toEqual([29, 30, 31]);
    expect(neighbourOf(network, RIGHT)?.state).toBe('REACHABLE');
  });

  test('learns the address of whoever asks', () => {
    const network = pair();
    network.right.net.sockets.bind(new UdpSocket(network.right.net), 0, 9);
    send(network, RIGHT);
    network.clock.advance(10 * MILLISECOND);
    expect(network.right.net.neighbours.list()[0]).toMatchObject({ state: 'STALE', mac: network.leftDevice.mac });
  });

  test('that does not answer is asked three times, a second apart, and has failed', () => {
    const network = pair();
    const asked = requests(network);
    send(network, NOBODY);
    network.clock.advance(2.9 * SECOND);
    expect(neighbourOf(network, NOBODY)?.state).toBe('INCOMPLETE');
    network.clock.advance(0.2 * SECOND);
    expect(asked.map((text) => text.replace(/\d{3}$/, ''))).toEqual(['all 0', 'all 1', 'all 2']);
    expect(neighbourOf(network, NOBODY)?.state).toBe('FAILED');
  });

  test('that failed is asked after anew', () => {
    const network = pair();
    send(network, NOBODY);
    network.clock.advance(4 * SECOND);
    const asked = requests(network);
    send(network, NOBODY);
    expect(asked).toHaveLength(1);
  });

  test('that was not heard of for a while is used at once, and asked after by itself 5 s later', () => {
    const network = pair();
    send(network, RIGHT);
    network.clock.advance(60 * SECOND);
    const before = network.clock.now;
    const asked = requests(network);
    send(network, RIGHT);
    expect(neighbourOf(network, RIGHT)?.state).toBe('DELAY');
    // A timer of so long fires up to 256 ms late.
    network.clock.advance(5.3 * SECOND);
    const [text = ''] = asked;
    expect(text).toMatch(/^one /);
    expect(Number(text.slice(4)) - before / MILLISECOND).toBeGreaterThanOrEqual(5000);
    expect(neighbourOf(network, RIGHT)?.state).toBe('REACHABLE');
  });

  test('that does not answer then is probed three times and fails', () => {
    const network = pair();
    send(network, RIGHT);
    network.clock.advance(60 * SECOND);
    silence(network);
    send(network, RIGHT);
    network.clock.advance(5.5 * SECOND);
    expect(neighbourOf(network, RIGHT)?.state).toBe('PROBE');
    network.clock.advance(3 * SECOND);
    expect(neighbourOf(network, RIGHT)?.state).toBe('FAILED');
  });

  test('that TCP hears from is not asked after', () => {
    const network = pair();
    const { near, far } = connected(network);
    network.clock.advance(60 * SECOND);
    const asked = requests(network);
    for (let second = 0; second < 20; second++) {
      near.write(new Uint8Array(10));
      network.clock.advance(SECOND);
      far.read();
    }
    expect(asked).toEqual([]);
  });

  test('is asked after from the source of the packet that waits', () => {
    const network = pair();
    addAddress(network.leftDevice, '10.7.7.7/32');
    const asked: string[] = [];
    network.leftDevice.taps.add((direction, { payload }) => {
      if (direction === 'out' && payload.kind === 'arp') asked.push(formatIp(payload.senderAddress));
    });
    const socket = new UdpSocket(network.left.net);
    network.left.net.sockets.bind(socket, ipv4('10.7.7.7'), 0);
    socket.sendTo(RIGHT, 9, new Uint8Array(10));
    expect(asked).toEqual(['10.7.7.7']);
  });

  test('is forgotten with its device', () => {
    const network = pair();
    send(network, RIGHT);
    network.clock.advance(SECOND);
    network.left.net.setUp(network.leftDevice, false);
    expect(network.left.net.neighbours.list()).toEqual([]);
  });
});

test('a device with nobody at the other end sends nothing, and nothing of it is seen', () => {
  const network = pair();
  network.right.net.setUp(network.rightDevice, false);
  const asked = requests(network);
  send(network, RIGHT);
  network.clock.advance(SECOND);
  expect(asked).toEqual([]);
});

test('a connection to a neighbour that does not answer ends with EHOSTUNREACH after 3 s', () => {
  const network = pair();
  const output = network.left.net.netfilter.table('filter').builtin('OUTPUT');
  const socket = new TcpSocket(network.left.net);
  socket.connect(NOBODY, 80);
  network.clock.advance(2.9 * SECOND);
  // The SYN still waits in the machine, so it is not repeated.
  expect([socket.state, output.packets]).toEqual(['SYN_SENT', 1]);
  network.clock.advance(0.2 * SECOND);
  expect([socket.state, socket.error]).toEqual(['CLOSE', 'EHOSTUNREACH']);
});

test('who asks with an address that is routed elsewhere is not answered, where rp_filter is strict', () => {
  const network = pair();
  const { left, right, leftDevice } = network;
  addAddress(leftDevice, '10.9.0.1/32');
  const ask = () => {
    left.net.neighbours.flush(leftDevice);
    const socket = new UdpSocket(left.net);
    left.net.sockets.bind(socket, ipv4('10.9.0.1'), 4000);
    socket.sendTo(RIGHT, 9, new Uint8Array(1));
    network.clock.advance(10 * MILLISECOND);
    socket.close();
    return neighbourOf(network, RIGHT)?.state;
  };
  expect(ask()).toBe('REACHABLE');
  right.net.sysctl.set('net.ipv4.conf.eth0.rp_filter', '1');
  expect(ask()).toBe('INCOMPLETE');
});

test('nobody is known behind a device whose other end is down', () => {
  const network = pair();
  send(network, RIGHT);
  network.clock.advance(10 * MILLISECOND);
  expect(neighbourOf(network, RIGHT)?.state).toBe('REACHABLE');
  network.right.net.setUp(network.rightDevice, false);
  expect(network.left.net.neighbours.list()).toEqual([]);
});

test('nor behind a bridge when its last port has lost its other end', () => {
  const { router, bridge, machine, clock } = topology();
  for (const name of ['c1', 'c2']) {
    const { net } = machine(name);
    new UdpSocket(router.net).sendTo(net.device('eth0')!.addresses[0]!.address, 9, new Uint8Array(1));
  }
  clock.advance(10 * MILLISECOND);
  const known = () => router.net.neighbours.list().filter(({ device }) => device === bridge).length;
  expect(known()).toBe(2);
  machine('c1').net.setUp(machine('c1').net.device('eth0')!, false);
  expect(known()).toBe(2);
  machine('c2').net.setUp(machine('c2').net.device('eth0')!, false);
  expect(known()).toBe(0);
});
