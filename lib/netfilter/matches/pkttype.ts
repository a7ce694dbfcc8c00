/** `-m pkttype`: whom the frame was for. Linux: pkttype_mt, net/netfilter/xt_pkttype.c. */
import { BROADCAST_MAC, isGroupMac, isMulticast } from '../../packet/address';
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';

export type PacketType = 'unicast' | 'broadcast' | 'multicast';

export interface PkttypeMatch {
  readonly kind: 'pkttype';
  readonly type: PacketType;
  readonly invert: boolean;
}

export function preparePkttype({ type, invert }: PkttypeMatch): MatchFunction {
  return (skb: SkBuff) => (packetType(skb) === type) !== invert;
}

/** Bridged packets for others count as the machine's own while iptables sees them. Linux: eth_type_trans, setup_pre_routing. */
function packetType({ looped, packet, destinationMac }: SkBuff): PacketType {
  if (looped) return isMulticast(packet.destination) ? 'multicast' : 'broadcast';
  if (destinationMac === BROADCAST_MAC) return 'broadcast';
  return isGroupMac(destinationMac) ? 'multicast' : 'unicast';
}
