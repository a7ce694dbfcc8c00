/** Names of the protocols that are understood, for packets whose transport says nothing: fragments but the first have no header. */
import { PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from './ipv4';

const NAMES: ReadonlyMap<number, string> = new Map([
  [PROTOCOL_ICMP, 'icmp'],
  [PROTOCOL_TCP, 'tcp'],
  [PROTOCOL_UDP, 'udp'],
]);

/** `icmp`, `tcp`, `udp`, or the protocol's number. */
export function protocolName({ protocol }: { readonly protocol: number }): string {
  return NAMES.get(protocol) ?? String(protocol);
}
