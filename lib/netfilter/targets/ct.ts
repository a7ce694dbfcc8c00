/** CT and NOTRACK, at the raw table: whether connection tracking leaves a packet alone. Linux: xt_ct_target, net/netfilter/xt_CT.c. Not modelled: zones, helpers, time-out policies. */

import { ConntrackEntry } from '../conntrack/entry';
import type { TargetDefinition } from '../extension';
import { hookSet } from '../hookName';

/** Whether packets are left alone. */
export interface CtTarget {
  readonly kind: 'CT';
  /** Without it, a rule that changes nothing. */
  readonly notrack: boolean;
  /** What programs that listen are told of: none listens here. */
  readonly events?: readonly string[];
  readonly expectationEvents?: readonly string[];
  /** Written as `-j NOTRACK`. */
  readonly asNotrack: boolean;
}

const NOWHERE = { source: 0, destination: 0, protocol: 0, sourceKey: 0, destinationKey: 0 };

/** Whether connection tracking leaves a packet alone. */
export const CT_TARGET: TargetDefinition<CtTarget> = {
  kind: 'CT',
  table: 'raw',
  hooks: hookSet('PREROUTING', 'OUTPUT'),
  protocol: 'any',
  needsConntrack: ({ notrack }) => !notrack,
  remembersPackets: ({ notrack }) => !notrack,
  prepare({ notrack }) {
    const template = notrack ? undefined : newTemplate();
    return (skb) => {
      // What came by the loopback device keeps its connection, and the first rule of this kind decides.
      const isDecided =
        skb.notes.conntrack !== undefined ||
        skb.notes.untracked ||
        skb.notes.template !== undefined ||
        skb.notes.answersUntracked;
      if (isDecided) return 'CONTINUE';
      if (notrack) skb.notes.untracked = true;
      else skb.notes.template = template;
      return 'CONTINUE';
    };
  },
};

/** A connection of nobody, which all packets of the rule share. Linux: nf_ct_tmpl_alloc, xt_ct_tg_check. */
function newTemplate(): ConntrackEntry {
  const template = new ConntrackEntry(NOWHERE, NOWHERE, 0);
  template.confirmed = true;
  return template;
}
