/** TRACE, at the raw table: has the kernel log told of every step that a packet makes from here on. Linux: trace_tg, net/netfilter/xt_TRACE.c. */
import type { SkBuff } from '../skb';

export interface TraceTarget {
  readonly kind: 'TRACE';
}

export function trace(skb: SkBuff): 'CONTINUE' {
  skb.traced = true;
  return 'CONTINUE';
}
