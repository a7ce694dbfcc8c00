/** Cuts packets into fragments, and puts fragments together (RFC 791, section 3.2). */
import { DecodeError } from './decodeError';
import { asFragment, withBody } from './decodeIpv4';
import { encodeIpv4 } from './encodeIpv4';
import { FRAGMENT_UNIT, IPV4_HEADER_LENGTH, type Ipv4Fragment, type Ipv4Packet } from './ipv4';

/** A packet that is a fragment. */
export type FragmentPacket = Ipv4Packet & { readonly fragment: Ipv4Fragment };

/** The parts of a packet, or of a fragment, of at most `mtu` bytes each, as a router cuts it; the packet itself if it is no longer. Linux: ip_do_fragment, net/ipv4/ip_output.c. */
export function fragmentIpv4(packet: Ipv4Packet, mtu: number): readonly Ipv4Packet[] {
  if (packet.totalLength <= mtu) return [packet];
  const { offset, more } = packet.fragment ?? { offset: 0, more: false };
  const body = packet.fragment?.bytes ?? encodeIpv4(packet).subarray(IPV4_HEADER_LENGTH);
  const room = mtu - IPV4_HEADER_LENGTH;
  const step = Math.max(FRAGMENT_UNIT, room - (room % FRAGMENT_UNIT));
  const parts: Ipv4Packet[] = [];
  for (let at = 0; at < body.length; ) {
    const isLast = body.length - at <= room;
    const part = body.subarray(at, isLast ? body.length : at + step);
    const header = { ...packet, dontFragment: false, totalLength: IPV4_HEADER_LENGTH + part.length };
    parts.push(asFragment(header, { offset: offset + at, more: more || !isLast }, part));
    at += part.length;
  }
  return parts;
}

/** The packet that fragments are the parts of: they are in order, and none is missing. `undefined` if its checksum is wrong. */
export function reassembleIpv4(fragments: readonly FragmentPacket[]): Ipv4Packet | undefined {
  const [first] = fragments;
  if (first === undefined) return undefined;
  const body = new Uint8Array(fragments.reduce((sum, { fragment }) => sum + fragment.bytes.length, 0));
  for (const { fragment } of fragments) body.set(fragment.bytes, fragment.offset);
  try {
    return withBody({ ...first, dontFragment: false, totalLength: IPV4_HEADER_LENGTH + body.length }, body);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
