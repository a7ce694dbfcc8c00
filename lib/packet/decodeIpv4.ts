/**
 * IPv4 packets from bytes. Not modelled: IP options, ICMP extensions (RFC 4884), ICMP errors about ICMP errors (RFC 1122,
 * section 3.2.2, forbids them).
 *
 * `encodeIpv4` gives the same bytes again but for: padding after the packet, TCP and UDP checksums that were left to the
 * device or to nobody, and in the quote of an ICMP error all checksums, and the data offset and options of a TCP header
 * that is cut before its end.
 */
import { internetChecksum } from './checksum';
import { DecodeError, requireConsistent, requireLength, requireModelled } from './decodeError';
import { decodeIcmp, decodeTcp, decodeUdp, requireTransportChecksum } from './decodeTransport';
import { ICMP_HEADER_LENGTH, type IcmpMessage, isIcmpError } from './icmp';
import {
  FRAGMENT_UNIT,
  IPV4,
  IPV4_DONT_FRAGMENT,
  IPV4_FRAGMENT_OFFSET,
  IPV4_HEADER_LENGTH,
  IPV4_MORE_FRAGMENTS,
  IPV4_RESERVED_FLAG,
  type Ipv4Fragment,
  type Ipv4Packet,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  type Transport,
} from './ipv4';
import { TCP_HEADER_LENGTH } from './tcp';
import { UDP, UDP_HEADER_LENGTH } from './udp';
import { viewOf } from './wire';

/** What a packet's header says but for its place among fragments. */
export type Ipv4HeaderFields = Omit<Ipv4Packet, 'transport' | 'fragment'>;
/** Where a fragment's bytes lie. */
type FragmentPlace = Pick<Ipv4Fragment, 'offset' | 'more'>;

/**
 * The packet that starts with the bytes; what follows its total length is padding. The value shares no memory with the
 * bytes. Throws a `DecodeError` for bytes that are cut, that contradict themselves, or that are not modelled.
 */
export function decodeIpv4(bytes: Uint8Array): Ipv4Packet {
  const { header, place } = decodeHeader(bytes);
  requireLength('The IPv4 packet', header.totalLength, bytes.length);
  requireSum('IPv4 header', bytes.subarray(0, IPV4_HEADER_LENGTH));
  const body = bytes.subarray(IPV4_HEADER_LENGTH, header.totalLength);
  return place === undefined ? withBody(header, body) : asFragment(header, place, body);
}

/** A whole packet with what it carries, whose checksums have to be right. Throws as `decodeIpv4` does. */
export function withBody(header: Ipv4HeaderFields, body: Uint8Array): Ipv4Packet {
  const transport = decodeTransport(header, body);
  if (transport.kind === 'tcp' || transport.kind === 'udp') requireTransportChecksum(header, body);
  if (transport.kind !== 'icmp') return { ...header, transport, fragment: undefined };
  requireSum('ICMP', body);
  if (!isIcmpError(transport)) return { ...header, transport, fragment: undefined };
  const quoted = decodeQuote(transport.payload);
  return { ...header, transport: { ...transport, payload: new Uint8Array(0), quoted }, fragment: undefined };
}

/** A part of a packet; lengths and checksums in it are those of the whole, and are not looked at. */
export function asFragment(header: Ipv4HeaderFields, { offset, more }: FragmentPlace, body: Uint8Array): Ipv4Packet {
  const bytes = body.slice();
  const transport = (offset === 0 ? decodeFirst(header, bytes) : undefined) ?? opaque(bytes);
  return { ...header, transport, fragment: { offset, more, bytes } };
}

const HEADER_LENGTHS: ReadonlyMap<number, number> = new Map([
  [PROTOCOL_TCP, TCP_HEADER_LENGTH],
  [PROTOCOL_UDP, UDP_HEADER_LENGTH],
  [PROTOCOL_ICMP, ICMP_HEADER_LENGTH],
]);

/** What the first fragment has of its transport; nothing if that is cut within its header. */
function decodeFirst(header: Ipv4HeaderFields, bytes: Uint8Array): Transport | undefined {
  if (bytes.length < (HEADER_LENGTHS.get(header.protocol) ?? 0)) return undefined;
  if (header.protocol === PROTOCOL_UDP) return decodeUdp(bytes, viewOf(bytes).getUint16(UDP.length));
  try {
    return decodeTransport(header, bytes);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function opaque(payload: Uint8Array): Transport {
  return { kind: 'opaque', payload };
}

/** RFC 792: an error quotes at least 8 bytes of the transport. */
const QUOTED_AT_LEAST = 8;

/** The checksums of a quote are those of the whole packet as a router left it: they are not looked at. */
function decodeQuote(bytes: Uint8Array): NonNullable<IcmpMessage['quoted']> {
  const { header, place } = decodeHeader(bytes);
  requireModelled(bytes.length <= header.totalLength, 'ICMP errors with more than the packet that they are about');
  const body = bytes.subarray(IPV4_HEADER_LENGTH);
  const least = Math.min(QUOTED_AT_LEAST, header.totalLength - IPV4_HEADER_LENGTH);
  requireLength('The transport in the quote of an ICMP error', least, body.length);
  if (place !== undefined) return { packet: asFragment(header, place, body), length: bytes.length };
  const transport = decodeTransport(header, body);
  requireModelled(transport.kind !== 'icmp' || !isIcmpError(transport), 'ICMP errors about ICMP errors');
  return { packet: { ...header, transport, fragment: undefined }, length: bytes.length };
}

function decodeHeader(bytes: Uint8Array): {
  readonly header: Ipv4HeaderFields;
  readonly place: FragmentPlace | undefined;
} {
  requireLength('The IPv4 header', IPV4_HEADER_LENGTH, bytes.length);
  const view = viewOf(bytes);
  const version = view.getUint8(IPV4.versionAndLength) >> 4;
  requireConsistent(version === 4, `The version of an IPv4 packet cannot be ${version}.`);
  const headerLength = (view.getUint8(IPV4.versionAndLength) & 15) * 4;
  requireConsistent(headerLength >= IPV4_HEADER_LENGTH, `The IPv4 header cannot have ${headerLength} bytes.`);
  requireModelled(headerLength === IPV4_HEADER_LENGTH, 'IPv4 options');
  const totalLength = view.getUint16(IPV4.totalLength);
  requireConsistent(totalLength >= headerLength, `The IPv4 total length cannot be ${totalLength}.`);
  const fragment = view.getUint16(IPV4.flagsAndFragment);
  requireModelled((fragment & IPV4_RESERVED_FLAG) === 0, 'Packets with the reserved IPv4 flag');
  const header = {
    kind: 'ipv4',
    source: view.getUint32(IPV4.source),
    destination: view.getUint32(IPV4.destination),
    protocol: view.getUint8(IPV4.protocol),
    ttl: view.getUint8(IPV4.ttl),
    identification: view.getUint16(IPV4.identification),
    dontFragment: (fragment & IPV4_DONT_FRAGMENT) !== 0,
    typeOfService: view.getUint8(IPV4.typeOfService),
    totalLength,
  } as const;
  return { header, place: placeOf(fragment) };
}

function placeOf(word: number): FragmentPlace | undefined {
  const offset = (word & IPV4_FRAGMENT_OFFSET) * FRAGMENT_UNIT;
  const more = (word & IPV4_MORE_FRAGMENTS) !== 0;
  return more || offset > 0 ? { offset, more } : undefined;
}

/** An ICMP error keeps its quote as a payload here: quotes do not nest. */
function decodeTransport(header: Ipv4HeaderFields, bytes: Uint8Array): Transport {
  const length = header.totalLength - IPV4_HEADER_LENGTH;
  if (header.protocol === PROTOCOL_TCP) return decodeTcp(bytes, length);
  if (header.protocol === PROTOCOL_UDP) return decodeUdp(bytes, length);
  if (header.protocol !== PROTOCOL_ICMP) return opaque(bytes.slice());
  return decodeIcmp('icmp', bytes);
}

function requireSum(what: string, bytes: Uint8Array): void {
  if (internetChecksum(bytes) !== 0) throw new DecodeError('DECODE_CHECKSUM', `The ${what} checksum is wrong.`);
}
