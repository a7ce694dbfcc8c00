/** Bridges in a loop repeat each broadcast: it has to end. */
import { expect, test } from 'vitest';
import { BridgeDevice, BudgetError, connect, SECOND, UdpSocket, VethDevice } from '../../../lib/network';
import { ipv4 } from '../../../lib/packet';
import { newMac, type Topology, topology } from '../topology';

/** The router's bridge, and another behind so many cables. */
function looped(cables: number, cablesTakeTime = true): Topology {
  const network = topology(1, cablesTakeTime);
  const { router, bridge } = network;
  const other = new BridgeDevice(router.net, 'br1', router.net.nextIfindex(), newMac(router.random));
  router.net.addDevice(other);
  router.net.setUp(other, true);
  for (let cable = 0; cable < cables; cable++) {
    const ends = ['a', 'b'].map(
      (side) => new VethDevice('veth', router.net, `${side}${cable}`, router.net.nextIfindex(), newMac(router.random)),
    );
    const [near, far] = ends as [VethDevice, VethDevice];
    connect(near, far, 5);
    for (const end of ends) {
      router.net.addDevice(end);
      router.net.setUp(end, true);
    }
    bridge.addPort(near);
    other.addPort(far);
  }
  return network;
}

/** Asks for a station that is not there. */
function broadcast(network: Topology): void {
  new UdpSocket(network.machine('c1').net).sendTo(ipv4('172.20.0.9'), 53, new Uint8Array(1));
}

function failureOf(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test.each([
  ['on cables that take time', true],
  ['on cables that take none', false],
])(
  'three cables between two bridges: the storm ends with an error that names the frame and its ports, %s',
  (_, takeTime) => {
    const network = looped(3, takeTime);
    const error = failureOf(() => {
      broadcast(network);
      network.clock.advance(SECOND);
    });
    expect(error).toBeInstanceOf(BudgetError);
    expect(error).toMatchObject({ code: 'BUDGET_FRAMES' });
    expect(String(error)).toMatch(
      /one of them is ARP who-has 172\.20\.0\.9 \(from 172\.20\.0\.2\) from [ab][012] of router to [ab][012] of router\.$/,
    );
  },
);

test('after the error its frames are gone, and time goes on', () => {
  const network = looped(3);
  broadcast(network);
  expect(() => network.clock.advance(SECOND / 2)).toThrow(BudgetError);
  const { now } = network.clock;
  let heard = 0;
  for (const device of network.router.net.devices.filter(({ name }) => /^[ab]\d$/.test(name)))
    device.taps.add(() => {
      heard += 1;
    });
  // The station is asked for again a second after the first time.
  network.clock.advance(SECOND / 4);
  expect(heard).toBe(0);
  for (const name of ['a1', 'a2']) network.router.net.setUp(network.router.net.device(name)!, false);
  network.clock.advance(10 * SECOND);
  expect(network.clock.now).toBe(now + 10.25 * SECOND);
});

test('one cable is no loop', () => {
  const network = looped(1);
  broadcast(network);
  network.clock.advance(10 * SECOND);
  expect(network.clock.now).toBe(10 * SECOND);
});
