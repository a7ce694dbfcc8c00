/** TCP segments and UDP datagrams as bytes. Linux: tcp_options_write, net/ipv4/tcp_output.c. */
import { internetChecksum } from './checksum';
import { TCP_HEADER_LENGTH, type TcpSegment, tcpLength, tcpOptionsLength } from './tcp';
import { encodeTcpOptions } from './tcpOptions';
import { UDP_HEADER_LENGTH, type UdpDatagram } from './udp';
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
  view.setUint16(0, segment.sourcePort);
  view.setUint16(2, segment.destinationPort);
  view.setUint32(4, segment.sequence);
  view.setUint32(8, segment.acknowledgement);
  view.setUint8(12, (headerLength / 4) << 4);
  view.setUint8(13, segment.flags);
  view.setUint16(14, segment.window);
  bytes.set(encodeTcpOptions(segment.options), TCP_HEADER_LENGTH);
  bytes.set(segment.payload, TCP_HEADER_LENGTH + tcpOptionsLength(segment.options));
  view.setUint16(16, internetChecksum(pseudo, bytes));
}

/** Writes a datagram after a pseudo header. */
export function writeUdp(bytes: Uint8Array, datagram: UdpDatagram, pseudo: Uint8Array): void {
  const view = viewOf(bytes);
  view.setUint16(0, datagram.sourcePort);
  view.setUint16(2, datagram.destinationPort);
  view.setUint16(4, bytes.length);
  bytes.set(datagram.payload, UDP_HEADER_LENGTH);
  view.setUint16(6, internetChecksum(pseudo, bytes) || 0xffff); // 0 says that there is none (RFC 768)
}
