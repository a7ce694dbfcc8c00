/** What targets of netfilter ask about routes and addresses. */
import type { Ipv4Address, Ipv4Packet } from '../../packet';
import type { Interface } from '../../routing';
import type { IpHost } from '../ipHost';
import { LONGEST_PACKET } from './pathMtu';

/** The address that MASQUERADE gives packets that leave by `out`. Linux: nf_nat_masquerade_ipv4. */
export function masqueradeAddress(
  namespace: IpHost,
  out: Interface,
  destination: Ipv4Address,
): Ipv4Address | undefined {
  const device = namespace.device(out.name);
  if (device === undefined) return undefined;
  const route = namespace.fib.lookup(destination, device);
  return namespace.sourceAddress(device, route?.gateway ?? destination);
}

/** The smaller MTU, in bytes, of the path out by `out` and of the route back to the packet's source. Linux: dst_mtu, tcpmss_reverse_mtu. */
export function pathMtu(namespace: IpHost, { source, destination }: Ipv4Packet, out: Interface | undefined): number {
  const { fib, pathMtus } = namespace;
  const back = fib.lookup(source);
  const there = fib.lookup(destination, out) ?? fib.lookup(destination);
  return Math.min(
    back === undefined ? LONGEST_PACKET : pathMtus.of(back, source),
    there === undefined ? LONGEST_PACKET : pathMtus.of(there, destination),
  );
}
