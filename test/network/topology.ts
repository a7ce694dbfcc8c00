/** The network of the recorded scenarios, as record.py builds it: a router between four others, two of them on its bridge. */
import { Machine } from '../../lib/machine';
import { BridgeDevice, Clock, connect, type NetDevice, Random, VethDevice } from '../../lib/network';
import { type Ipv4Address, ipv4, maskOfLength, prefix } from '../../lib/packet';
import { iptables } from '../../lib/tools/iptables';

const CABLES = [
  ['client', 'outer', '10.1.0.2/24', '10.1.0.1/24'],
  ['other', 'second', '10.3.0.2/24', '10.3.0.1/24'],
  ['server', 'inner', '10.2.0.2/24', '10.2.0.1/24'],
  ['c1', 'p1', '172.20.0.2/16', '172.20.0.1/16'],
  ['c2', 'p2', '172.20.0.3/16', '172.20.0.1/16'],
] as const;
const LATENCY = 5;

export interface Topology {
  readonly clock: Clock;
  readonly router: Machine;
  readonly bridge: BridgeDevice;
  machine(name: string): Machine;
}

/** Five machines around a router that forwards, joined by cables of a few microseconds. */
export function topology(seed = 1, cablesTakeTime = true): Topology {
  const clock = new Clock(undefined, cablesTakeTime);
  const random = new Random(seed);
  const machines = new Map<string, Machine>();
  const add = (name: string) => {
    const machine = new Machine({ name, hostname: name, clock, random, startedAt: 0 });
    machines.set(name, machine);
    return machine;
  };
  const router = add('router');
  router.net.sysctl.set('net.ipv4.ip_forward', '1');
  const bridge = new BridgeDevice(router.net, 'br0', router.net.nextIfindex(), newMac(random));
  router.net.addDevice(bridge);
  for (const [name, port, address, gateway] of CABLES) {
    const { net } = add(name);
    const near = new VethDevice('veth', net, 'eth0', net.nextIfindex(), newMac(random));
    const far = new VethDevice('veth', router.net, port, router.net.nextIfindex(), newMac(random));
    net.addDevice(near);
    router.net.addDevice(far);
    connect(near, far, LATENCY);
    net.setUp(near, true);
    router.net.setUp(far, true);
    addAddress(near, address);
    if (port === 'p1' || port === 'p2') bridge.addPort(far);
    else addAddress(far, gateway);
    addRoute(net.fib, '0.0.0.0/0', near, gateway.slice(0, gateway.indexOf('/')));
  }
  router.net.setUp(bridge, true);
  addAddress(bridge, '172.20.0.1/16');
  return { clock, router, bridge, machine: (name) => machines.get(name)! };
}

/** An address of this network's own kind, drawn at random. */
export function newMac(random: Random): number {
  return 0x020000000000 + random.below(0x1_0000_0000);
}

/** Gives a device an address and the broadcast address that goes with it. */
export function addAddress(device: NetDevice, text: string): void {
  const [address = '', length = ''] = text.split('/');
  const mask = maskOfLength(Number(length));
  const broadcast = (ipv4(address) | ~mask) >>> 0;
  device.namespace.addAddress(device, {
    address: ipv4(address),
    prefixLength: Number(length),
    broadcast,
    scope: 'global',
  });
}

/** A route of somebody's own, through a gateway or of a type that goes nowhere. */
export function addRoute(
  fib: Machine['net']['fib'],
  destination: string,
  device: NetDevice | undefined,
  gateway?: string,
  type: 'unicast' | 'unreachable' | 'prohibit' | 'blackhole' = 'unicast',
): void {
  fib.add({
    table: 'main',
    type,
    destination: prefix(destination),
    ...(device === undefined ? {} : { device }),
    ...(gateway === undefined ? {} : { gateway: ipv4(gateway) as Ipv4Address }),
    scope: 'global',
    metric: 0,
    protocol: 'boot',
  });
}

/** Runs an iptables command in a machine; throws with its message if it fails. */
export function rule(machine: Machine, command: string): void {
  const { exitCode, stderr } = iptables(machine.net.netfilter, command.split(' '), { version: '1.8.9' });
  if (exitCode !== 0) throw new Error(`iptables ${command}: ${stderr}`);
}
