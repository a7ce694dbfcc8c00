/** Matches: conditions beyond the IP header, one a file. */
import type { HookState } from '../hook';
import type { SkBuff } from '../skb';
import { type AddrtypeMatch, prepareAddrtype } from './addrtype';
import { type ConnmarkMatch, prepareConnmark } from './connmark';
import { type ConntrackMatch, prepareConntrack } from './conntrack';
import { type DscpMatch, prepareDscp } from './dscp';
import { type IcmpMatch, prepareIcmp } from './icmp';
import { type IprangeMatch, prepareIprange } from './iprange';
import { type LengthMatch, prepareLength } from './length';
import { type LimitMatch, prepareLimit } from './limit';
import { type MacMatch, prepareMac } from './mac';
import { type MarkMatch, prepareMark } from './mark';
import { type MultiportMatch, prepareMultiport } from './multiport';
import { type OwnerMatch, prepareOwner } from './owner';
import { type PhysdevMatch, preparePhysdev } from './physdev';
import { type PkttypeMatch, preparePkttype } from './pkttype';
import { prepareStatistic, type StatisticMatch } from './statistic';
import { prepareTcp, type TcpMatch } from './tcp';
import { prepareTcpmss, type TcpmssMatch } from './tcpmss';
import { prepareTtl, type TtlMatch } from './ttl';
import { prepareUdp, type UdpMatch } from './udp';

export type * from './addrtype';
export type * from './connmark';
export type * from './conntrack';
export type { DscpMatch } from './dscp';
export { ICMP_ANY_TYPE, type IcmpMatch } from './icmp';
export type * from './iprange';
export type * from './length';
export { isLimitCountable, LIMIT_SCALE, type LimitMatch } from './limit';
export type * from './mac';
export type * from './mark';
export { MULTIPORT_LIMIT, type MultiportMatch } from './multiport';
export type * from './owner';
export type * from './physdev';
export type * from './pkttype';
export type { PortRange } from './ports';
export { STATISTIC_NUMBERS, type StatisticMatch } from './statistic';
export type * from './tcp';
export type * from './tcpmss';
export type * from './ttl';
export type * from './udp';

/** Says something about the rule to its reader, nothing about the packet. Linux: xt_comment. */
export interface CommentMatch {
  readonly kind: 'comment';
  readonly comment: string;
}

export type Match =
  | AddrtypeMatch
  | CommentMatch
  | ConnmarkMatch
  | ConntrackMatch
  | DscpMatch
  | IcmpMatch
  | IprangeMatch
  | LengthMatch
  | LimitMatch
  | MacMatch
  | MarkMatch
  | MultiportMatch
  | OwnerMatch
  | PhysdevMatch
  | PkttypeMatch
  | StatisticMatch
  | TcpMatch
  | TcpmssMatch
  | TtlMatch
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
    case 'connmark':
      return prepareConnmark(match);
    case 'conntrack':
      return prepareConntrack(match);
    case 'dscp':
      return prepareDscp(match);
    case 'icmp':
      return prepareIcmp(match);
    case 'iprange':
      return prepareIprange(match);
    case 'length':
      return prepareLength(match);
    case 'limit':
      return prepareLimit(match);
    case 'mac':
      return prepareMac(match);
    case 'mark':
      return prepareMark(match);
    case 'multiport':
      return prepareMultiport(match);
    case 'owner':
      return prepareOwner(match);
    case 'physdev':
      return preparePhysdev(match);
    case 'pkttype':
      return preparePkttype(match);
    case 'statistic':
      return prepareStatistic(match);
    case 'tcp':
      return prepareTcp(match);
    case 'tcpmss':
      return prepareTcpmss(match);
    case 'ttl':
      return prepareTtl(match);
    case 'udp':
      return prepareUdp(match);
  }
}

/** Whether the match remembers packets: it begins anew whenever its table is replaced. Linux: what checkentry allocates. */
export function matchRemembers({ kind }: Match): boolean {
  return kind === 'limit' || kind === 'statistic';
}

/** Whether rules with this match need connection tracking. Linux: nf_ct_netns_get in checkentry. */
export function matchNeedsConntrack({ kind }: Match): boolean {
  return kind === 'conntrack' || kind === 'connmark';
}
