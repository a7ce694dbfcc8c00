/** The length field of UDP, which is that of the whole datagram in its first fragment, too (RFC 768). */
import { type Ipv4Packet, transportLength } from './ipv4';
import { UDP } from './udp';

/** In bytes; `undefined` for later fragments. */
export function udpLength({ transport, fragment }: Ipv4Packet): number | undefined {
  if (fragment === undefined) return transportLength(transport);
  const [high, low] = fragment.offset > 0 ? [] : fragment.bytes.subarray(UDP.length);
  return high === undefined || low === undefined ? undefined : high * 256 + low;
}
