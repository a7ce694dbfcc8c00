/** IPv6 packets and what they carry as bytes, with right checksums (RFC 8200). Linux: ip6_xmit, net/ipv6/ip6_output.c. */
import { pseudoHeader } from './checksum';
import { writeIcmp, writeTcp, writeUdp } from './encodeTransport';
import type { Icmpv6Message } from './icmpv6';
import { PROTOCOL_TCP, PROTOCOL_UDP } from './ipv4';
import { IPV6, IPV6_HEADER_LENGTH, type Ipv6Packet, ipv6TransportLength, PROTOCOL_ICMPV6 } from './ipv6';
import { viewOf, writeIpv6 } from './wire';

const PROTOCOL_OF = { tcp: PROTOCOL_TCP, udp: PROTOCOL_UDP, icmpv6: PROTOCOL_ICMPV6 };

/**
 * The `totalLength` bytes of a packet. Throws a `RangeError` for a value that contradicts itself: a total length that is
 * not that of the transport, a protocol number of another transport, a quote of bytes that nobody knows.
 */
export function encodeIpv6(packet: Ipv6Packet): Uint8Array {
  const { transport, protocol, totalLength } = packet;
  const length = ipv6TransportLength(transport);
  if (totalLength !== IPV6_HEADER_LENGTH + length)
    throw new RangeError('the total length of the packet is not that of its header and transport');
  if (PROTOCOL_OF[transport.kind] !== protocol)
    throw new RangeError(`protocol ${protocol} is not that of a payload of kind ${transport.kind}`);
  const bytes = new Uint8Array(totalLength);
  writeHeader(bytes, packet);
  const payload = bytes.subarray(IPV6_HEADER_LENGTH);
  const pseudo = pseudoHeader(packet, length);
  if (transport.kind === 'tcp') writeTcp(payload, transport, pseudo, length);
  else if (transport.kind === 'udp') writeUdp(payload, transport, pseudo);
  else writeIcmp(payload, transport, transport.quoted && encodeQuote(transport.quoted), pseudo);
  return bytes;
}

function writeHeader(bytes: Uint8Array, packet: Ipv6Packet): void {
  const view = viewOf(bytes);
  view.setUint32(IPV6.firstWord, ((6 << 28) | (packet.trafficClass << 20) | packet.flowLabel) >>> 0);
  view.setUint16(IPV6.payloadLength, packet.totalLength - IPV6_HEADER_LENGTH);
  view.setUint8(IPV6.nextHeader, packet.protocol);
  view.setUint8(IPV6.hopLimit, packet.ttl);
  writeIpv6(view, IPV6.source, packet.source);
  writeIpv6(view, IPV6.destination, packet.destination);
}

function encodeQuote({ packet, length }: NonNullable<Icmpv6Message['quoted']>): Uint8Array {
  if (length > packet.totalLength)
    throw new RangeError(`an ICMPv6 error cannot quote ${length} bytes of a packet of ${packet.totalLength}`);
  return encodeIpv6(packet).subarray(0, length);
}
