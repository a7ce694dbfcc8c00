/** A network namespace: devices, addresses, routes, settings, netfilter and sockets of one machine or container. */
import type {
  ConntrackTable,
  HashlimitTables,
  HookName,
  PacketObserver,
  PacketOwner,
  ReassemblyUser,
  RecentTables,
  RejectWith,
  SetTable,
  SkBuff,
  Verdict,
} from '../netfilter';
import type { TcpTimeouts } from '../netfilter/conntrack/host';
import { Netfilter } from '../netfilter/netfilter';
import { joinObservers } from '../netfilter/observer';
import type { IpAddress, Ipv4Address, Ipv4Packet, Ipv6Address } from '../packet';
import { IPV6_LOOPBACK, isUnspecified } from '../packet/ipv6Address';
import type { AddressType, Interface, Route } from '../routing';
import { Fib } from '../routing/fib';
import type { Clock, Microseconds } from './clock';
import { Counters } from './counters';
import type { NamespaceTap } from './ipHost';
import { addAddress, isOwnAddress, removeAddress, setUp, sourceAddress } from './ipv4/addresses';
import { IcmpRateLimit } from './ipv4/icmpRateLimit';
import { sendIcmpError } from './ipv4/icmpSend';
import { IpIdentifications } from './ipv4/ipIdentification';
import { receiveIp } from './ipv4/ipInput';
import { routeOutput } from './ipv4/ipOutput';
import { masqueradeAddress, pathMtu } from './ipv4/netfilterAnswers';
import { PathMtus } from './ipv4/pathMtu';
import { Reassembly } from './ipv4/reassembly';
import { Redirects } from './ipv4/redirect';
import { sendReject } from './ipv4/reject';
import { sourceProblem } from './ipv4/sourceProblem';
import { FlowLabels } from './ipv6/flowLabels';
import { receiveIpv6 } from './ipv6/ipv6Input';
import { KernelLog } from './kernelLog';
import type { InterfaceAddress, NetDevice } from './link/device';
import { DeviceTable } from './link/deviceTable';
import { ArpFrame, type Frame, type Ipv4Frame, type Ipv6Frame, isIpv4 } from './link/frame';
import { LoopbackDevice } from './link/loopback';
import { NeighbourTable } from './link/neighbour';
import { Random } from './random';
import { type DeliveryHost, SocketTable } from './socket/socketTable';
import { type PacketSettings, Sysctl } from './sysctl';

/** Makes the observer of a packet that enters a namespace; `undefined`: do not watch this one. */
export type PacketListener = (
  namespace: NetNamespace,
  skb: Ipv4Frame | Ipv6Frame,
  inputInterface: string,
) => PacketObserver | undefined;

const NO_OBSERVERS: readonly PacketObserver[] = [];

/** Devices, addresses, routes, netfilter and sockets of one machine or container. Linux: struct net. */
export class NetNamespace implements DeliveryHost {
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
  readonly pathMtus: PathMtus;
  /** @internal */
  readonly reassembly: Reassembly;
  /** @internal */
  readonly sockets: SocketTable;
  /** @internal */
  readonly icmpRateLimit: IcmpRateLimit;
  /** @internal */
  readonly identifications: IpIdentifications;
  /** @internal */
  readonly flowLabels: FlowLabels;
  /** @internal */
  readonly counters = new Counters();
  /** Its loopback device. @internal */
  readonly lo: LoopbackDevice;
  /** The machine's, in the namespace that it started with. @internal */
  readonly kernelLog = new KernelLog();
  /** Told of each packet that enters. @internal */
  readonly packetListeners = new Set<PacketListener>();
  /** See each frame of any device, as a packet socket of all interfaces does. @internal */
  readonly taps = new Set<NamespaceTap>();
  /** The machine's time of day when the clock stood at 0, in µs since 1970. @internal */
  startedAt: Microseconds = 0;
  /** The kernel is about to send an ICMP message. @internal */
  sendingIcmp = false;
  readonly #devices = new DeviceTable(this.sysctl);
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
    this.icmpRateLimit = new IcmpRateLimit(clock, this.sysctl);
    this.identifications = new IpIdentifications(random);
    this.flowLabels = new FlowLabels(random);
    this.netfilter.forceAccounting = () => this.sysctl.set('net.netfilter.nf_conntrack_acct', '1');
    this.sysctl.count('net.netfilter.nf_conntrack_count', () => this.conntrack.entries(this.clock.now).length);
    this.redirects = new Redirects(this);
    this.reassembly = new Reassembly(this);
    this.sockets = new SocketTable(this);
    this.neighbours = new NeighbourTable(this, new Random(random.below(2 ** 32)));
    this.lo = new LoopbackDevice(this, 'lo', 1, 0);
    this.pathMtus = new PathMtus(clock, this.sysctl, this.fib, this.lo);
    this.addDevice(this.lo);
  }

  /** @internal */
  get conntrack(): ConntrackTable {
    return this.netfilter.conntrack;
  }

  /** @internal */
  get hashlimits(): HashlimitTables {
    return this.netfilter.hashlimits;
  }

  /** @internal */
  get recent(): RecentTables {
    return this.netfilter.recent;
  }

  /** @internal */
  get sets(): SetTable {
    return this.netfilter.sets;
  }

  /** By index, as `ip link` lists them. */
  get devices(): readonly NetDevice[] {
    return this.#devices.all;
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
  get settings(): PacketSettings {
    return this.sysctl.ofPackets;
  }

  /** @internal */
  get tcpTimeouts(): TcpTimeouts {
    return this.sysctl.tcpTimeouts;
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
  route(address: Ipv4Address): Route | undefined {
    return this.fib.lookup(address);
  }

  /** @internal */
  masqueradeAddress(out: Interface, destination: Ipv4Address): Ipv4Address | undefined {
    return masqueradeAddress(this, out, destination);
  }

  /** @internal */
  firstAddress(device: Interface): Ipv4Address | undefined {
    return this.#devices.get(device.name)?.addresses[0]?.address;
  }

  /** @internal */
  pathMtu(skb: SkBuff, out: Interface | undefined): number {
    return pathMtu(this, skb, out);
  }

  /** @internal */
  reassemble(skb: SkBuff, user: ReassemblyUser, input: Interface | undefined): boolean {
    return this.reassembly.take(skb, user, input === undefined ? undefined : this.device(input.name));
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
  sendReject(skb: SkBuff, reject: RejectWith, unrouted = false): void {
    sendReject(this, skb, reject, unrouted);
  }

  /** An ICMP error about a packet, to its sender. @internal */
  sendIcmpError(skb: SkBuff, type: number, code: number, rest = 0, unrouted = false): void {
    sendIcmpError(this, skb, type, code, rest, unrouted);
  }

  /**
   * The address of a device to send from: one of the next hop's subnet, else its first, else any of the machine's. Linux: inet_select_addr.
   * @internal
   */
  sourceAddress(device: NetDevice, nextHop: Ipv4Address): Ipv4Address | undefined {
    return sourceAddress(this, device, nextHop);
  }

  /** Why a source may not send by this device to an address of this machine. @internal */
  sourceProblem(source: Ipv4Address, destination: Ipv4Address, device: NetDevice): string | undefined {
    return sourceProblem(this, source, destination, device);
  }

  /**
   * Whether a device of this machine has the very address; 127.0.0.2 is local, but nobody's. Linux: inet_lookup_ifaddr_rcu.
   * @internal
   */
  isOwnAddress(address: Ipv4Address): boolean {
    return isOwnAddress(this, address);
  }

  /** Notes that a packet of this machine's own goes another way; false if there is none. Linux: ip_route_me_harder. @internal */
  reroute({ packet: { source, destination }, notes }: SkBuff): boolean {
    notes.reroutedAs = notes.mark;
    return typeof routeOutput(this, destination, source, notes.mark) !== 'string';
  }

  /** Runs a hook's functions; with a listener each packet is watched. @internal */
  runHook(hook: HookName, skb: SkBuff, input: Interface | undefined, output: Interface | undefined): Verdict {
    return this.netfilter.hooks.runAt(hook, skb, input, output, this);
  }

  /** Begins to watch a packet, if somebody listens and it is not watched already. @internal */
  observe(skb: Ipv4Frame | Ipv6Frame, inputInterface: string): void {
    if (this.packetListeners.size === 0 || skb.observer !== undefined) return;
    let observers: readonly PacketObserver[] = NO_OBSERVERS;
    // Nearly always there is one, and no list is made for it.
    for (const listener of this.packetListeners) {
      const observer = listener(this, skb, inputInterface);
      if (this.packetListeners.size === 1) skb.observer = observer;
      else if (observer !== undefined) observers = [...observers, observer];
    }
    if (observers.length > 0) skb.observer = joinObservers(observers);
  }

  /** A frame for this machine's protocols. Linux: __netif_receive_skb_core, deliver to packet_type. @internal */
  receive(frame: Frame, device: NetDevice): void {
    if (frame instanceof ArpFrame) this.neighbours.receive(frame, device);
    else if (isIpv4(frame)) receiveIp(this, frame, device);
    else receiveIpv6(this, frame, device);
  }

  /** The lowest index that is free from `atLeast` on. */
  nextIfindex(atLeast = 1): number {
    return this.#devices.nextIfindex(atLeast);
  }

  /** Puts a device into the namespace, as it is: up or down. */
  addDevice(device: NetDevice): void {
    device.namespace = this;
    this.#devices.add(device);
  }

  /** Takes a device out, with its addresses and routes. Linux: dev_close, unregister_netdevice or dev_change_net_namespace. */
  removeDevice(device: NetDevice): void {
    this.setUp(device, false);
    device.addresses.length = 0;
    device.master?.removePort(device);
    this.#devices.remove(device);
  }

  /** Gives a device another name. */
  renameDevice(device: NetDevice, name: string): void {
    this.#devices.rename(device, name);
  }

  setUp(device: NetDevice, up: boolean): void {
    setUp(this, device, up);
  }

  addAddress(device: NetDevice, address: InterfaceAddress): 'EEXIST' | 'EINVAL' | undefined {
    return addAddress(this, device, address);
  }

  removeAddress(device: NetDevice, address: Ipv4Address, prefixLength?: number): boolean {
    return removeAddress(this, device, address, prefixLength);
  }
}
