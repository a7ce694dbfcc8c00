/** `-m pkttype`: whom the frame was for. Linux: pkttype_mt, net/netfilter/xt_pkttype.c. */

import { BROADCAST_MAC, isGroupMac, isMulticast } from '../../packet/address';
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';
import type { SkBuff } from '../skb';

/** Linux: PACKET_HOST, PACKET_BROADCAST, PACKET_MULTICAST. */
export type PacketType = 'unicast' | 'broadcast' | 'multicast';

/** Whom the frame must be for. */
export interface PkttypeMatch {
  readonly kind: 'pkttype';
  readonly type: PacketType;
  readonly invert: boolean;
}

/** Whom the frame was for. */
export const PKTTYPE_MATCH: MatchDefinition<PkttypeMatch> = {
  kind: 'pkttype',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ type, invert }) {
    return (skb) => (packetType(skb) === type) !== invert;
  },
};

/** Bridged packets for others count as the machine's own while iptables sees them. Linux: eth_type_trans, setup_pre_routing. */
export function packetType({ notes, packet, destinationMac }: SkBuff): PacketType {
  if (notes.looped) return isMulticast(packet.destination) ? 'multicast' : 'broadcast';
  const receivedFor = notes.receivedFor ?? destinationMac;
  if (receivedFor === BROADCAST_MAC) return 'broadcast';
  return isGroupMac(receivedFor) ? 'multicast' : 'unicast';
}
