/** The machines of every case: the network of the recorded scenarios, furnished so that nothing in it depends on time or luck. */
import type { Machine } from '../../lib/machine';
import type { Netfilter } from '../../lib/netfilter';
import { type Ipv4Frame, isIpv4, type NetDevice, TcpListener, UdpSocket } from '../../lib/network';
import { BROADCAST_MAC, formatMac, ipv4, type MacAddress } from '../../lib/packet';
import { runIpset, Session } from '../../lib/tools/ipset';
import { addAddress, addRoute, topology } from '../network/topology';
import { NODES, type Node, type PacketSpec } from './packetSpec';

/** The addresses at which the router finds each node, and by which of its interfaces. */
export const NEIGHBOURS: Readonly<Record<Node, { readonly device: string; readonly addresses: readonly string[] }>> = {
  client: { device: 'outer', addresses: ['10.1.0.2', '10.1.0.3'] },
  other: { device: 'second', addresses: ['10.3.0.2'] },
  server: { device: 'inner', addresses: [2, 3, 4, 5, 6, 7, 8, 9].map((last) => `10.2.0.${last}`) },
  c1: { device: 'br0', addresses: ['172.20.0.2'] },
  c2: { device: 'br0', addresses: ['172.20.0.3', '172.20.0.4'] },
};

export const INTERFACES = ['outer', 'second', 'inner', 'br0', 'p1', 'p2', 'lo'] as const;
export const TCP_PORT = 80;
export const UDP_PORT = 53;

/** Networks behind others: arguments of `ip route add` in the router. */
const ROUTES = [
  '10.9.0.0/24 via 10.2.0.2',
  'unreachable 10.77.0.0/24',
  'prohibit 10.78.0.0/24',
  'blackhole 10.79.0.0/24',
] as const;

/** Smaller than those of the others, so that a way has a smallest. A bridge has its ports' smallest. */
const MTUS = [
  ['inner', 1400],
  ['p2', 1400],
  ['br0', 1400],
] as const;

/** IP sets of the router: lines of `ipset`. */
const SETS = [
  'create ips hash:ip counters',
  'create nets hash:net counters',
  'create ports hash:ip,port',
  'create ifaces hash:net,iface',
  'create numbers bitmap:port range 0-5000',
  'create all list:set',
  'create seen hash:ip timeout 300',
  'create asked hash:ip,port timeout 300 counters',
] as const;
/** What is in them when a case begins. */
export const MEMBERS = [
  'add ips 10.1.0.2',
  'add ips 10.2.0.2',
  'add ips 172.20.0.2',
  'add nets 10.1.0.0/24',
  'add nets 10.1.0.3/32 nomatch',
  'add nets 172.20.0.0/16',
  'add ports 10.2.0.2,tcp:80',
  'add ports 10.2.0.2,udp:53',
  'add ports 10.1.0.2,tcp:4000',
  'add ports 10.2.0.2,icmp:echo-request',
  'add ifaces 10.0.0.0/8,outer',
  'add ifaces 172.20.0.0/16,br0',
  'add numbers 80',
  'add numbers 4000',
  'add all ips',
  'add all nets',
] as const;

/** What a case may set, and what holds otherwise: sysctls, and whether a port of the bridge is a hairpin. */
export const SETTINGS = {
  'hairpin.p1': 'off',
  'hairpin.p2': 'off',
  'net.ipv4.ip_forward': '1',
  'net.bridge.bridge-nf-call-iptables': '1',
  'net.ipv4.conf.all.rp_filter': '0',
  'net.ipv4.conf.all.route_localnet': '0',
  'net.netfilter.nf_conntrack_tcp_be_liberal': '0',
  'net.netfilter.nf_conntrack_tcp_loose': '1',
  'net.netfilter.nf_conntrack_tcp_ignore_invalid_rst': '0',
} as const;

export interface World {
  readonly router: Machine;
  machine(name: string): Machine;
  advance(microseconds: number): void;
  /** The hardware address that a frame is sent to. */
  station(packet: PacketSpec): MacAddress;
  device(node: Node): NetDevice;
  /** Sets one of SETTINGS. */
  set(name: string, value: string): void;
}

/** Errors are limited by time, which random cases do not have in common. */
const UNLIMITED_ERRORS = ['net.ipv4.icmp_ratemask', '0'] as const;

/** Machines that know each other's hardware addresses; the nodes around the router answer ARP and nothing else. */
export function world(): World {
  const { clock, router, bridge, machine } = topology();
  for (const [name, mtu] of MTUS) router.net.device(name)!.mtu = mtu;
  const device = (node: Node) => machine(node).net.device('eth0')!;
  for (const name of router.net.devices) router.net.sysctl.set(`net.ipv4.conf.${name.name}.send_redirects`, '0');
  router.net.sysctl.set('net.ipv4.conf.all.send_redirects', '0');
  router.net.sysctl.set(...UNLIMITED_ERRORS);
  for (const node of NODES) {
    for (const address of NEIGHBOURS[node].addresses.slice(1)) addAddress(device(node), `${address}/32`);
    for (const address of NEIGHBOURS[node].addresses) {
      const silent = { source: 0, send: () => {}, fail: () => {}, discard: () => {} };
      router.net.neighbours.resolve(router.net.device(NEIGHBOURS[node].device)!, ipv4(address), silent);
    }
  }
  clock.advance(1000);
  for (const route of ROUTES) addRouterRoute(router, route);
  makeSets(router.net.netfilter, clock.now);
  const listener = new TcpListener(router.net, 'inet', { uid: 0, gid: 0 });
  listener.listen(0, TCP_PORT);
  router.net.sockets.bind(new UdpSocket(router.net, 'inet', { uid: 0, gid: 0 }), 0, UDP_PORT);
  const station = ({ at, to }: PacketSpec) => {
    if (to === 'broadcast') return BROADCAST_MAC;
    if (to === 'nobody') return 0x02fffffffffe;
    if (to !== undefined) return device(to).mac;
    return router.net.device(at === 'router' ? 'lo' : NEIGHBOURS[at].device)!.mac;
  };
  const set = (name: string, value: string) => {
    const port = bridge.ports.find(({ device: { name: port } }) => name === `hairpin.${port}`);
    if (port === undefined) router.net.sysctl.set(name, value);
    else port.hairpin = value === 'on';
  };
  return { router, machine, advance: (microseconds) => clock.advance(microseconds), station, device, set };
}

/** The IP sets of a case that begins. */
export function makeSets({ sets }: Netfilter, now: number): void {
  runIpset(new Session(sets, () => 1, now), ['restore'], [...SETS, ...MEMBERS].join('\n'));
}

function addRouterRoute(router: Machine, text: string): void {
  const [first = '', second = '', gateway] = text.split(' ');
  if (second === 'via') {
    const device = router.net.fib.lookup(ipv4(gateway!))!.device as NetDevice;
    addRoute(router.net.fib, first, device, gateway);
  } else addRoute(router.net.fib, second, undefined, undefined, first as 'unreachable');
}

/** The frames that reach a node are handed to `receive`; it answers ARP alone. */
export function silence({ machine }: World, node: Node, receive: (frame: Ipv4Frame) => void): void {
  const { net } = machine(node);
  const kernel = net.receive.bind(net);
  net.receive = (frame, device) => {
    if (!isIpv4(frame)) kernel(frame, device);
    else if (frame.destinationMac === device.mac) receive(frame);
  };
}

const UNMODELLED = [
  'net.ipv4.conf.all.accept_redirects=0',
  UNLIMITED_ERRORS.join('='),
  'net.ipv4.tcp_no_metrics_save=1',
];

/** What the real network is to be furnished with to be the same. */
export function furnishing(): unknown {
  const { router, machine } = world();
  const quiet = ['all', ...INTERFACES].map((name) => `net.ipv4.conf.${name}.send_redirects=0`);
  const deaf = INTERFACES.map((name) => `net.ipv4.conf.${name}.accept_redirects=0`);
  return {
    sets: SETS,
    settings: [...UNMODELLED, ...quiet, ...deaf].map((setting) => ['router', setting]),
    macs: [
      ...NODES.map((node) => [node, 'eth0', macOf(machine(node).net.device('eth0')!)]),
      ...INTERFACES.filter((name) => name !== 'lo').map((name) => ['router', name, macOf(router.net.device(name)!)]),
    ],
    neighbours: NODES.flatMap((node) =>
      NEIGHBOURS[node].addresses.map((address) => [
        NEIGHBOURS[node].device,
        address,
        macOf(machine(node).net.device('eth0')!),
      ]),
    ),
    stations: [
      ['p1', macOf(machine('c1').net.device('eth0')!)],
      ['p2', macOf(machine('c2').net.device('eth0')!)],
    ],
    routes: ROUTES,
    mtus: MTUS,
  };
}

function macOf(device: NetDevice): string {
  return formatMac(device.mac);
}
