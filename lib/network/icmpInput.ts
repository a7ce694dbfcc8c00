/** ICMP that reaches this machine: echoes are answered, errors told to the sockets they are about. Linux: icmp_rcv, net/ipv4/icmp.c. */
import type { SkBuff } from '../netfilter';
import {
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_HOST_UNREACHABLE,
  ICMP_REDIRECT,
  type IcmpMessage,
  ipv4Packet,
  isIcmpError,
  PROTOCOL_ICMP,
} from '../packet';
import { errnoOfUnreachable, isHardError } from './errno';
import { routeOutput, sendIp } from './ipOutput';
import type { NetNamespace } from './namespace';

export function receiveIcmp(namespace: NetNamespace, skb: SkBuff, message: IcmpMessage, group: boolean): void {
  skb.observer?.end(skb, { kind: 'delivered', to: 'icmp' });
  namespace.sockets.deliverIcmp(skb.packet, message);
  if (message.type === ICMP_ECHO_REQUEST && !group) replyToEcho(namespace, skb, message);
  else if (isIcmpError(message) && message.type !== ICMP_REDIRECT && message.quoted !== undefined) {
    const unreachable = message.type === ICMP_DESTINATION_UNREACHABLE;
    const errno = unreachable ? errnoOfUnreachable(message.code) : 'EHOSTUNREACH';
    namespace.sockets.deliverError(
      message.quoted.packet,
      errno,
      unreachable && isHardError(message.code),
      unreachable && message.code <= ICMP_HOST_UNREACHABLE,
    );
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
    ttl: namespace.defaultTtl,
    dontFragment: false,
    identification: namespace.identifications.next(packet.destination, packet.source, PROTOCOL_ICMP),
  };
  sendIp(namespace, ipv4Packet(header, { ...message, type: ICMP_ECHO_REPLY }), output, 'kernel');
}
