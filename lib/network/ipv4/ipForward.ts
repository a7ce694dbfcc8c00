/** Forwarding of packets that are for other machines. Linux: ip_forward, net/ipv4/ip_forward.c. */
import { drop, type SkBuff } from '../../netfilter/skb';
import {
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_FRAGMENTATION_NEEDED,
  ICMP_TIME_EXCEEDED,
  ICMP_TTL_EXCEEDED,
} from '../../packet/icmp';
import { withTtl } from '../../packet/ipv4';
import type { Route } from '../../routing';
import type { IpHost } from '../ipHost';
import type { NetDevice } from '../link/device';
import { FORWARD_TIME } from '../processing';
import { finishOutput } from './ipOutput';

export function forward(namespace: IpHost, skb: SkBuff, from: NetDevice, route: Route): void {
  const out = route.device as NetDevice;
  const { packet } = skb;
  if (packet.ttl <= 1) {
    namespace.counters.ipInHdrErrors += 1;
    drop(skb, 'TTL ran out');
    return namespace.sendIcmpError(skb, ICMP_TIME_EXCEEDED, ICMP_TTL_EXCEEDED);
  }
  const mtu = namespace.pathMtus.ofForwarded(route, packet.destination);
  if (packet.totalLength > mtu && packet.dontFragment) {
    namespace.counters.ipFragFails += 1;
    drop(skb, mtu === out.mtu ? `longer than the MTU of ${out.name}` : 'longer than the MTU of its route');
    return namespace.sendIcmpError(skb, ICMP_DESTINATION_UNREACHABLE, ICMP_FRAGMENTATION_NEEDED, mtu);
  }
  namespace.clock.spend(FORWARD_TIME);
  skb.packet = withTtl(packet, packet.ttl - 1);
  namespace.counters.ipForwDatagrams += 1;
  namespace.redirects.send(skb, from, route);
  if (namespace.runHook('FORWARD', skb, from, out) !== 'ACCEPT') return drop(skb, 'netfilter');
  finishOutput(namespace, skb, route, from);
}
