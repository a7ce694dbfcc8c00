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

/** Offsets of the fields of either pseudo header, in bytes. */
const IPV4_PSEUDO = { source: 0, destination: 4, protocol: 9, length: 10 } as const;
const IPV6_PSEUDO = { source: 0, destination: 16, length: 32, nextHeader: 39 } as const;
const IPV4_PSEUDO_LENGTH = 12;
const IPV6_PSEUDO_LENGTH = 40;

/**
 * What TCP, UDP and ICMPv6 sum before their own bytes, of which there are `length`: 12 bytes of an IPv4 header
 * (RFC 9293, section 3.1; RFC 768), 40 of an IPv6 header (RFC 8200, section 8.1).
 */
export function pseudoHeader(packet: PseudoHeaderFields, length: number): Uint8Array {
  const bytes = new Uint8Array(packet.kind === 'ipv4' ? IPV4_PSEUDO_LENGTH : IPV6_PSEUDO_LENGTH);
  const view = viewOf(bytes);
  if (packet.kind === 'ipv4') {
    view.setUint32(IPV4_PSEUDO.source, packet.source);
    view.setUint32(IPV4_PSEUDO.destination, packet.destination);
    view.setUint8(IPV4_PSEUDO.protocol, packet.protocol);
    view.setUint16(IPV4_PSEUDO.length, length);
  } else {
    writeIpv6(view, IPV6_PSEUDO.source, packet.source);
    writeIpv6(view, IPV6_PSEUDO.destination, packet.destination);
    view.setUint32(IPV6_PSEUDO.length, length);
    view.setUint8(IPV6_PSEUDO.nextHeader, packet.protocol);
  }
  return bytes;
}
