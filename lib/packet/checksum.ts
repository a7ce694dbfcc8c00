/** The Internet checksum (RFC 1071) of IPv4, ICMP, TCP and UDP. */
import type { Ipv4Packet } from './ipv4';
import { viewOf } from './wire';

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

/** The 12 bytes that TCP and UDP sum before their own (RFC 9293, section 3.1; RFC 768); `length` is theirs, in bytes. */
export function pseudoHeader(
  packet: Pick<Ipv4Packet, 'source' | 'destination' | 'protocol'>,
  length: number,
): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = viewOf(bytes);
  view.setUint32(0, packet.source);
  view.setUint32(4, packet.destination);
  view.setUint8(9, packet.protocol);
  view.setUint16(10, length);
  return bytes;
}
