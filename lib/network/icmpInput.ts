/** ICMP that reaches this machine: echoes are answered, errors told to the sockets they are about. Linux: icmp_rcv, net/ipv4/icmp.c. */
import type { SkBuff } from '../netfilter';
import { ICMP_DESTINATION_UNREACHABLE, ICMP_ECHO_REPLY, ICMP_ECHO_REQUEST, type IcmpMessage, ipv4Packet, isIcmpError, PROTOCOL_ICMP } from '../packet';
import { errnoOfUnreachable } from './errno';
import { routeOutput, sendIp } from './ipOutput';
import type { NetNamespace } from './namespace';

export function receiveIcmp(namespace: NetNamespace, skb: SkBuff, message: IcmpMessage, group: boolean): void {
  skb.observer?.end(skb, { kind: 'delivered', to: 'icmp' });
  namespace.sockets.deliverIcmp(skb.packet, message);
  if (message.type === ICMP_ECHO_REQUEST && !group) replyToEcho(namespace, skb, message);
  else if (isIcmpError(message) && message.quoted !== undefined) {
    const errno = message.type === ICMP_DESTINATION_UNREACHABLE ? errnoOfUnreachable(message.code) : 'EHOSTUNREACH';
    namespace.sockets.deliverError(message.quoted.packet, errno, message.type === ICMP_DESTINATION_UNREACHABLE && message.code >= 2 && message.code <= 3);
  }
}

/** Linux: icmp_echo. */
function replyToEcho(namespace: NetNamespace, { packet }: SkBuff, message: IcmpMessage): void {
  if (namespace.sysctl.number('net.ipv4.icmp_echo_ignore_all') === 1) return;
  const output = routeOutput(namespace, packet.source, packet.destination);
  if (typeof output === 'string') return;
  const header = {
    source: packet.destination,
    destination: packet.source,
    protocol: PROTOCOL_ICMP,
    dontFragment: false,
    identification: namespace.identifications.next(packet.destination, packet.source, PROTOCOL_ICMP),
  };
  sendIp(namespace, ipv4Packet(header, { ...message, type: ICMP_ECHO_REPLY }), output);
}
