/** `-m iprange`: an address between two. Linux: iprange_mt4, net/netfilter/xt_iprange.c. */

import type { Ipv4Address } from '../../packet';
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** Both ends included; a range that runs backwards holds no address. */
export interface AddressRange {
  readonly from: Ipv4Address;
  readonly to: Ipv4Address;
  readonly invert: boolean;
}

/** What addresses must lie between. */
export interface IprangeMatch {
  readonly kind: 'iprange';
  readonly source?: AddressRange;
  readonly destination?: AddressRange;
}

/** An address between two. */
export const IPRANGE_MATCH: MatchDefinition<IprangeMatch> = {
  kind: 'iprange',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ source, destination }) {
    return ({ packet }) => lies(packet.source, source) && lies(packet.destination, destination);
  },
};

function lies(address: Ipv4Address, range: AddressRange | undefined): boolean {
  return range === undefined || (address >= range.from && address <= range.to) !== range.invert;
}
