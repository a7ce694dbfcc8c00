/** `-m set`: whether an IP set has what the packet is. Linux: set_match_v4, net/netfilter/xt_set.c. */
import type { MatchDefinition } from '../extension';
import { ALL_HOOKS } from '../hookName';
import { isInSet, type SetQuestion } from '../sets/packet';

/** The set, and what is asked of it. */
export interface SetMatch extends SetQuestion {
  readonly kind: 'set';
  readonly name: string;
  readonly invert: boolean;
}

/** What an IP set has. */
export const SET_MATCH: MatchDefinition<SetMatch> = {
  kind: 'set',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,
  prepare(match) {
    const { name, invert } = match;
    return (skb, state) => {
      const set = state.host.sets.get(name);
      return set !== undefined && isInSet(set, match, skb, state) !== invert;
    };
  },
};
