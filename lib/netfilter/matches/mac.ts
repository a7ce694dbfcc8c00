/** `-m mac`: the hardware address that the frame came from. Linux: mac_mt, net/netfilter/xt_mac.c. */

import type { MacAddress } from '../../packet';
import type { MatchDefinition } from '../extension';
import { hookSet } from '../hookName';

/** What the hardware address must be. */
export interface MacMatch {
  readonly kind: 'mac';
  readonly source: MacAddress;
  readonly invert: boolean;
}

/** The hardware address that the frame came from. */
export const MAC_MATCH: MatchDefinition<MacMatch> = {
  kind: 'mac',
  table: 'any',
  hooks: hookSet('PREROUTING', 'INPUT', 'FORWARD'),
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  /** A packet without an Ethernet header, by the loopback device for example, does not match, not even inverted. */
  prepare({ source, invert }) {
    return (skb) => skb.destinationMac !== 0 && (skb.sourceMac === source) !== invert;
  },
};
