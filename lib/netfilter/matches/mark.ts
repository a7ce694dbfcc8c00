/** `-m mark`: the packet's mark. Linux: mark_mt, net/netfilter/xt_mark.c. */
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';

export interface MarkMatch {
  readonly kind: 'mark';
  /** Unsigned 32-bit; a bit outside of the mask makes it match nothing. */
  readonly mark: number;
  readonly mask: number;
  readonly invert: boolean;
}

export function prepareMark({ mark, mask, invert }: MarkMatch): MatchFunction {
  return (skb: SkBuff) => ((skb.mark & mask) >>> 0 === mark) !== invert;
}
