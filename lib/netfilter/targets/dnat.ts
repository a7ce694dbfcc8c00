/** DNAT: sets a new connection's destination. Linux: xt_dnat_target_v2, net/netfilter/xt_nat.c. */
import type { TargetDefinition } from '../extension';
import { hookSet } from '../hookName';
import { NatAction } from '../nat/action';
import type { NatRange } from '../nat/translation';

/** What `-j DNAT` says. */
export interface DnatTarget {
  readonly kind: 'DNAT';
  readonly range: NatRange;
}

/** Sets a new connection's destination. */
export const DNAT_TARGET: TargetDefinition<DnatTarget> = {
  kind: 'DNAT',
  table: 'nat',
  hooks: hookSet('PREROUTING', 'OUTPUT'),
  protocol: 'any',
  needsConntrack: () => true,
  remembersPackets: () => false,
  prepare({ range }) {
    return new NatAction('destination', range);
  },
};
