/** `-m ttl`: the time to live. Linux: ttl_mt, net/netfilter/xt_hl.c. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';

/** How the time to live is compared. Linux: IPT_TTL_*. */
export type TtlComparison = 'equal' | 'not equal' | 'less' | 'greater';

/** What the time to live must be. */
export interface TtlMatch {
  readonly kind: 'ttl';
  readonly comparison: TtlComparison;
  /** 0 to 255. */
  readonly ttl: number;
}

/** The time to live. */
export const TTL_MATCH: MatchDefinition<TtlMatch> = {
  kind: 'ttl',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare({ comparison, ttl }) {
    switch (comparison) {
      case 'equal':
        return ({ packet }) => packet.ttl === ttl;
      case 'not equal':
        return ({ packet }) => packet.ttl !== ttl;
      case 'less':
        return ({ packet }) => packet.ttl < ttl;
      case 'greater':
        return ({ packet }) => packet.ttl > ttl;
    }
  },
};
