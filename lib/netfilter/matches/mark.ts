/** `-m mark`: the packet's mark. Linux: mark_mt, net/netfilter/xt_mark.c. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** What the packet's mark must be. */
export interface MarkMatch {
  readonly kind: 'mark';
  /** Unsigned 32-bit; a bit outside of the mask makes it match nothing. */
  readonly mark: number;
  readonly mask: number;
  readonly invert: boolean;
}

/** The packet's mark. */
export const MARK_MATCH: MatchDefinition<MarkMatch> = {
  kind: 'mark',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ mark, mask, invert }) {
    return (skb) => ((skb.notes.mark & mask) >>> 0 === mark) !== invert;
  },
};
