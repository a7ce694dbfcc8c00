/** `-m conntrack --ctstate` and `-m state --state`. Linux: conntrack_mt, net/netfilter/xt_conntrack.c. Not modelled yet: --ctproto, --ctorigsrc and their kin. */
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';

export type ConntrackState = 'INVALID' | 'NEW' | 'RELATED' | 'ESTABLISHED' | 'UNTRACKED' | 'SNAT' | 'DNAT';

export interface ConntrackMatch {
  readonly kind: 'conntrack';
  readonly states: readonly ConntrackState[];
  readonly invert: boolean;
  /** Written as `-m state --state`. */
  readonly asState: boolean;
}

export function prepareConntrack({ states, invert }: ConntrackMatch): MatchFunction {
  const wanted = new Set(states);
  const wantsNat = wanted.has('SNAT') || wanted.has('DNAT');
  return (skb: SkBuff) => {
    const state: ConntrackState = skb.untracked ? 'UNTRACKED' : skb.conntrackInfo;
    const entry = skb.conntrack;
    const translated =
      wantsNat &&
      entry !== undefined &&
      ((entry.sourceNat && wanted.has('SNAT')) || (entry.destinationNat && wanted.has('DNAT')));
    return (wanted.has(state) || translated) !== invert;
  };
}
