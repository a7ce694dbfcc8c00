/** What devices and IP ask of the namespace that they are in. */
import type { ConntrackTable, HookName, NetfilterHost, ReassemblyUser, SkBuff, Verdict } from '../netfilter';
import type { Netfilter } from '../netfilter/netfilter';
import type { Ipv4Address, Ipv6Address } from '../packet';
import type { Interface, Route } from '../routing';
import type { Fib } from '../routing/fib';
import type { Clock } from './clock';
import type { Counters } from './counters';
import type { IcmpRateLimit } from './ipv4/icmpRateLimit';
import type { IpIdentifications } from './ipv4/ipIdentification';
import type { PathMtus } from './ipv4/pathMtu';
import type { FlowLabels } from './ipv6/flowLabels';
import type { InterfaceAddress, NetDevice } from './link/device';
import type { Frame, Ipv4Frame, Ipv6Frame } from './link/frame';
import type { NeighbourTable } from './link/neighbour';
import type { Sysctl } from './sysctl';

/** Sees a frame as it goes in or out by a device, with what is noted about it. */
export type NamespaceTap = (device: NetDevice, direction: 'in' | 'out', frame: Frame) => void;

/** A namespace as the files below `namespace.ts` see it. */
export interface IpHost extends NetfilterHost {
  readonly name: string;
  readonly clock: Clock;
  /** @internal */
  readonly counters: Counters;
  readonly sysctl: Sysctl;
  readonly fib: Fib;
  readonly netfilter: Netfilter;
  readonly conntrack: ConntrackTable;
  readonly neighbours: NeighbourTable;
  /** @internal */
  readonly icmpRateLimit: IcmpRateLimit;
  /** @internal */
  readonly identifications: IpIdentifications;
  /** @internal */
  readonly flowLabels: FlowLabels;
  /** @internal */
  readonly pathMtus: PathMtus;
  /** @internal */
  readonly reassembly: { take(skb: SkBuff, user: ReassemblyUser, device: NetDevice | undefined): boolean };
  /** @internal */
  readonly redirects: { send(skb: SkBuff, from: NetDevice, route: Route): void };
  readonly lo: NetDevice;
  /** See each frame of any device, as a packet socket of all interfaces does. */
  readonly taps: Set<NamespaceTap>;
  /** The kernel is about to send an ICMP message. */
  sendingIcmp: boolean;
  /** Of packets of its own (net.ipv4.ip_default_ttl). */
  readonly defaultTtl: number;
  /** IPv6 addresses of the machine's own. */
  readonly ipv6Addresses: readonly Ipv6Address[];
  /** By index. */
  readonly devices: readonly NetDevice[];
  /** The device of that name. */
  device(name: string): NetDevice | undefined;
  /** Takes a device in, with settings of its own. */
  addDevice(device: NetDevice): void;
  /** Takes a device out, with its addresses and routes. */
  removeDevice(device: NetDevice): void;
  /** Brings a device up or takes it down, with the routes of its addresses. */
  setUp(device: NetDevice, up: boolean): void;
  /** Gives a device an address; false if it has it already. */
  addAddress(device: NetDevice, address: InterfaceAddress): 'EEXIST' | 'EINVAL' | undefined;
  /** Takes an address and its routes away; false if the device does not have it. */
  removeAddress(device: NetDevice, address: Ipv4Address, prefixLength?: number): boolean;
  /** The address of a device to send from to a next hop. */
  sourceAddress(device: NetDevice, nextHop: Ipv4Address): Ipv4Address | undefined;
  /** Why a source may not send by this device to an address of this machine. */
  sourceProblem(source: Ipv4Address, destination: Ipv4Address, device: NetDevice): string | undefined;
  /** Whether a device of this machine has the very address. */
  isOwnAddress(address: Ipv4Address): boolean;
  /** An ICMP error about a packet, to its sender. */
  sendIcmpError(skb: SkBuff, type: number, code: number, rest?: number, unrouted?: boolean): void;
  /** Runs a hook's functions; with a listener each packet is watched. */
  runHook(hook: HookName, skb: SkBuff, input: Interface | undefined, output: Interface | undefined): Verdict;
  /** Begins to watch a packet, if somebody listens and it is not watched already. */
  observe(skb: Ipv4Frame | Ipv6Frame, inputInterface: string): void;
  /** Hands a frame to this machine's protocols. */
  receive(frame: Frame, device: NetDevice): void;
}
