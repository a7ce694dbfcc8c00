/** The registry of matches: conditions beyond the IP header, one a file. */
import type { MatchDefinition, MatchFunction } from '../extension';
import { ADDRTYPE_MATCH, type AddrtypeMatch } from './addrtype';
import { COMMENT_MATCH, type CommentMatch } from './comment';
import { CONNBYTES_MATCH, type ConnbytesMatch } from './connbytes';
import { CONNLIMIT_MATCH, type ConnlimitMatch } from './connlimit';
import { CONNMARK_MATCH, type ConnmarkMatch } from './connmark';
import { CONNTRACK_MATCH, type ConntrackMatch } from './conntrack';
import { DSCP_MATCH, type DscpMatch } from './dscp';
import { HASHLIMIT_MATCH, type HashlimitMatch } from './hashlimit';
import { ICMP_MATCH, type IcmpMatch } from './icmp';
import { IPRANGE_MATCH, type IprangeMatch } from './iprange';
import { LENGTH_MATCH, type LengthMatch } from './length';
import { LIMIT_MATCH, type LimitMatch } from './limit';
import { MAC_MATCH, type MacMatch } from './mac';
import { MARK_MATCH, type MarkMatch } from './mark';
import { MULTIPORT_MATCH, type MultiportMatch } from './multiport';
import { OWNER_MATCH, type OwnerMatch } from './owner';
import { PHYSDEV_MATCH, type PhysdevMatch } from './physdev';
import { PKTTYPE_MATCH, type PkttypeMatch } from './pkttype';
import { QUOTA_MATCH, type QuotaMatch } from './quota';
import { RECENT_MATCH, type RecentMatch } from './recent';
import { RPFILTER_MATCH, type RpfilterMatch } from './rpfilter';
import { SET_MATCH, type SetMatch } from './set';
import { STATISTIC_MATCH, type StatisticMatch } from './statistic';
import { STRING_MATCH, type StringMatch } from './string';
import { TCP_MATCH, type TcpMatch } from './tcp';
import { TCPMSS_MATCH, type TcpmssMatch } from './tcpmss';
import { TIME_MATCH, type TimeMatch } from './time';
import { TOS_MATCH, type TosMatch } from './tos';
import { TTL_MATCH, type TtlMatch } from './ttl';
import { U32_MATCH, type U32Match } from './u32';
import { UDP_MATCH, type UdpMatch } from './udp';

export type * from './addrtype';
export type * from './comment';
export type * from './connbytes';
export type * from './connlimit';
export type * from './connmark';
export type * from './conntrack';
export type { DscpMatch } from './dscp';
export type { HashlimitMatch, HashlimitPart } from './hashlimit';
export { ICMP_ANY_TYPE, type IcmpMatch } from './icmp';
export type * from './iprange';
export type * from './length';
export { LIMIT_SCALE, type LimitMatch } from './limit';
export type * from './mac';
export type * from './mark';
export { MULTIPORT_LIMIT, type MultiportMatch } from './multiport';
export type * from './owner';
export type * from './physdev';
export type * from './pkttype';
export type * from './quota';
export type * from './recent';
export type * from './rpfilter';
export type * from './set';
export { STATISTIC_NUMBERS, type StatisticMatch } from './statistic';
export type * from './string';
export type * from './tcp';
export type * from './tcpmss';
export { SECONDS_PER_DAY, type TimeMatch } from './time';
export type * from './tos';
export type * from './ttl';
export type * from './u32';
export type * from './udp';

/** A condition of a rule. */
export type Match =
  | StringMatch
  | RecentMatch
  | HashlimitMatch
  | ConnlimitMatch
  | ConnbytesMatch
  | QuotaMatch
  | RpfilterMatch
  | TimeMatch
  | TosMatch
  | U32Match
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
  | SetMatch
  | StatisticMatch
  | TcpMatch
  | TcpmssMatch
  | TtlMatch
  | UdpMatch;

/** A match that is missing here, or a fact that is missing in its descriptor, does not compile. */
const MATCHES = {
  string: STRING_MATCH,
  recent: RECENT_MATCH,
  hashlimit: HASHLIMIT_MATCH,
  connlimit: CONNLIMIT_MATCH,
  connbytes: CONNBYTES_MATCH,
  quota: QUOTA_MATCH,
  rpfilter: RPFILTER_MATCH,
  time: TIME_MATCH,
  tos: TOS_MATCH,
  u32: U32_MATCH,
  addrtype: ADDRTYPE_MATCH,
  comment: COMMENT_MATCH,
  connmark: CONNMARK_MATCH,
  conntrack: CONNTRACK_MATCH,
  dscp: DSCP_MATCH,
  icmp: ICMP_MATCH,
  iprange: IPRANGE_MATCH,
  length: LENGTH_MATCH,
  limit: LIMIT_MATCH,
  mac: MAC_MATCH,
  mark: MARK_MATCH,
  multiport: MULTIPORT_MATCH,
  owner: OWNER_MATCH,
  physdev: PHYSDEV_MATCH,
  pkttype: PKTTYPE_MATCH,
  set: SET_MATCH,
  statistic: STATISTIC_MATCH,
  tcp: TCP_MATCH,
  tcpmss: TCPMSS_MATCH,
  ttl: TTL_MATCH,
  udp: UDP_MATCH,
} satisfies { readonly [Kind in Match['kind']]: MatchDefinition<Extract<Match, { readonly kind: Kind }>> };

/** The descriptor of a match's kind. */
export function definitionOfMatch({ kind }: Match): MatchDefinition<Match> {
  return MATCHES[kind];
}

/** Makes the function of a match; `matchesEveryPacket` for one that need not be asked. */
export function prepareMatch(match: Match): MatchFunction {
  return definitionOfMatch(match).prepare(match);
}

/** Whether the match remembers packets: it begins anew whenever its table is replaced. */
export function matchRemembers(match: Match): boolean {
  return definitionOfMatch(match).remembersPackets(match);
}

/** Whether rules with this match need connection tracking. */
export function matchNeedsConntrack(match: Match): boolean {
  return definitionOfMatch(match).needsConntrack(match);
}
