/** `-m mac`: the hardware address that the frame came from. Linux: mac_mt, net/netfilter/xt_mac.c. */
import type { MacAddress } from '../../packet';
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';

export interface MacMatch {
  readonly kind: 'mac';
  readonly source: MacAddress;
  readonly invert: boolean;
}

/** A packet without an Ethernet header, by the loopback device for example, does not match, not even inverted. */
export function prepareMac({ source, invert }: MacMatch): MatchFunction {
  return (skb: SkBuff) => skb.destinationMac !== 0 && (skb.sourceMac === source) !== invert;
}
