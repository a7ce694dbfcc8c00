/** What targets of netfilter ask about routes and addresses. */
import type { SkBuff } from '../../netfilter';
import type { Ipv4Address } from '../../packet';
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

/**
 * The smaller MTU, in bytes, of the path out by `out`, which is the bridge's own for what is bridged, and of the route back to
 * the packet's source. Linux: dst_mtu, fake_mtu, tcpmss_reverse_mtu.
 */
export function pathMtu(namespace: IpHost, { packet, bridged }: SkBuff, out: Interface | undefined): number {
  const bridge = bridged && out !== undefined ? namespace.device(out.name) : undefined;
  return Math.min(
    routeMtu(namespace, packet.source),
    bridge === undefined ? routeMtu(namespace, packet.destination, out) : bridge.mtu,
  );
}

function routeMtu({ fib, pathMtus }: IpHost, address: Ipv4Address, out?: Interface): number {
  const route = fib.lookup(address, out) ?? fib.lookup(address);
  return route === undefined ? LONGEST_PACKET : pathMtus.of(route, address);
}
