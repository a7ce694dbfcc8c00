/** TRACE, at the raw table: has the kernel log told of every step that a packet makes from here on. Linux: trace_tg, net/netfilter/xt_TRACE.c. */
import type { TargetDefinition } from '../extension';
import { hookSet } from '../hookName';

/** There is nothing to say. */
export interface TraceTarget {
  readonly kind: 'TRACE';
}

/** Has the kernel log told of every step that a packet makes from here on. */
export const TRACE_TARGET: TargetDefinition<TraceTarget> = {
  kind: 'TRACE',
  table: 'raw',
  hooks: hookSet('PREROUTING', 'OUTPUT'),
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare() {
    return (skb) => {
      skb.notes.traced = true;
      return 'CONTINUE';
    };
  },
};
