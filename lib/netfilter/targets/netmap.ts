/** NETMAP: a network's addresses for another's. Linux: netmap_tg4, net/netfilter/xt_NETMAP.c. */

import type { Ipv4Prefix } from '../../packet';
import type { TargetDefinition } from '../extension';
import { hookSet } from '../hookName';
import { NatAction } from '../nat/action';
import { manipOf } from '../nat/setup';

/** The bits of the mask are replaced, in the destination before routing, else in the source. */
export interface NetmapTarget {
  readonly kind: 'NETMAP';
  readonly to: Ipv4Prefix;
}

/** Puts a network's addresses in the place of another's. */
export const NETMAP_TARGET: TargetDefinition<NetmapTarget> = {
  kind: 'NETMAP',
  table: 'nat',
  hooks: hookSet('PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'),
  protocol: 'any',
  needsConntrack: () => true,
  remembersPackets: () => false,
  prepare({ to }) {
    return (skb, state) => {
      const manip = manipOf(state.hook);
      const { source, destination } = skb.packet;
      const old = manip === 'destination' ? destination : source;
      const address = ((old & ~to.mask) | to.address) >>> 0;
      return new NatAction(manip, { addresses: { from: address, to: address } }).run(skb, state);
    };
  },
};
