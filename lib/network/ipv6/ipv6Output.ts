/**
 * IPv6 as far as a machine has it whose other interfaces do not: on `lo`. No table of iptables sees it.
 * Linux: ip6_dst_lookup_tail, ip6_xmit, net/ipv6/ip6_output.c.
 * Not modelled: routes, forwarding, neighbour discovery, fragments, extension headers, ip6tables.
 */
import { type PacketOwner, SkBuff } from '../../netfilter';
import {
  type Ipv6Address,
  type Ipv6Header,
  type Ipv6Transport,
  ipv6Packet,
  isIpv6LinkLocal,
  isUnspecified,
} from '../../packet';
import type { IpHost } from '../ipHost';
import type { NetDevice } from '../link/device';
import type { Ipv6Frame } from '../link/frame';
import type { Errno } from '../socket/errno';

/** Where a packet of the machine's own goes, and from which address. */
export interface Ipv6Output {
  readonly kind: 'ipv6';
  readonly device: NetDevice;
  readonly source: Ipv6Address;
  readonly destination: Ipv6Address;
}

/** The route to a destination: by `lo` to an address of the machine's own, and else none. `::` means the machine itself. */
export function routeIpv6(namespace: IpHost, destination: Ipv6Address, source?: Ipv6Address): Ipv6Output | Errno {
  const [own] = namespace.ipv6Addresses;
  if (isIpv6LinkLocal(destination)) return 'EINVAL';
  // A source is looked for before a route is found missing. Linux: ip6_route_get_saddr.
  if (own === undefined) return 'EADDRNOTAVAIL';
  const actual = isUnspecified(destination) ? own : destination;
  if (!namespace.ipv6Addresses.includes(actual)) return 'ENETUNREACH';
  return { kind: 'ipv6', device: namespace.lo, source: source ?? actual, destination: actual };
}

/** Sends a packet of the machine's own. */
export function sendIpv6(
  namespace: IpHost,
  { device, source, destination }: Ipv6Output,
  header: Pick<Ipv6Header, 'protocol' | 'ttl'>,
  transport: Ipv6Transport,
  owner?: PacketOwner,
): void {
  const flowLabel = namespace.flowLabels.of(source, destination, transport);
  const skb: Ipv6Frame = new SkBuff(ipv6Packet({ ...header, source, destination, flowLabel }, transport), owner);
  namespace.observe(skb, '');
  skb.observer?.end(skb, { kind: 'transmitted', device: device.name });
  skb.observer = undefined;
  device.transmit(skb);
}
