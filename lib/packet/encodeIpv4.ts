/**
 * IPv4 packets and what they carry as bytes, with right checksums: as a capture shows them where nothing is left to a
 * device. Linux: ip_build_and_send_pkt, net/ipv4/ip_output.c.
 */
import { internetChecksum, pseudoHeader } from './checksum';
import { cutHeaderLength, writeIcmp, writeTcp, writeUdp } from './encodeTransport';
import type { IcmpMessage } from './icmp';
import {
  FRAGMENT_UNIT,
  IPV4,
  IPV4_DONT_FRAGMENT,
  IPV4_HEADER_LENGTH,
  IPV4_MORE_FRAGMENTS,
  type Ipv4Fragment,
  type Ipv4Packet,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  transportLength,
} from './ipv4';
import { TCP_HEADER_LENGTH, TCP_HEADER_LIMIT, tcpLength } from './tcp';
import { viewOf } from './wire';

/**
 * The `totalLength` bytes of a packet. Throws a `RangeError` for a value that contradicts itself: a total length that is
 * not that of the transport, a protocol number of another transport, a quote of bytes that nobody knows.
 */
export function encodeIpv4(packet: Ipv4Packet): Uint8Array {
  if (packet.totalLength !== IPV4_HEADER_LENGTH + transportLength(packet.transport))
    throw new RangeError('the total length of the packet is not that of its header and transport');
  return encodeFirst(packet, packet.totalLength);
}

const PROTOCOL_OF = { tcp: PROTOCOL_TCP, udp: PROTOCOL_UDP, icmp: PROTOCOL_ICMP, opaque: undefined };
const UNDERSTOOD: readonly number[] = [PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_ICMP];

/** The first `length` bytes of a packet; what is unknown of the rest, since it was read from a quote, is summed as zeros. */
function encodeFirst(packet: Ipv4Packet, length: number): Uint8Array {
  const { transport, protocol, fragment } = packet;
  if (fragment !== undefined) return encodeFragment(packet, fragment).subarray(0, length);
  if ((PROTOCOL_OF[transport.kind] ?? protocol) !== protocol)
    throw new RangeError(`protocol ${protocol} is not that of a payload of kind ${transport.kind}`);
  if (transport.kind === 'opaque' && UNDERSTOOD.includes(protocol))
    throw new RangeError(`a payload of protocol ${protocol} cannot be opaque`);
  const bytes = new Uint8Array(packet.totalLength);
  writeIpv4Header(bytes.subarray(0, IPV4_HEADER_LENGTH), packet);
  const payload = bytes.subarray(IPV4_HEADER_LENGTH);
  const pseudo = pseudoHeader(packet, payload.length);
  if (transport.kind === 'tcp') writeTcp(payload, transport, pseudo, length - IPV4_HEADER_LENGTH);
  else if (transport.kind === 'udp') writeUdp(payload, transport, pseudo);
  else if (transport.kind === 'icmp') writeIcmp(payload, transport, transport.quoted && encodeQuote(transport.quoted));
  else payload.set(transport.payload);
  return bytes.subarray(0, length);
}

function encodeFragment(packet: Ipv4Packet, { bytes: carried }: Ipv4Fragment): Uint8Array {
  const bytes = new Uint8Array(packet.totalLength);
  writeIpv4Header(bytes.subarray(0, IPV4_HEADER_LENGTH), packet);
  bytes.set(carried, IPV4_HEADER_LENGTH);
  return bytes;
}

/** DF, MF and the offset, as they stand in the header. */
export function fragmentWord({ dontFragment, fragment }: Pick<Ipv4Packet, 'dontFragment' | 'fragment'>): number {
  const place =
    fragment === undefined ? 0 : fragment.offset / FRAGMENT_UNIT + (fragment.more ? IPV4_MORE_FRAGMENTS : 0);
  return place + (dontFragment ? IPV4_DONT_FRAGMENT : 0);
}

function writeIpv4Header(bytes: Uint8Array, packet: Ipv4Packet): void {
  const view = viewOf(bytes);
  view.setUint8(IPV4.versionAndLength, (4 << 4) | (IPV4_HEADER_LENGTH / 4));
  view.setUint8(IPV4.typeOfService, packet.typeOfService);
  view.setUint16(IPV4.totalLength, packet.totalLength);
  view.setUint16(IPV4.identification, packet.identification);
  view.setUint16(IPV4.flagsAndFragment, fragmentWord(packet));
  view.setUint8(IPV4.ttl, packet.ttl);
  view.setUint8(IPV4.protocol, packet.protocol);
  view.setUint32(IPV4.source, packet.source);
  view.setUint32(IPV4.destination, packet.destination);
  view.setUint16(IPV4.checksum, internetChecksum(bytes));
}

/** RFC 792: the header and the first 8 bytes of the transport. */
const QUOTE_AT_LEAST = IPV4_HEADER_LENGTH + 8;

function encodeQuote({ packet, length }: NonNullable<IcmpMessage['quoted']>): Uint8Array {
  const { totalLength, transport, fragment } = packet;
  const known = IPV4_HEADER_LENGTH + (fragment === undefined ? transportLength(transport) : fragment.bytes.length);
  if (length < Math.min(QUOTE_AT_LEAST, totalLength) || length > totalLength || known > totalLength)
    throw new RangeError(`an ICMP error cannot quote ${length} bytes of a packet of ${totalLength}`);
  const bareHeader = fragment === undefined && transport.kind === 'tcp' && tcpLength(transport) === TCP_HEADER_LENGTH;
  const room = bareHeader ? Math.min(TCP_HEADER_LIMIT, totalLength - IPV4_HEADER_LENGTH) : 0;
  if (known < length && cutHeaderLength(length - IPV4_HEADER_LENGTH) > room)
    throw new RangeError(`an ICMP error cannot quote ${length} bytes of a packet of which ${known} are known`);
  return encodeFirst(packet, length);
}
