/** `-m ttl`: the time to live. Linux: ttl_mt, net/netfilter/xt_hl.c. */
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';

export type TtlComparison = 'equal' | 'not equal' | 'less' | 'greater';

export interface TtlMatch {
  readonly kind: 'ttl';
  readonly comparison: TtlComparison;
  /** 0 to 255. */
  readonly ttl: number;
}

export function prepareTtl({ comparison, ttl }: TtlMatch): MatchFunction {
  switch (comparison) {
    case 'equal':
      return ({ packet }: SkBuff) => packet.ttl === ttl;
    case 'not equal':
      return ({ packet }: SkBuff) => packet.ttl !== ttl;
    case 'less':
      return ({ packet }: SkBuff) => packet.ttl < ttl;
    case 'greater':
      return ({ packet }: SkBuff) => packet.ttl > ttl;
  }
}
