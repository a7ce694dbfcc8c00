/** ICMP errors about packets that could not be handled. Linux: __icmp_send, net/ipv4/icmp.c. Not modelled: the rate limit. */
import type { SkBuff } from '../netfilter';
import { icmpError, ipv4Packet, isGroupMac, isIcmpError, isMulticast, PROTOCOL_ICMP } from '../packet';
import { routeOutput, sendIp } from './ipOutput';
import type { NetNamespace } from './namespace';

/** Errors are never sent about errors, nor to groups (RFC 1122, section 3.2.2). */
export function sendIcmpError(namespace: NetNamespace, about: SkBuff, type: number, code: number, rest: number): void {
  const { packet } = about;
  if (packet.transport.kind === 'icmp' && isIcmpError(packet.transport)) return;
  if (isGroupMac(about.destinationMac) || isMulticast(packet.destination) || packet.destination === 0xffffffff) return;
  if (packet.source === 0 || isMulticast(packet.source)) return;
  // From the address that the packet was sent to, if it is this machine's.
  const own = namespace.fib.addressType(packet.destination) === 'LOCAL' ? packet.destination : undefined;
  const output = routeOutput(namespace, packet.source, own);
  if (typeof output === 'string') return;
  const header = {
    source: output.source,
    destination: packet.source,
    protocol: PROTOCOL_ICMP,
    ttl: namespace.defaultTtl,
    dontFragment: false,
    identification: namespace.identifications.next(output.source, packet.source, PROTOCOL_ICMP),
    // Precedence of internetwork control (RFC 1812, section 4.3.2.5).
    typeOfService: 0xc0,
  };
  sendIp(namespace, ipv4Packet(header, icmpError(type, code, packet, rest)), output, 'kernel', (skb) =>
    skb.attachTo(about),
  );
}
