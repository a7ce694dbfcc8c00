/**
 * IPv6 packets from bytes (RFC 8200). Not modelled: extension headers, ICMPv6 errors about ICMPv6 errors or with a part
 * of the packet that they are about. `encodeIpv6` gives the same bytes again but for padding, checksums that were left to
 * the device, and all checksums in the quote of an ICMPv6 error.
 */
import { internetChecksum, pseudoHeader } from './checksum';
import { DecodeError, requireConsistent, requireLength, requireModelled } from './decodeError';
import { decodeIcmp, decodeTcp, decodeUdp, requireTransportChecksum } from './decodeTransport';
import { type Icmpv6Message, isIcmpv6Error } from './icmpv6';
import { PROTOCOL_TCP, PROTOCOL_UDP } from './ipv4';
import { IPV6, IPV6_HEADER_LENGTH, type Ipv6Packet, type Ipv6Transport, PROTOCOL_ICMPV6 } from './ipv6';
import { readIpv6, viewOf } from './wire';

type Header = Omit<Ipv6Packet, 'transport'>;

/**
 * The packet that starts with the bytes; what follows its payload is padding. The value shares no memory with the bytes.
 * Throws a `DecodeError` for bytes that are cut, that contradict themselves, or that are not modelled.
 */
export function decodeIpv6(bytes: Uint8Array): Ipv6Packet {
  const header = decodeHeader(bytes);
  requireLength('The IPv6 packet', header.totalLength, bytes.length);
  const body = bytes.subarray(IPV6_HEADER_LENGTH, header.totalLength);
  const transport = decodeTransport(header, body);
  if (transport.kind !== 'icmpv6') {
    requireTransportChecksum(header, body);
    return { ...header, transport };
  }
  if (internetChecksum(pseudoHeader(header, body.length), body) !== 0)
    throw new DecodeError('DECODE_CHECKSUM', 'The ICMPv6 checksum is wrong.');
  if (!isIcmpv6Error(transport)) return { ...header, transport };
  return { ...header, transport: { ...transport, payload: new Uint8Array(0), quoted: decodeQuote(transport.payload) } };
}

function decodeQuote(bytes: Uint8Array): NonNullable<Icmpv6Message['quoted']> {
  const header = decodeHeader(bytes);
  requireModelled(bytes.length === header.totalLength, 'ICMPv6 errors with another part than the whole packet');
  const transport = decodeTransport(header, bytes.subarray(IPV6_HEADER_LENGTH));
  requireModelled(transport.kind !== 'icmpv6' || !isIcmpv6Error(transport), 'ICMPv6 errors about ICMPv6 errors');
  return { packet: { ...header, transport }, length: bytes.length };
}

function decodeHeader(bytes: Uint8Array): Header {
  requireLength('The IPv6 header', IPV6_HEADER_LENGTH, bytes.length);
  const view = viewOf(bytes);
  const first = view.getUint32(IPV6.firstWord);
  requireConsistent(first >>> 28 === 6, `The version of an IPv6 packet cannot be ${first >>> 28}.`);
  return {
    kind: 'ipv6',
    source: readIpv6(view, IPV6.source),
    destination: readIpv6(view, IPV6.destination),
    protocol: view.getUint8(IPV6.nextHeader),
    ttl: view.getUint8(IPV6.hopLimit),
    trafficClass: (first >>> 20) & 0xff,
    flowLabel: first & 0xfffff,
    totalLength: IPV6_HEADER_LENGTH + view.getUint16(IPV6.payloadLength),
  };
}

/** An ICMPv6 error keeps its quote as a payload here: quotes do not nest. */
function decodeTransport({ protocol, totalLength }: Header, bytes: Uint8Array): Ipv6Transport {
  const length = totalLength - IPV6_HEADER_LENGTH;
  if (protocol === PROTOCOL_TCP) return decodeTcp(bytes, length);
  if (protocol === PROTOCOL_UDP) return decodeUdp(bytes, length);
  requireModelled(protocol === PROTOCOL_ICMPV6, `IPv6 packets with next header ${protocol}`);
  return decodeIcmp('icmpv6', bytes);
}
