/** What REJECT answers. Linux: nf_send_unreach and nf_send_reset, net/ipv4/netfilter/nf_reject_ipv4.c. */
import type { RejectWith } from '../../netfilter';
import { SkBuff } from '../../netfilter/skb';
import type { Ipv4Packet, TcpSegment } from '../../packet';
import {
  ICMP_ADMIN_PROHIBITED,
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_HOST_PROHIBITED,
  ICMP_HOST_UNREACHABLE,
  ICMP_NET_PROHIBITED,
  ICMP_NET_UNREACHABLE,
  ICMP_PORT_UNREACHABLE,
  ICMP_PROTOCOL_UNREACHABLE,
} from '../../packet/icmp';
import { ipv4Packet, PROTOCOL_TCP, PROTOCOL_UDP } from '../../packet/ipv4';
import { RST } from '../../packet/tcp';
import type { IpHost } from '../ipHost';
import type { NetDevice } from '../link/device';
import type { Errno } from '../socket/errno';
import { resetFor } from '../tcp/reset';
import { typeOfRoute } from './icmpSend';
import { type OutputRoute, routeOutput, sendIp } from './ipOutput';

/** Codes of destination unreachable. */
const CODES: Readonly<Record<Exclude<RejectWith, 'tcp-reset'>, number>> = {
  'icmp-net-unreachable': ICMP_NET_UNREACHABLE,
  'icmp-host-unreachable': ICMP_HOST_UNREACHABLE,
  'icmp-proto-unreachable': ICMP_PROTOCOL_UNREACHABLE,
  'icmp-port-unreachable': ICMP_PORT_UNREACHABLE,
  'icmp-net-prohibited': ICMP_NET_PROHIBITED,
  'icmp-host-prohibited': ICMP_HOST_PROHIBITED,
  'icmp-admin-prohibited': ICMP_ADMIN_PROHIBITED,
};

export function sendReject(namespace: IpHost, skb: SkBuff, reject: RejectWith, unrouted: boolean): void {
  if (isDamaged(skb.packet)) return;
  if (reject !== 'tcp-reset')
    return namespace.sendIcmpError(skb, ICMP_DESTINATION_UNREACHABLE, CODES[reject], 0, unrouted);
  const { packet } = skb;
  const destinationType = typeOfRoute(namespace, skb, unrouted);
  if (destinationType === 'MULTICAST' || destinationType === 'BROADCAST') return;
  if (packet.transport.kind !== 'tcp' || packet.transport.flags & RST) return;
  const segment: TcpSegment = resetFor(packet.transport);
  const output = routeOfReset(namespace, packet);
  if (typeof output === 'string') return;
  const header = {
    source: packet.destination,
    destination: packet.source,
    protocol: PROTOCOL_TCP,
    ttl: namespace.defaultTtl,
  };
  const reset = ipv4Packet(header, segment);
  if (skb.notes.conntrack?.tcp !== undefined) namespace.conntrack.close(skb.notes.conntrack, namespace);
  if (skb.notes.physicalIn === undefined) {
    sendIp(namespace, reset, output, undefined, (reply) => reply.attachTo(skb));
    return;
  }
  // The reset of a bridged segment leaves by the same port, from the station that the segment was for.
  const answer = new SkBuff(reset);
  answer.sourceMac = skb.destinationMac;
  answer.destinationMac = skb.sourceMac;
  (skb.notes.physicalIn as NetDevice).transmit(answer);
}

/** The checksum of a fragment's data cannot be right, and nobody is told of what may be damaged. Linux: nf_reject_verify_csum. */
function isDamaged({ fragment, protocol }: Ipv4Packet): boolean {
  return fragment !== undefined && (protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP);
}

/** To the sender, from the address that the packet was for, whoever has it; but not from a broadcast's. Linux: ip_route_me_harder, net/ipv4/netfilter.c. */
function routeOfReset(namespace: IpHost, { source, destination }: Ipv4Packet): OutputRoute | Errno {
  const type = namespace.fib.addressType(destination);
  return routeOutput(namespace, source, type === 'LOCAL' || type === 'UNICAST' ? destination : undefined);
}
