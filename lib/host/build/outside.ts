/**
 * What is beyond the dumps. At each uplink of the host is a link: a switch, the machines that the host sees there, each with an
 * address of its own, and a router, which has the gateways' addresses and knows the machines behind it. The routers know each other,
 * as in the Internet. Machines are made when they are asked for, or when the host sends to them.
 */
import { Machine, type Place } from '../../machine';
import { BridgeDevice, connect, type NetNamespace, VethDevice } from '../../network';
import {
  ACK,
  type EthernetFrame,
  formatIpv4,
  type Ipv4Address,
  type Ipv4Prefix,
  ipv4,
  type MacAddress,
  SYN,
} from '../../packet';
import { addHostRoute, forgetLoopback, routeAll, routeNowhere } from './outsideRoutes';

/** How long a cable is, in µs: there are two from the host to a machine at its link. */
const LATENCY = 10;
/** From a router to what is behind it, in µs. */
const FAR_LATENCY = 20;
/** MAC addresses of the outside begin so. */
const MAC = 0x0200_5e00_0000;
/** The routers' addresses towards what is behind them (RFC 2544). */
const TRANSIT = ipv4('198.18.255.1');
/** That of what joins the routers. */
const HUB = ipv4('198.18.255.2');
/** Linux: net.ipv4.ip_local_port_range. */
const FIRST_EPHEMERAL = 32_768;
/** Groups and broadcasts are nobody's own (RFC 1112, RFC 919). */
const FIRST_GROUP = ipv4('224.0.0.0');

/** What an uplink of the host leads to. */
interface Link {
  /** The host's own end. */
  readonly host: VethDevice;
  readonly hub: BridgeDevice;
  router: { readonly machine: Machine; readonly device: VethDevice } | undefined;
  /** The router's address that the host's default route is by: then all the world is behind it. */
  way: Ipv4Address | undefined;
}

/** A machine of the outside that has one address. */
interface Peer {
  readonly machine: Machine;
  readonly link: Link;
  /** At the link, or behind its router. */
  readonly far: boolean;
  /** By the host's name of the link. */
  readonly devices: Map<string, VethDevice>;
}

export class Outside {
  /** Hears of each first packet of a flow that the host sends to a machine, before it is there. */
  onRequest: (place: Place, protocol: 'tcp' | 'udp', address: Ipv4Address, port: number) => void = () => {};
  /** Whether a program of the host waits for datagrams at a port. */
  isServed: (port: number) => boolean = () => false;
  /** Hears of machines that are made while the host sends. */
  onPlace: (place: Place) => void = () => {};
  /** Addresses at a link that do not answer, as the host found out. */
  readonly silent = new Set<string>();
  readonly #common: Pick<Machine, 'clock' | 'random'> & { readonly startedAt: number };
  readonly #links = new Map<string, Link>();
  readonly #peers = new Map<Ipv4Address, Peer>();
  readonly #gateways = new Map<Ipv4Address, Link>();
  readonly #hubs: NetNamespace;
  /** Takes back what `routeTo` did. */
  readonly #forget: (() => void)[] = [];
  #internet: Machine | undefined = undefined;
  #macs = 0;

  constructor(common: Pick<Machine, 'clock' | 'random'> & { readonly startedAt: number }) {
    this.#common = common;
    this.#hubs = new Machine({ name: 'hub', hostname: 'hub', ...common }).net;
    this.#hubs.sysctl.set('net.bridge.bridge-nf-call-iptables', '0');
  }

  /** All machines that there are so far. */
  get places(): readonly Place[] {
    const routers = [...this.#links.values()].flatMap(({ router }) => router?.machine ?? []);
    const peers = [...this.#peers.values()].map(({ machine }) => machine);
    return [...routers, ...(this.#internet === undefined ? [] : [this.#internet]), ...peers];
  }

  /** Who has an address; `undefined` if nobody has it yet. */
  placeOf(address: Ipv4Address): Place | undefined {
    return this.#peers.get(address)?.machine ?? this.#gateways.get(address)?.router?.machine;
  }

  /** Whether a place is a machine beyond the host. */
  has(place: Place): boolean {
    return this.places.includes(place);
  }

  /** Puts a link to an uplink of the host. */
  addUplink(host: VethDevice): void {
    const hub = new BridgeDevice(this.#hubs, `hub-${host.name}`, this.#hubs.nextIfindex(), this.#nextMac());
    this.#hubs.addDevice(hub);
    this.#hubs.setUp(hub, true);
    hub.mtu = host.mtu;
    const link: Link = { host, hub, router: undefined, way: undefined };
    this.#plug(link, host);
    host.taps.add((direction, frame) => {
      if (direction === 'out') this.#expect(link, frame);
    });
    this.#links.set(host.name, link);
  }

  /** Gives the router of a link an address there; `isWay`: the host's default route is by it; `behind`: another route of the host. */
  addGateway(
    uplink: string,
    address: Ipv4Address,
    {
      mac,
      isWay,
      behind,
    }: { readonly mac?: MacAddress | undefined; readonly isWay: boolean; readonly behind?: Ipv4Prefix | undefined },
  ): void {
    const link = this.#links.get(uplink);
    if (link === undefined) return;
    const { machine, device } = this.#routerOf(link);
    if (!this.#gateways.has(address)) {
      if (mac !== undefined && device.addresses.length === 0) device.mac = mac;
      machine.net.addAddress(device, { address, prefixLength: prefixLengthAt(link), scope: 'global' });
      this.#gateways.set(address, link);
    }
    // What is behind it does not come back: what nobody there has is lost.
    if (behind !== undefined) machine.net.fib.add(routeNowhere(behind));
    if (!isWay || link.way !== undefined) return;
    link.way = address;
    this.#connectInternet(machine, link);
  }

  /** A machine at a link that has an address; one that has it elsewhere gets a cable to this link, too. */
  addNeighbour(uplink: string, address: Ipv4Address, mac?: MacAddress): Place | undefined {
    const link = this.#links.get(uplink);
    if (link === undefined) return undefined;
    const known = this.#peers.get(address);
    const peer = known ?? { machine: this.#machine(formatIpv4(address)), link, far: false, devices: new Map() };
    if (peer.devices.has(uplink)) return peer.machine;
    const { net } = peer.machine;
    const device = this.#device(net, `eth${peer.devices.size}`, mac);
    device.mtu = link.host.mtu;
    this.#plug(link, device);
    net.setUp(device, true);
    net.addAddress(device, { address, prefixLength: prefixLengthAt(link), scope: 'global' });
    peer.devices.set(uplink, device);
    if (known !== undefined) return peer.machine;
    this.#peers.set(address, peer);
    const gateway = link.way ?? link.host.addresses[0]?.address;
    if (gateway !== undefined) routeAll(net, device, gateway);
    this.#announce(address, peer);
    return peer.machine;
  }

  /** A machine behind the router of a link. */
  addFar(uplink: string, address: Ipv4Address): Place | undefined {
    const link = this.#links.get(uplink);
    const known = this.placeOf(address);
    if (link === undefined || known !== undefined) return known;
    const machine = this.#machine(formatIpv4(address));
    const router = this.#routerOf(link);
    const device = this.#device(machine.net, 'eth0');
    const end = this.#device(router.machine.net, `far${this.#peers.size}`);
    this.#join(end, device);
    machine.net.addAddress(device, { address, prefixLength: 32, scope: 'global' });
    const peer: Peer = { machine, link, far: true, devices: new Map([[uplink, device]]) };
    this.#peers.set(address, peer);
    addHostRoute(machine.net, TRANSIT, device);
    routeAll(machine.net, device, TRANSIT);
    addHostRoute(router.machine.net, address, end);
    this.#announce(address, peer);
    return machine;
  }

  /** Has a machine send what is for an address of the host's side by an uplink. */
  routeTo(sender: Ipv4Address, destination: Ipv4Address, uplink: string): void {
    const link = this.#links.get(uplink);
    const [own] = link?.host.addresses ?? [];
    if (link === undefined || own === undefined) return;
    const via = destination === own.address ? undefined : own.address;
    const peer = this.#peers.get(sender);
    if (peer !== undefined) forgetLoopback(peer.machine.net, destination);
    const device = peer?.far === false ? peer.devices.get(uplink) : undefined;
    if (peer !== undefined && device !== undefined) {
      this.#forget.push(addHostRoute(peer.machine.net, destination, device, via));
      return;
    }
    const { machine, device: end } = this.#routerOf(link);
    forgetLoopback(machine.net, destination);
    this.#forget.push(addHostRoute(machine.net, destination, end, via));
  }

  /** Nobody knows the way to what was asked for before. */
  forgetRoutes(): void {
    for (const forget of this.#forget.splice(0).reverse()) forget();
  }

  /** Nothing that routers themselves say comes through, no ICMP errors, until the function is called. */
  silence(iptables: (place: Place, rule: string) => void): () => void {
    const routers = [...this.#links.values()].flatMap(({ router }) => router?.machine ?? []);
    for (const router of routers) iptables(router, '-A OUTPUT -p icmp -j DROP');
    return () => {
      for (const router of routers) iptables(router, '-D OUTPUT -p icmp -j DROP');
    };
  }

  /** Makes whoever the host sends to. */
  #expect(link: Link, { destination, payload }: EthernetFrame): void {
    if (payload.kind === 'ipv6') return;
    const address = payload.kind === 'arp' ? payload.targetAddress : payload.destination;
    if (address >= FIRST_GROUP || link.host.namespace.isOwnAddress(address)) return;
    const { name } = link.host;
    const known = this.placeOf(address);
    if (payload.kind === 'arp') {
      if (payload.operation !== 'who-has' || this.#gateways.has(address)) return;
      if (known === undefined && this.silent.has(formatIpv4(address))) return;
      this.addNeighbour(name, address);
    } else if (known === undefined && destination === link.router?.device.mac) this.addFar(name, address);
    const place = this.placeOf(address);
    if (place !== undefined && place !== known) this.onPlace(place);
    if (payload.kind === 'arp' || place === undefined) return;
    const { transport } = payload;
    // What is for a client's port is an answer, and so is what comes from a server's.
    if (transport.kind === 'udp' && transport.destinationPort < FIRST_EPHEMERAL && !this.isServed(transport.sourcePort))
      this.onRequest(place, 'udp', address, transport.destinationPort);
    if (transport.kind === 'tcp' && (transport.flags & (SYN | ACK)) === SYN)
      this.onRequest(place, 'tcp', address, transport.destinationPort);
  }

  #routerOf(link: Link): NonNullable<Link['router']> {
    if (link.router !== undefined) return link.router;
    const machine = this.#machine('gateway');
    const { net } = machine;
    net.sysctl.set('net.ipv4.ip_forward', '1');
    const device = this.#device(net, `to-${link.host.name}`);
    device.mtu = link.host.mtu;
    this.#plug(link, device);
    net.setUp(device, true);
    net.addAddress(net.lo, { address: TRANSIT, prefixLength: 32, scope: 'global' });
    for (const { address } of link.host.addresses) addHostRoute(net, address, device);
    const router = { machine, device };
    link.router = router;
    const [own] = link.host.addresses;
    if (own !== undefined) routeAll(net, device, own.address);
    for (const [address, peer] of this.#peers) this.#announce(address, peer);
    return router;
  }

  #connectInternet(router: Machine, { host }: Link): void {
    this.#internet ??= this.#machine('internet');
    this.#internet.net.sysctl.set('net.ipv4.ip_forward', '1');
    const device = this.#device(router.net, 'internet');
    const end = this.#device(this.#internet.net, host.name);
    this.#join(end, device);
    this.#internet.net.addAddress(this.#internet.net.lo, { address: HUB, prefixLength: 32, scope: 'global' });
    addHostRoute(router.net, HUB, device);
    router.net.fib.remove('main', ({ destination }) => destination.mask === 0);
    routeAll(router.net, device, HUB);
    for (const { address } of host.addresses) addHostRoute(this.#internet.net, address, end, TRANSIT);
    for (const [address, peer] of this.#peers) this.#announce(address, peer);
  }

  /** Tells the routers where an address is. */
  #announce(address: Ipv4Address, { link, far }: Peer): void {
    const { router, host } = link;
    if (router !== undefined && !far) addHostRoute(router.machine.net, address, router.device);
    const end = this.#internet?.net.device(host.name);
    if (this.#internet !== undefined && end !== undefined) addHostRoute(this.#internet.net, address, end, TRANSIT);
  }

  #machine(name: string): Machine {
    const machine = new Machine({ name, hostname: name, ...this.#common });
    const { sysctl } = machine.net;
    sysctl.set('net.ipv4.tcp_syn_linear_timeouts', '4');
    for (const where of ['all', 'default']) sysctl.set(`net.ipv4.conf.${where}.send_redirects`, '0');
    return machine;
  }

  #device(net: NetNamespace, name: string, mac?: MacAddress): VethDevice {
    const device = new VethDevice('ethernet', net, name, net.nextIfindex(), mac ?? this.#nextMac());
    net.addDevice(device);
    return device;
  }

  #nextMac(): MacAddress {
    this.#macs += 1;
    return MAC + this.#macs;
  }

  /** A cable from a device to a link's hub. */
  #plug({ hub }: Link, device: VethDevice): void {
    const port = this.#device(this.#hubs, `port${this.#macs}`);
    port.mtu = device.mtu;
    connect(device, port, LATENCY);
    hub.addPort(port);
    this.#hubs.setUp(port, true);
  }

  /** A cable between a router and a machine behind it. */
  #join(router: VethDevice, device: VethDevice): void {
    connect(router, device, FAR_LATENCY);
    router.namespace.setUp(router, true);
    device.namespace.setUp(device, true);
  }
}

function prefixLengthAt({ host }: Link): number {
  return host.addresses.find(({ prefixLength }) => prefixLength < 32)?.prefixLength ?? 32;
}
