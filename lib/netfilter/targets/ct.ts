/** CT and NOTRACK, at the raw table: whether connection tracking leaves a packet alone. Linux: xt_ct_target, net/netfilter/xt_CT.c. Not modelled: zones, helpers, time-out policies, event masks. */
import type { SkBuff } from '../skb';
import type { TargetFunction } from './index';

export interface CtTarget {
  readonly kind: 'CT';
  /** Without it, a rule that changes nothing. */
  readonly notrack: boolean;
  /** Written as `-j NOTRACK`. */
  readonly asNotrack: boolean;
}

export function prepareCt({ notrack }: CtTarget): TargetFunction {
  return (skb: SkBuff) => {
    // What came by the loopback device keeps its connection, and the first rule of this kind decides.
    const isDecided = skb.conntrack !== undefined || skb.untracked || skb.template || skb.answersUntracked;
    if (isDecided) return 'CONTINUE';
    if (notrack) skb.untracked = true;
    else skb.template = true;
    return 'CONTINUE';
  };
}
