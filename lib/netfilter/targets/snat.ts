/** SNAT: sets a new connection's source. Linux: xt_snat_target_v2, net/netfilter/xt_nat.c. */
import type { TargetDefinition } from '../extension';
import { hookSet } from '../hookName';
import { NatAction } from '../nat/action';
import type { NatRange } from '../nat/translation';

/** What `-j SNAT` says. */
export interface SnatTarget {
  readonly kind: 'SNAT';
  readonly range: NatRange;
}

/** Sets a new connection's source. */
export const SNAT_TARGET: TargetDefinition<SnatTarget> = {
  kind: 'SNAT',
  table: 'nat',
  hooks: hookSet('POSTROUTING', 'INPUT'),
  protocol: 'any',
  needsConntrack: () => true,
  remembersPackets: () => false,
  prepare({ range }) {
    return new NatAction('source', range);
  },
};
