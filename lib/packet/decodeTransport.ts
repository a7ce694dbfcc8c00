/** TCP segments, UDP datagrams and ICMP messages of either version from bytes, and their checksums. Not modelled: urgent data, reserved TCP bits. */
import { internetChecksum, type PseudoHeaderFields, pseudoHeader } from './checksum';
import { DecodeError, requireConsistent, requireLength, requireModelled } from './decodeError';
import { ICMP, ICMP_HEADER_LENGTH, type IcmpMessage } from './icmp';
import { PROTOCOL_UDP } from './ipv4';
import { TCP, TCP_HEADER_LENGTH, type TcpSegment } from './tcp';
import { decodeTcpOptions } from './tcpOptions';
import { UDP, UDP_HEADER_LENGTH, type UdpDatagram } from './udp';
import { viewOf } from './wire';

/**
 * A segment of `length` bytes, of which `bytes` may be only the first in the quote of an ICMP error. Then fields and
 * payload after the cut are zero or empty, and so are the options unless all of them are there.
 */
export function decodeTcp(bytes: Uint8Array, length: number): TcpSegment {
  requireLength('The TCP header', TCP_HEADER_LENGTH, length);
  const header = new Uint8Array(TCP_HEADER_LENGTH);
  header.set(bytes.subarray(0, TCP_HEADER_LENGTH));
  const view = viewOf(header);
  const offset = view.getUint8(TCP.dataOffset);
  const headerLength = bytes.length > TCP.dataOffset ? (offset >> 4) * 4 : TCP_HEADER_LENGTH;
  requireConsistent(
    headerLength >= TCP_HEADER_LENGTH && headerLength <= length,
    `The TCP header cannot have ${headerLength} bytes in a segment of ${length}.`,
  );
  requireModelled((offset & 15) === 0, 'Reserved bits of the TCP header');
  requireModelled(view.getUint16(TCP.urgentPointer) === 0, 'TCP urgent pointers');
  return {
    kind: 'tcp',
    sourcePort: view.getUint16(TCP.sourcePort),
    destinationPort: view.getUint16(TCP.destinationPort),
    sequence: view.getUint32(TCP.sequence),
    acknowledgement: view.getUint32(TCP.acknowledgement),
    flags: view.getUint8(TCP.flags),
    window: view.getUint16(TCP.window),
    options: headerLength > bytes.length ? {} : decodeTcpOptions(bytes.subarray(TCP_HEADER_LENGTH, headerLength)),
    payload: bytes.slice(headerLength),
  };
}

/** A datagram of `length` bytes; a quote may have less of its payload. */
export function decodeUdp(bytes: Uint8Array, length: number): UdpDatagram {
  requireLength('The UDP header', UDP_HEADER_LENGTH, bytes.length);
  const view = viewOf(bytes);
  const stated = view.getUint16(UDP.length);
  requireConsistent(stated === length, `The UDP length is ${stated}, but the packet has ${length} bytes for it.`);
  return {
    kind: 'udp',
    sourcePort: view.getUint16(UDP.sourcePort),
    destinationPort: view.getUint16(UDP.destinationPort),
    payload: bytes.slice(UDP_HEADER_LENGTH),
  };
}

/** A message of ICMP or ICMPv6; an error keeps its quote as a payload here. */
export function decodeIcmp<Kind extends 'icmp' | 'icmpv6'>(
  kind: Kind,
  bytes: Uint8Array,
): Omit<IcmpMessage, 'kind' | 'quoted'> & { readonly kind: Kind } {
  requireLength(kind === 'icmp' ? 'The ICMP header' : 'The ICMPv6 header', ICMP_HEADER_LENGTH, bytes.length);
  const view = viewOf(bytes);
  return {
    kind,
    type: view.getUint8(ICMP.type),
    code: view.getUint8(ICMP.code),
    rest: view.getUint32(ICMP.rest),
    payload: bytes.slice(ICMP_HEADER_LENGTH),
  };
}

/**
 * Throws `DECODE_CHECKSUM` unless the checksum of a whole TCP segment or UDP datagram is right, or left to the device:
 * then a capture at the sender holds the sum of the pseudo header alone (Linux: CHECKSUM_PARTIAL,
 * include/linux/skbuff.h). A UDP checksum of 0 says that there is none, but not over IPv6 (RFC 8200, section 8.1).
 */
export function requireTransportChecksum(packet: PseudoHeaderFields, bytes: Uint8Array): void {
  const [name, at] =
    packet.protocol === PROTOCOL_UDP ? (['UDP', UDP.checksum] as const) : (['TCP', TCP.checksum] as const);
  const pseudo = pseudoHeader(packet, bytes.length);
  const stated = viewOf(bytes).getUint16(at);
  const absent = packet.kind === 'ipv4' && packet.protocol === PROTOCOL_UDP && stated === 0;
  const partial = stated === 0xffff - internetChecksum(pseudo);
  if (absent || partial || internetChecksum(pseudo, bytes) === 0) return;
  throw new DecodeError('DECODE_CHECKSUM', `The ${name} checksum is neither right nor left to the device.`);
}
