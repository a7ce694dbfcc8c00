/** CT and NOTRACK, at the raw table: whether connection tracking leaves a packet alone, and the zone of its connection. Linux: xt_ct_target, net/netfilter/xt_CT.c. Not modelled: helpers, time-out policies. */

import { ConntrackEntry } from '../conntrack/entry';
import type { Direction } from '../conntrack/tuple';
import type { Zone } from '../conntrack/zone';
import type { TargetDefinition } from '../extension';
import { hookSet } from '../hookName';

/** A zone as a rule names it. */
export interface ZoneChoice {
  readonly id: number;
  /** Its number is the packet's mark. */
  readonly ofMark: boolean;
  /** Only packets of these directions belong to it; none or both: all do. */
  readonly directions: readonly Direction[];
}

/** Whether packets are left alone. */
export interface CtTarget {
  readonly kind: 'CT';
  /** Without it, a rule that changes nothing. */
  readonly notrack: boolean;
  readonly zone?: ZoneChoice;
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
  prepare({ notrack, zone }) {
    const template = notrack ? undefined : newTemplate(zone);
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
function newTemplate(zone: ZoneChoice | undefined): ConntrackEntry {
  const template = new ConntrackEntry(NOWHERE, NOWHERE, 0, zone && zoneOf(zone));
  template.zoneIsMark = zone?.ofMark === true;
  template.confirmed = true;
  return template;
}

function zoneOf({ id, directions }: ZoneChoice): Zone {
  const [direction = 'both'] = directions.length === 1 ? directions : [];
  return { id, direction };
}
