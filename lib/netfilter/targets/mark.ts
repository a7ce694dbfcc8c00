/** MARK: changes the packet's mark. Linux: mark_tg, net/netfilter/xt_mark.c. */
import type { TargetDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** The bits of `mask` are cleared, then those of `mark` are turned over; both unsigned 32-bit. */
export interface MarkTarget {
  readonly kind: 'MARK';
  readonly mark: number;
  readonly mask: number;
}

/** Changes the packet's mark. */
export const MARK_TARGET: TargetDefinition<MarkTarget> = {
  kind: 'MARK',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ mark, mask }) {
    return (skb) => {
      skb.notes.mark = ((skb.notes.mark & ~mask) ^ mark) >>> 0;
      return 'CONTINUE';
    };
  },
};
