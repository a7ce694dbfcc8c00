/** A network namespace: devices, addresses, routes, settings, netfilter and sockets of one machine or container. */
import type {
  ConntrackTable,
  HookName,
  NetfilterHost,
  PacketObserver,
  PacketOwner,
  RejectWith,
  SkBuff,
  Verdict,
} from '../netfilter';
import { Netfilter } from '../netfilter/netfilter';
import { joinObservers } from '../netfilter/observer';
import type { IpAddress, Ipv4Address, Ipv4Packet, Ipv6Address } from '../packet';
import { contains, maskOfLength, SINGLE_ADDRESS_MASK } from '../packet/address';
import { IPV6_LOOPBACK, isUnspecified } from '../packet/ipv6Address';
import type { AddressType, Interface } from '../routing';
import { Fib } from '../routing/fib';
import type { Clock, Microseconds } from './clock';
import { interfaceRoutes } from './ipv4/addressRoutes';
import { sendIcmpError } from './ipv4/icmpSend';
import { IpIdentifications } from './ipv4/ipIdentification';
import { receiveIp } from './ipv4/ipInput';
import { routeOutput } from './ipv4/ipOutput';
import { Redirects } from './ipv4/redirect';
import { sendReject } from './ipv4/reject';
import { FlowLabels } from './ipv6/flowLabels';
import { receiveIpv6 } from './ipv6/ipv6Input';
import { KernelLog } from './kernelLog';
import type { InterfaceAddress, NetDevice } from './link/device';
import { ArpFrame, type Frame, type Ipv4Frame, type Ipv6Frame, isIpv4 } from './link/frame';
import { LoopbackDevice } from './link/loopback';
import { NeighbourTable } from './link/neighbour';
import { Random } from './random';
import { SocketTable } from './socket/socketTable';
import { Sysctl } from './sysctl';

/** In bytes. Linux: IP_MAX_MTU, as far as a length field goes. */
const LARGEST_PACKET = 65_535;

/** Makes the observer of a packet that enters a namespace; `undefined`: do not watch this one. */
export type PacketListener = (
  namespace: NetNamespace,
  skb: Ipv4Frame | Ipv6Frame,
  inputInterface: string,
) => PacketObserver | undefined;

/** Sees a frame as it goes in or out by a device, with what is noted about it. */
export type NamespaceTap = (device: NetDevice, direction: 'in' | 'out', frame: Frame) => void;

/** Devices, addresses, routes, netfilter and sockets of one machine or container. Linux: struct net. */
export class NetNamespace implements NetfilterHost {
  /** @internal */
  readonly fib = new Fib();
  /** @internal */
  readonly sysctl = new Sysctl();
  /** Its tables and connections: what the iptables programs work on. */
  readonly netfilter = new Netfilter();
  /** @internal */
  readonly neighbours: NeighbourTable;
  /** @internal */
  readonly redirects: Redirects;
  /** @internal */
  readonly sockets: SocketTable;
  /** @internal */
  readonly identifications: IpIdentifications;
  /** @internal */
  readonly flowLabels: FlowLabels;
  /** Its loopback device. @internal */
  readonly lo: LoopbackDevice;
  /** The machine's, in the namespace that it started with. @internal */
  readonly kernelLog = new KernelLog();
  /** Told of each packet that enters. @internal */
  readonly packetListeners = new Set<PacketListener>();
  /** See each frame of any device, as a packet socket of all interfaces does. @internal */
  readonly taps = new Set<NamespaceTap>();
  /** The kernel is about to send an ICMP message. @internal */
  sendingIcmp = false;
  readonly #devices = new Map<string, NetDevice>();
  readonly #random: Random;
  readonly #initial: NetNamespace;

  /** A namespace with its loopback device, which is down; `createNamespace` of a machine brings it up. */
  constructor(
    /** As a person calls it: `host`, `client`, a container's name. */
    public name: string,
    /** The time that it lives in. */
    readonly clock: Clock,
    random: Random,
    /** The namespace that the machine started with, if it is not this one. Linux: init_net. */
    initial?: NetNamespace,
  ) {
    this.#initial = initial ?? this;
    this.#random = random;
    this.identifications = new IpIdentifications(random);
    this.flowLabels = new FlowLabels(random);
    this.redirects = new Redirects(this);
    this.sockets = new SocketTable(this);
    this.neighbours = new NeighbourTable(this, new Random(random.below(2 ** 32)));
    this.lo = new LoopbackDevice(this, 'lo', 1, 0);
    this.addDevice(this.lo);
  }

  /** @internal */
  get conntrack(): ConntrackTable {
    return this.netfilter.conntrack;
  }

  /** By index, as `ip link` lists them. */
  get devices(): readonly NetDevice[] {
    return [...this.#devices.values()].sort((a, b) => a.ifindex - b.ifindex);
  }

  /** The device of a name; `undefined` if there is none. */
  device(name: string): NetDevice | undefined {
    return this.#devices.get(name);
  }

  /** @internal */
  now(): Microseconds {
    return this.clock.now;
  }

  /** @internal */
  setting(name: string): number {
    return this.sysctl.number(name);
  }

  /** @internal */
  random(limit: number): number {
    return this.#random.below(limit);
  }

  /** Of packets of its own (net.ipv4.ip_default_ttl). Linux: ip4_dst_hoplimit. @internal */
  get defaultTtl(): number {
    return this.sysctl.number('net.ipv4.ip_default_ttl');
  }

  /**
   * IPv6 addresses of the machine's own: `::1`, while `lo` is up and not forbidden to have it. Linux: init_loopback, net/ipv6/addrconf.c.
   * @internal
   */
  get ipv6Addresses(): readonly Ipv6Address[] {
    return this.lo.up && this.sysctl.number('net.ipv6.conf.lo.disable_ipv6') === 0 ? [IPV6_LOOPBACK] : [];
  }

  /** Whether a socket can have the address: it is the machine's own, a group's, or means all. @internal */
  mayBind(address: IpAddress): boolean {
    if (isUnspecified(address)) return true;
    return typeof address === 'bigint'
      ? this.ipv6Addresses.includes(address)
      : this.fib.addressType(address) !== 'UNICAST';
  }

  /** @internal */
  addressType(address: Ipv4Address, device?: Interface): AddressType {
    return this.fib.addressType(address, device);
  }

  /** @internal */
  masqueradeAddress(out: Interface, destination: Ipv4Address): Ipv4Address | undefined {
    const device = this.#devices.get(out.name);
    if (device === undefined) return undefined;
    const route = this.fib.lookup(destination, device);
    return this.sourceAddress(device, route?.gateway ?? destination);
  }

  /** @internal */
  firstAddress(device: Interface): Ipv4Address | undefined {
    return this.#devices.get(device.name)?.addresses[0]?.address;
  }

  /** @internal */
  pathMtu({ source }: Ipv4Packet, out: Interface | undefined): number {
    const back = this.fib.lookup(source);
    const devices = [out, back?.type === 'local' ? this.lo : back?.device];
    return Math.min(LARGEST_PACKET, ...devices.map((device) => this.#devices.get(device?.name ?? '')?.mtu ?? Infinity));
  }

  /** @internal */
  receiverOf({ source, destination, transport }: Ipv4Packet): PacketOwner | undefined {
    if (transport.kind !== 'tcp') return undefined;
    const { sourcePort, destinationPort } = transport;
    return this.sockets.findConnection(destination, destinationPort, source, sourcePort)?.packetOwner;
  }

  /** @internal */
  log(level: number, text: string): void {
    const { sysctl, kernelLog } = this.#initial;
    if (this !== this.#initial && sysctl.number('net.netfilter.nf_log_all_netns') === 0) return;
    kernelLog.write(this.clock.now, level, text);
  }

  /** @internal */
  sendReject(skb: SkBuff, hook: HookName, reject: RejectWith): void {
    sendReject(this, skb, hook, reject);
  }

  /** An ICMP error about a packet, to its sender. @internal */
  sendIcmpError(skb: SkBuff, type: number, code: number, rest = 0): void {
    sendIcmpError(this, skb, type, code, rest);
  }

  /**
   * The address of a device to send from: one of the next hop's subnet, else its first, else any of the machine's. Linux: inet_select_addr.
   * @internal
   */
  sourceAddress(device: NetDevice, nextHop: Ipv4Address): Ipv4Address | undefined {
    const global = device.addresses.filter(({ scope }) => scope !== 'host');
    const near = global.find((address) => isInSubnet(address, nextHop));
    if (near !== undefined) return near.address;
    if (global[0] !== undefined) return global[0].address;
    return this.devices.flatMap(({ addresses }) => addresses).find(({ scope }) => scope === 'global')?.address;
  }

  /**
   * Whether a device of this machine has the very address; 127.0.0.2 is local, but nobody's. Linux: inet_lookup_ifaddr_rcu.
   * @internal
   */
  isOwnAddress(address: Ipv4Address): boolean {
    const route = this.fib.lookup(address);
    return route?.type === 'local' && route.destination.mask === SINGLE_ADDRESS_MASK;
  }

  /** Whether a packet of this machine's own still has somewhere to go. Linux: ip_route_me_harder. @internal */
  canReroute({ source, destination }: Ipv4Packet): boolean {
    return typeof routeOutput(this, destination, source) !== 'string';
  }

  /** Runs a hook's functions; with a listener each packet is watched. @internal */
  runHook(hook: HookName, skb: SkBuff, input: Interface | undefined, output: Interface | undefined): Verdict {
    return this.netfilter.hooks.run(skb, { hook, in: input, out: output, host: this, conntrack: this.conntrack });
  }

  /** Begins to watch a packet, if somebody listens and it is not watched already. @internal */
  observe(skb: Ipv4Frame | Ipv6Frame, inputInterface: string): void {
    if (this.packetListeners.size === 0 || skb.observer !== undefined) return;
    const observers = [...this.packetListeners].map((listener) => listener(this, skb, inputInterface));
    skb.observer = joinObservers(observers.filter((observer) => observer !== undefined));
  }

  /** A frame for this machine's protocols. Linux: __netif_receive_skb_core, deliver to packet_type. @internal */
  receive(frame: Frame, device: NetDevice): void {
    if (frame instanceof ArpFrame) this.neighbours.receive(frame, device);
    else if (isIpv4(frame)) receiveIp(this, frame, device);
    else receiveIpv6(this, frame, device);
  }

  /** The lowest index that is free from `atLeast` on. */
  nextIfindex(atLeast = 1): number {
    const taken = new Set(this.devices.map(({ ifindex }) => ifindex));
    let ifindex = Math.max(atLeast, this.#lastIfindex + 1);
    while (taken.has(ifindex)) ifindex += 1;
    return ifindex;
  }

  #lastIfindex = 0;

  /** Puts a device into the namespace, as it is: up or down. */
  addDevice(device: NetDevice): void {
    this.#devices.set(device.name, device);
    device.namespace = this;
    this.#lastIfindex = Math.max(this.#lastIfindex, device.ifindex);
    device.settings = this.sysctl.addDevice(device.name);
  }

  /** Takes a device out, with its addresses and routes. Linux: dev_close, unregister_netdevice or dev_change_net_namespace. */
  removeDevice(device: NetDevice): void {
    this.setUp(device, false);
    device.addresses.length = 0;
    device.master?.removePort(device);
    this.#devices.delete(device.name);
    this.sysctl.removeDevice(device.name);
  }

  /** Gives a device another name. */
  renameDevice(device: NetDevice, name: string): void {
    this.#devices.delete(device.name);
    this.sysctl.removeDevice(device.name);
    device.name = name;
    this.addDevice(device);
  }

  /** Brings a device up or takes it down, with the routes of its addresses. Linux: fib_inetaddr_event, fib_netdev_event. */
  setUp(device: NetDevice, up: boolean): void {
    if (device.up === up) return;
    device.up = up;
    if (up) {
      device.activated = true;
      for (const address of device.addresses) this.#addRoutes(device, address);
      return;
    }
    this.fib.flushDevice(device);
    this.neighbours.flush(device);
  }

  /** Gives a device an address; false if it has it already. */
  addAddress(device: NetDevice, address: InterfaceAddress): boolean {
    if (
      device.addresses.some((other) => other.address === address.address && other.prefixLength === address.prefixLength)
    )
      return false;
    device.addresses.push(address);
    if (device.up) this.#addRoutes(device, address);
    return true;
  }

  /** Takes an address and its routes away; false if the device does not have it. */
  removeAddress(device: NetDevice, address: Ipv4Address): boolean {
    const index = device.addresses.findIndex((other) => other.address === address);
    const [removed] = index < 0 ? [] : device.addresses.splice(index, 1);
    if (removed === undefined) return false;
    for (const route of interfaceRoutes(device, removed)) {
      this.fib.remove(
        route.table,
        (other) => other.device === device && other.preferredSource === address && other.type === route.type,
      );
    }
    return true;
  }

  #addRoutes(device: NetDevice, address: InterfaceAddress): void {
    for (const route of interfaceRoutes(device, address)) this.fib.add(route);
  }
}

function isInSubnet({ address, prefixLength }: InterfaceAddress, other: Ipv4Address): boolean {
  const mask = maskOfLength(prefixLength);
  return contains({ address: (address & mask) >>> 0, mask }, other);
}
