/** What REJECT answers. Linux: nf_send_unreach and nf_send_reset, net/ipv4/netfilter/nf_reject_ipv4.c. */
import type { HookName, RejectWith, SkBuff } from '../netfilter';
import { ICMP_DESTINATION_UNREACHABLE, ipv4Packet, PROTOCOL_TCP, RST, type TcpSegment } from '../packet';
import { routeOutput, sendIp } from './ipOutput';
import type { NetNamespace } from './namespace';
import { resetFor } from './tcp/reset';

/** Codes of destination unreachable. */
const CODES: Readonly<Record<Exclude<RejectWith, 'tcp-reset'>, number>> = {
  'icmp-net-unreachable': 0,
  'icmp-host-unreachable': 1,
  'icmp-proto-unreachable': 2,
  'icmp-port-unreachable': 3,
  'icmp-net-prohibited': 9,
  'icmp-host-prohibited': 10,
  'icmp-admin-prohibited': 13,
};

export function sendReject(namespace: NetNamespace, skb: SkBuff, _hook: HookName, reject: RejectWith): void {
  if (reject !== 'tcp-reset') return namespace.sendIcmpError(skb, ICMP_DESTINATION_UNREACHABLE, CODES[reject]);
  const { packet } = skb;
  if (packet.transport.kind !== 'tcp' || packet.transport.flags & RST) return;
  const segment: TcpSegment = resetFor(packet.transport);
  const output = routeOutput(namespace, packet.source);
  if (typeof output === 'string') return;
  const header = {
    source: packet.destination,
    destination: packet.source,
    protocol: PROTOCOL_TCP,
    ttl: namespace.defaultTtl,
  };
  sendIp(namespace, ipv4Packet(header, segment), output, undefined, (reply) => reply.attachTo(skb));
}
