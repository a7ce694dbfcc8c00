/** The Internet checksum (RFC 1071) of IPv4, ICMP, TCP and UDP. */
import type { Ipv4Packet } from './ipv4';
import type { Ipv6Packet } from './ipv6';
import { viewOf, writeIpv6 } from './wire';

/**
 * The complement of the one's complement sum of all 16-bit words, from 0 to 0xffff. The parts count as one run of
 * bytes; an odd last byte is followed by a zero. Over bytes that hold their own checksum the result is 0 if it is right.
 */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  let high = true;
  for (const part of parts)
    for (const byte of part) {
      sum += high ? byte << 8 : byte;
      high = !high;
    }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return 0xffff - sum;
}

/** What of an IP header goes into the checksums of what it carries. */
export type PseudoHeaderFields =
  | Pick<Ipv4Packet, 'kind' | 'source' | 'destination' | 'protocol'>
  | Pick<Ipv6Packet, 'kind' | 'source' | 'destination' | 'protocol'>;

/**
 * What TCP, UDP and ICMPv6 sum before their own bytes, of which there are `length`: 12 bytes of an IPv4 header
 * (RFC 9293, section 3.1; RFC 768), 40 of an IPv6 header (RFC 8200, section 8.1).
 */
export function pseudoHeader(packet: PseudoHeaderFields, length: number): Uint8Array {
  const bytes = new Uint8Array(packet.kind === 'ipv4' ? 12 : 40);
  const view = viewOf(bytes);
  if (packet.kind === 'ipv4') {
    view.setUint32(0, packet.source);
    view.setUint32(4, packet.destination);
    view.setUint8(9, packet.protocol);
    view.setUint16(10, length);
  } else {
    writeIpv6(view, 0, packet.source);
    writeIpv6(view, 16, packet.destination);
    view.setUint32(32, length);
    view.setUint8(39, packet.protocol);
  }
  return bytes;
}
