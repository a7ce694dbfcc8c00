/** MARK: changes the packet's mark. Linux: mark_tg, net/netfilter/xt_mark.c. */
import type { SkBuff } from '../skb';
import type { TargetFunction } from './index';

/** The bits of `mask` are cleared, then those of `mark` are turned over; both unsigned 32-bit. */
export interface MarkTarget {
  readonly kind: 'MARK';
  readonly mark: number;
  readonly mask: number;
}

export function prepareMarkTarget({ mark, mask }: MarkTarget): TargetFunction {
  return (skb: SkBuff) => {
    skb.mark = ((skb.mark & ~mask) ^ mark) >>> 0;
    return 'CONTINUE';
  };
}
