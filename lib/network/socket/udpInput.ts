/** UDP datagrams that come in. Linux: net/ipv4/udp.c. */
import { drop } from '../../netfilter/skb';
import type { UdpDatagram } from '../../packet';
import { ICMP_DESTINATION_UNREACHABLE, ICMP_PORT_UNREACHABLE } from '../../packet/icmp';
import { sendPortUnreachable } from '../ipv6/icmpv6Input';
import { type Ipv4Frame, type Ipv6Frame, isIpv4 } from '../link/frame';
import type { DeliveryHost } from './socketTable';

/** A datagram for this machine: to the sockets that it is for, or refused. Linux: __udp4_lib_rcv. */
export function receiveUdp(
  namespace: DeliveryHost,
  skb: Ipv4Frame | Ipv6Frame,
  datagram: UdpDatagram,
  group: boolean,
): void {
  const { source, destination } = skb.packet;
  const sockets = namespace.sockets.findUdp(destination, datagram.destinationPort, source, datagram.sourcePort, group);
  if (sockets.length === 0) {
    if (isIpv4(skb)) namespace.counters.udpNoPorts += 1;
    drop(skb, `no process listens on UDP port ${datagram.destinationPort}`);
    // The error has to be related to its connection anew. Linux: nf_reset_ct in __udp4_lib_rcv.
    skb.notes.conntrack = undefined;
    if (!isIpv4(skb)) sendPortUnreachable(namespace, skb);
    else if (!group) namespace.sendIcmpError(skb, ICMP_DESTINATION_UNREACHABLE, ICMP_PORT_UNREACHABLE);
    return;
  }
  skb.observer?.end(skb, { kind: 'delivered', to: `udp port ${datagram.destinationPort}` });
  // Counted there when a program reads them, which all do at once here.
  if (isIpv4(skb)) namespace.counters.udpInDatagrams += sockets.length;
  for (const socket of sockets) {
    socket.received.push({ source, sourcePort: datagram.sourcePort, destination, payload: datagram.payload });
    socket.changed();
  }
}
