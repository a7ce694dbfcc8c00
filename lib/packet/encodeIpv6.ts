/** IPv6 packets and what they carry as bytes, with right checksums (RFC 8200). Linux: ip6_xmit, net/ipv6/ip6_output.c. */
import { internetChecksum, pseudoHeader } from './checksum';
import { writeTcp, writeUdp } from './encodeTransport';
import { ICMP_HEADER_LENGTH } from './icmp';
import type { Icmpv6Message } from './icmpv6';
import { PROTOCOL_TCP, PROTOCOL_UDP } from './ipv4';
import { IPV6_HEADER_LENGTH, type Ipv6Packet, ipv6TransportLength, PROTOCOL_ICMPV6 } from './ipv6';
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
  else writeIcmpv6(payload, transport, pseudo);
  return bytes;
}

function writeHeader(bytes: Uint8Array, packet: Ipv6Packet): void {
  const view = viewOf(bytes);
  view.setUint32(0, ((6 << 28) | (packet.trafficClass << 20) | packet.flowLabel) >>> 0);
  view.setUint16(4, packet.totalLength - IPV6_HEADER_LENGTH);
  view.setUint8(6, packet.protocol);
  view.setUint8(7, packet.ttl);
  writeIpv6(view, 8, packet.source);
  writeIpv6(view, 24, packet.destination);
}

function writeIcmpv6(bytes: Uint8Array, message: Icmpv6Message, pseudo: Uint8Array): void {
  const view = viewOf(bytes);
  view.setUint8(0, message.type);
  view.setUint8(1, message.code);
  view.setUint32(4, message.rest);
  bytes.set(message.payload, ICMP_HEADER_LENGTH);
  if (message.quoted !== undefined) {
    const { packet, length } = message.quoted;
    if (length > packet.totalLength)
      throw new RangeError(`an ICMPv6 error cannot quote ${length} bytes of a packet of ${packet.totalLength}`);
    bytes.set(encodeIpv6(packet).subarray(0, length), ICMP_HEADER_LENGTH + message.payload.length);
  }
  view.setUint16(2, internetChecksum(pseudo, bytes));
}
