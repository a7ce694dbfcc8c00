/** `-m connmark`: the connection's mark. Linux: connmark_mt, net/netfilter/xt_connmark.c. */
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';

export interface ConnmarkMatch {
  readonly kind: 'connmark';
  /** Unsigned 32-bit; a bit outside of the mask makes it match nothing. */
  readonly mark: number;
  readonly mask: number;
  readonly invert: boolean;
}

/** A packet without connection does not match, not even inverted. */
export function prepareConnmark({ mark, mask, invert }: ConnmarkMatch): MatchFunction {
  return ({ conntrack, template }: SkBuff) => {
    const entry = conntrack ?? template;
    return entry !== undefined && ((entry.mark & mask) >>> 0 === mark) !== invert;
  };
}
