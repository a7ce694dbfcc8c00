/** Matches: conditions beyond the IP header, one a file. */
import type { HookState } from '../hook';
import type { SkBuff } from '../skb';
import { type AddrtypeMatch, prepareAddrtype } from './addrtype';
import { type ConntrackMatch, prepareConntrack } from './conntrack';
import { type IcmpMatch, prepareIcmp } from './icmp';
import { type MarkMatch, prepareMark } from './mark';
import { type MultiportMatch, prepareMultiport } from './multiport';
import { prepareTcp, type TcpMatch } from './tcp';
import { prepareUdp, type UdpMatch } from './udp';

export type * from './addrtype';
export type * from './conntrack';
export { ICMP_ANY_TYPE, type IcmpMatch } from './icmp';
export type * from './mark';
export { MULTIPORT_LIMIT, type MultiportMatch } from './multiport';
export type { PortRange } from './ports';
export type * from './tcp';
export type * from './udp';

/** Says something about the rule to its reader, nothing about the packet. Linux: xt_comment. */
export interface CommentMatch {
  readonly kind: 'comment';
  readonly comment: string;
}

export type Match =
  | AddrtypeMatch
  | CommentMatch
  | ConntrackMatch
  | IcmpMatch
  | MarkMatch
  | MultiportMatch
  | TcpMatch
  | UdpMatch;

/** Whether a packet fulfils the condition. */
export type MatchFunction = (skb: SkBuff, state: HookState) => boolean;

/** Makes the function of a match; `undefined` for one that any packet fulfils. */
export function prepareMatch(match: Match): MatchFunction | undefined {
  switch (match.kind) {
    case 'addrtype':
      return prepareAddrtype(match);
    case 'comment':
      return undefined;
    case 'conntrack':
      return prepareConntrack(match);
    case 'icmp':
      return prepareIcmp(match);
    case 'mark':
      return prepareMark(match);
    case 'multiport':
      return prepareMultiport(match);
    case 'tcp':
      return prepareTcp(match);
    case 'udp':
      return prepareUdp(match);
  }
}

/** Whether rules with this match need connection tracking. Linux: nf_ct_netns_get in checkentry. */
export function matchNeedsConntrack(match: Match): boolean {
  return match.kind === 'conntrack';
}
