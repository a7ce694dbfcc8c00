/** ICMPv6: echoes are answered, errors sent, and told to the sockets they are about. Linux: icmpv6_rcv, icmp6_send, net/ipv6/icmp.c. */
import {
  ICMPV6_DESTINATION_UNREACHABLE,
  ICMPV6_ECHO_REPLY,
  ICMPV6_ECHO_REQUEST,
  ICMPV6_PORT_UNREACHABLE,
  type Icmpv6Message,
  icmpv6Error,
  isIcmpv6Error,
  PROTOCOL_ICMPV6,
} from '../../packet';
import type { Ipv6Frame } from '../link/frame';
import type { DeliveryHost } from '../socket/socketTable';
import { routeIpv6, sendIpv6 } from './ipv6Output';

export function receiveIcmpv6(namespace: DeliveryHost, skb: Ipv6Frame, message: Icmpv6Message): void {
  skb.observer?.end(skb, { kind: 'delivered', to: 'icmpv6' });
  namespace.sockets.deliverIcmp(skb.packet);
  if (message.type === ICMPV6_ECHO_REQUEST) return answer(namespace, skb, { ...message, type: ICMPV6_ECHO_REPLY });
  if (message.type !== ICMPV6_DESTINATION_UNREACHABLE || message.quoted === undefined) return;
  // Of all codes only that of a closed port comes about on lo. Linux: icmpv6_err_convert.
  if (message.code === ICMPV6_PORT_UNREACHABLE)
    namespace.sockets.deliverError(message.quoted.packet, 'ECONNREFUSED', true, false, false);
}

/** Tells the sender of a datagram that nobody listens at its port; errors are never sent about errors (RFC 4443, section 2.4). */
export function sendPortUnreachable(namespace: DeliveryHost, about: Ipv6Frame): void {
  const { transport } = about.packet;
  if (transport.kind === 'icmpv6' && isIcmpv6Error(transport)) return;
  answer(namespace, about, icmpv6Error(ICMPV6_DESTINATION_UNREACHABLE, ICMPV6_PORT_UNREACHABLE, about.packet));
}

function answer(namespace: DeliveryHost, { packet }: Ipv6Frame, message: Icmpv6Message): void {
  const output = routeIpv6(namespace, packet.source, packet.destination);
  if (typeof output !== 'string') sendIpv6(namespace, output, { protocol: PROTOCOL_ICMPV6 }, message);
}
