/** ICMP errors about packets that could not be handled. Linux: __icmp_send, net/ipv4/icmp.c. */
import type { SkBuff } from '../../netfilter';
import type { Ipv4Address, Ipv4Packet } from '../../packet';
import { isGroupMac } from '../../packet/address';
import { isIcmpQuery } from '../../packet/icmp';
import { icmpError } from '../../packet/icmpError';
import { ipv4Packet, PROTOCOL_ICMP } from '../../packet/ipv4';
import type { AddressType } from '../../routing';
import type { IpHost } from '../ipHost';
import { type OutputRoute, routeOutput, sendIp } from './ipOutput';

/** IPTOS_TOS_MASK, and IPTOS_PREC_INTERNETCONTROL. */
const TYPE_OF_SERVICE = 0x1e;
const INTERNETWORK_CONTROL = 0xc0;

/** Errors are never sent about errors, to groups, or about other fragments than the first (RFC 1122, section 3.2.2). */
export function sendIcmpError(
  namespace: IpHost,
  about: SkBuff,
  type: number,
  code: number,
  rest: number,
  /** The packet has no route yet: what its destination is to this machine is not asked. Linux: nf_reject_fill_skb_dst. */
  unrouted = false,
): void {
  const { packet } = about;
  if (packet.transport.kind === 'icmp' && !isIcmpQuery(packet.transport)) return;
  if ((packet.fragment?.offset ?? 0) > 0) return;
  if (isGroupMac(about.destinationMac)) return;
  const destinationType = typeOfRoute(namespace, about, unrouted);
  if (destinationType === 'MULTICAST' || destinationType === 'BROADCAST') return;
  // From the address that the packet was sent to, if it is this machine's. An answer to 0.0.0.0 the machine gives itself.
  const isOwnPacket = destinationType === 'LOCAL';
  if (unrouted && isOwnPacket && !isOwn(namespace, packet.destination)) return;
  const own = isOwnPacket ? packet.destination : undefined;
  const output = routeOutput(namespace, packet.source, own);
  if (typeof output === 'string') return;
  if (output.device.kind !== 'loopback' && !namespace.icmpRateLimit.allows(output.destination, type, code)) return;
  const header = {
    source: output.source,
    destination: output.destination,
    protocol: PROTOCOL_ICMP,
    ttl: namespace.defaultTtl,
    dontFragment: false,
    identification: namespace.identifications.next(output.source, output.destination, PROTOCOL_ICMP),
    // That of the packet, with the precedence of internetwork control (RFC 1812, section 4.3.2.5).
    typeOfService: (packet.typeOfService & TYPE_OF_SERVICE) | INTERNETWORK_CONTROL,
  };
  sendIcmp(namespace, ipv4Packet(header, icmpError(type, code, packet, rest)), output, (skb) => skb.attachTo(about));
}

/**
 * What the packet's route leads to. Where it has none yet, that of the answer is asked instead: what is sent to 0.0.0.0 stays on the
 * machine. Linux: nf_reject_fill_skb_dst.
 */
export function typeOfRoute({ fib }: IpHost, { packet, bridged }: SkBuff, unrouted: boolean): AddressType {
  if (unrouted) return packet.source === 0 ? 'LOCAL' : fib.addressType(packet.source);
  return bridged ? 'UNICAST' : fib.addressType(packet.destination);
}

function isOwn({ fib }: IpHost, address: Ipv4Address): boolean {
  return fib.addressType(address) === 'LOCAL';
}

/** Sends a message of the kernel's own. No error about it is sent to anybody. Linux: icmp_xmit_lock. */
export function sendIcmp(
  namespace: IpHost,
  packet: Ipv4Packet,
  output: OutputRoute,
  prepare?: (skb: SkBuff) => void,
): void {
  if (namespace.sendingIcmp) return;
  namespace.sendingIcmp = true;
  sendIp(namespace, packet, output, 'kernel', prepare);
  namespace.sendingIcmp = false;
}
