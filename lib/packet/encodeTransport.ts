/** TCP segments, UDP datagrams and ICMP messages of either version as bytes. Linux: tcp_options_write, net/ipv4/tcp_output.c. */
import { internetChecksum } from './checksum';
import { ICMP, ICMP_HEADER_LENGTH, type IcmpMessage } from './icmp';
import type { Icmpv6Message } from './icmpv6';
import { TCP, TCP_HEADER_LENGTH, type TcpSegment, tcpLength, tcpOptionsLength } from './tcp';
import { encodeTcpOptions } from './tcpOptions';
import { UDP, UDP_HEADER_LENGTH, type UdpDatagram } from './udp';
import { viewOf } from './wire';

/** A quote that goes on after all that is known was cut among TCP options: their header must end after the quote. */
export function cutHeaderLength(shown: number): number {
  return (Math.floor(shown / 4) + 1) * 4;
}

/** Writes a segment after a pseudo header; of a quote, `shown` bytes will be seen. */
export function writeTcp(bytes: Uint8Array, segment: TcpSegment, pseudo: Uint8Array, shown: number): void {
  const cut = tcpLength(segment) < shown;
  const headerLength = cut ? cutHeaderLength(shown) : TCP_HEADER_LENGTH + tcpOptionsLength(segment.options);
  const view = viewOf(bytes);
  view.setUint16(TCP.sourcePort, segment.sourcePort);
  view.setUint16(TCP.destinationPort, segment.destinationPort);
  view.setUint32(TCP.sequence, segment.sequence);
  view.setUint32(TCP.acknowledgement, segment.acknowledgement);
  view.setUint8(TCP.dataOffset, (headerLength / 4) << 4);
  view.setUint8(TCP.flags, segment.flags);
  view.setUint16(TCP.window, segment.window);
  bytes.set(encodeTcpOptions(segment.options), TCP_HEADER_LENGTH);
  bytes.set(segment.payload, TCP_HEADER_LENGTH + tcpOptionsLength(segment.options));
  view.setUint16(TCP.checksum, internetChecksum(pseudo, bytes));
}

/** Writes a datagram after a pseudo header. */
export function writeUdp(bytes: Uint8Array, datagram: UdpDatagram, pseudo: Uint8Array): void {
  const view = viewOf(bytes);
  view.setUint16(UDP.sourcePort, datagram.sourcePort);
  view.setUint16(UDP.destinationPort, datagram.destinationPort);
  view.setUint16(UDP.length, bytes.length);
  bytes.set(datagram.payload, UDP_HEADER_LENGTH);
  view.setUint16(UDP.checksum, internetChecksum(pseudo, bytes) || 0xffff); // 0 says that there is none (RFC 768)
}

const NO_PSEUDO_HEADER = new Uint8Array(0);

/** Writes a message, `quote` after its payload; ICMPv6 sums a pseudo header too, ICMP none. */
export function writeIcmp(
  bytes: Uint8Array,
  message: IcmpMessage | Icmpv6Message,
  quote: Uint8Array | undefined,
  pseudo: Uint8Array = NO_PSEUDO_HEADER,
): void {
  const view = viewOf(bytes);
  view.setUint8(ICMP.type, message.type);
  view.setUint8(ICMP.code, message.code);
  view.setUint32(ICMP.rest, message.rest);
  bytes.set(message.payload, ICMP_HEADER_LENGTH);
  if (quote !== undefined) bytes.set(quote, ICMP_HEADER_LENGTH + message.payload.length);
  view.setUint16(ICMP.checksum, internetChecksum(pseudo, bytes));
}
