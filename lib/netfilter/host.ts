/** What netfilter asks of the network namespace around it. */
import type { Ipv4Address, Ipv4Packet } from '../packet';
import type { AddressType, Interface, Route } from '../routing';
import type { ConntrackHost } from './conntrack/host';
import type { HashlimitTables } from './hashlimitTables';
import type { RecentTables } from './recentTables';
import type { RejectWith } from './rejectWith';
import type { SetTable } from './sets/setTable';
import type { PacketOwner, SkBuff } from './skb';

/** Who puts fragments together; each on its own. Linux: enum ip_defrag_users. */
export type ReassemblyUser = 'local' | 'conntrack' | 'conntrack output' | 'conntrack of a bridge';

/** The namespace, as hooks, matches and targets use it. */
export interface NetfilterHost extends ConntrackHost {
  /** What its rules count for each of the ends of packets. */
  readonly hashlimits: HashlimitTables;
  /** The lists of addresses that its rules keep. */
  readonly recent: RecentTables;
  /** The IP sets of the namespace. */
  readonly sets: SetTable;
  /** A whole number from 0 to below `limit`, from the seeded generator. */
  random(limit: number): number;
  /** Linux: inet_dev_addr_type. */
  addressType(address: Ipv4Address, device?: Interface): AddressType;
  /** The address that MASQUERADE uses for packets leaving by `out`. Linux: inet_select_addr, net/ipv4/devinet.c. */
  masqueradeAddress(out: Interface, destination: Ipv4Address): Ipv4Address | undefined;
  /** The address that REDIRECT sends packets to that came in by `device`. Linux: the first of in_device.ifa_list. */
  firstAddress(device: Interface): Ipv4Address | undefined;
  /** The smaller MTU, in bytes, of the path out by `out` and of the route back to the packet's source. Linux: dst_mtu, tcpmss_reverse_mtu. */
  pathMtu(skb: SkBuff, out: Interface | undefined): number;
  /** Whose the TCP connection is that a packet is about to reach. Linux: tcp_v4_early_demux. */
  receiverOf(packet: Ipv4Packet): PacketOwner | undefined;
  /** Writes a line to the machine's kernel log, unless this namespace may not; levels 0 to 7 as syslog has them. Linux: nf_log_allowed. */
  log(level: number, text: string): void;
  /** The time of day when the clock stood at 0, in µs since 1970. Linux: ktime_get_real_seconds. */
  readonly startedAt: number;
  /** The route to an address, the machine's own among them. Linux: fib_lookup. */
  route(address: Ipv4Address): Route | undefined;
  /** Takes a fragment in; true if it is the whole packet now. Linux: ip_defrag. */
  reassemble(skb: SkBuff, user: ReassemblyUser, input: Interface | undefined): boolean;
  /** Looks for the route of a packet of the machine's own anew, as it was rewritten or marked; false if it has none. Linux: ip_route_me_harder, net/ipv4/netfilter.c. */
  reroute(skb: SkBuff): boolean;
  /** Answers a packet with an ICMP error or a RST; `unrouted`: the packet has no route yet. Linux: nf_send_unreach, nf_send_reset. */
  sendReject(skb: SkBuff, reject: RejectWith, unrouted?: boolean): void;
}
