/**
 * Where a container is joined to a bridge: a veth pair, an address, a MAC address, a default route.
 * libnetwork: drivers/bridge/bridge.go (CreateEndpoint), osl/interface_linux.go, sandbox.go.
 */
import { type Process, pause, type Thread } from '../../machine';
import { BridgeDevice, connect, type NetNamespace, type Random, SECOND, VethDevice } from '../../network';
import type { Ipv4Address, Ipv6Address, MacAddress } from '../../packet';
import { ofOneShape, type Route } from '../../routing';
import { adjustMtu, bridgeOf } from './bridgeDevice';
import type { BridgeNetwork } from './network';
import type { MappedPort } from './portMapper';

const ANNOUNCEMENTS = 3;
const ANNOUNCEMENT_INTERVAL = SECOND;
/** How long a frame takes through a veth pair, in µs. */
const VETH_LATENCY = 5;

/** A container's place in a bridge network. */
export interface Endpoint {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly network: BridgeNetwork;
  readonly address: Ipv4Address;
  readonly address6: Ipv6Address | undefined;
  readonly mac: MacAddress;
  /** The end that is a port of the bridge. */
  readonly hostEnd: VethDevice;
  readonly containerEnd: VethDevice;
  /** That of its attachment. */
  readonly gatewayPriority: number;
  /** Published ports, in the order in which their rules were made. */
  ports: readonly MappedPort[];
}

/** How releases and options of the engine tell endpoints apart. */
interface EndpointStyle {
  /** The bridge may send a frame back out of the port that it came in by. */
  readonly hairpin: boolean;
  /** The container's MAC address is drawn, not made of its address. */
  readonly randomMac: boolean;
  readonly gatewayPriority: number;
  /** The container's, if somebody chose one. */
  readonly mac: MacAddress | undefined;
}

/** A pair in the machine's namespace, its first end for the container, the second a port of the bridge. */
export function createEndpoint(
  net: NetNamespace,
  random: Random,
  id: string,
  network: BridgeNetwork,
  { address, address6 }: Pick<Endpoint, 'address' | 'address6'>,
  { hairpin, randomMac, gatewayPriority, mac: chosen }: EndpointStyle,
): Endpoint {
  const mac = chosen ?? (randomMac ? localMac(random) : 0x0242_0000_0000 + address);
  const containerEnd = new VethDevice('veth', net, vethName(net, random), net.nextIfindex(), mac);
  net.addDevice(containerEnd);
  const hostEnd = new VethDevice('veth', net, vethName(net, random), net.nextIfindex(), localMac(random));
  net.addDevice(hostEnd);
  connect(hostEnd, containerEnd, VETH_LATENCY);
  for (const end of [hostEnd, containerEnd]) {
    end.mtu = network.mtu;
    end.txQueueLength = 0;
  }
  const bridge = bridgeOf(net, network);
  bridge.addPort(hostEnd).hairpin = hairpin;
  adjustMtu(bridge, network);
  net.setUp(hostEnd, true);
  return { id, network, address, address6, mac, hostEnd, containerEnd, gatewayPriority, ports: [] };
}

/** Moves the container's end into its namespace, under a name there, and gives it its address. libnetwork: osl/interface_linux.go (AddInterface). */
export function joinEndpoint(net: NetNamespace, container: NetNamespace, endpoint: Endpoint, name: string): void {
  const { containerEnd, address, address6, network } = endpoint;
  net.removeDevice(containerEnd);
  containerEnd.name = name;
  container.addDevice(containerEnd);
  const { prefixLength, subnet } = network.pool;
  container.addAddress(containerEnd, {
    address,
    prefixLength,
    broadcast: (subnet.address | ~subnet.mask) >>> 0,
    scope: 'global',
  });
  if (address6 !== undefined && network.ipv6 !== undefined) {
    // libnetwork: osl/namespace_linux.go (setIPv6); what a container without an IPv6 network does not have.
    container.sysctl.set('net.ipv6.conf.all.disable_ipv6', '0');
    containerEnd.ipv6Addresses = [{ address: address6, prefixLength: network.ipv6.pool.prefixLength }];
  }
  container.setUp(containerEnd, true);
}

/** Sends what is for elsewhere to the bridge's address; nowhere without one. */
export function setDefaultRoute(container: NetNamespace, endpoint: Endpoint, gateway: Ipv4Address | undefined): void {
  container.fib.remove('main', ({ destination }) => destination.mask === 0);
  if (gateway === undefined) return;
  const route: Route = {
    table: 'main',
    type: 'unicast',
    destination: { address: 0, mask: 0 },
    gateway,
    device: endpoint.containerEnd,
    scope: 'global',
    metric: 0,
    protocol: 'boot',
  };
  container.fib.add(ofOneShape(route));
}

/** The container tells its bridge where it is, three times, a second apart. libnetwork: osl/interface_linux.go (advertiseAddrs). */
export function* announceEndpoint(dockerd: Process, { containerEnd, address }: Endpoint): Thread {
  for (let times = 0; times < ANNOUNCEMENTS; times++) {
    if (times > 0) yield* pause(dockerd, ANNOUNCEMENT_INTERVAL);
    if (containerEnd.peer === undefined || !containerEnd.up) break;
    containerEnd.namespace.neighbours.announce(containerEnd, address);
  }
  return 0;
}

/** Deletes the pair: with one end goes the other. */
export function deleteEndpoint({ hostEnd, containerEnd, network }: Endpoint): void {
  const { master } = hostEnd;
  for (const end of [hostEnd, containerEnd]) {
    if (end.namespace.device(end.name) === end) end.namespace.removeDevice(end);
    end.peer = undefined;
  }
  if (master instanceof BridgeDevice) adjustMtu(master, network);
}

function vethName(net: NetNamespace, random: Random): string {
  let name = '';
  do name = `veth${random.hex(7)}`;
  while (net.device(name) !== undefined);
  return name;
}

/** As the kernel makes one up: any, but for one station and locally administered (eth_random_addr). */
function localMac(random: Random): MacAddress {
  const first = (random.below(256) & 0xfc) | 2;
  return first * 0x100_0000_0000 + random.below(256) * 0x1_0000_0000 + random.below(0x1_0000_0000);
}
