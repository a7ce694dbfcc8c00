/** The extensions that are modelled, and the names of those that are real but are not. */
import type { ExtensionTarget, Family, Match } from '../../../netfilter';
import type { Extension } from '../extension';
import { addrtype } from './addrtype';
import { CHECKSUM } from './checksum';
import { comment } from './comment';
import { connbytes } from './connbytes';
import { connlimit } from './connlimit';
import { CONNMARK, connmark } from './connmark';
import { conntrack, state } from './conntrack';
import { CT, NOTRACK } from './ct';
import { DNAT, DNAT6 } from './dnat';
import { DSCP, dscp } from './dscp';
import { hashlimit } from './hashlimit';
import { HL, hl } from './hl';
import { icmp } from './icmp';
import { icmp6 } from './icmp6';
import { iprange } from './iprange';
import { length } from './length';
import { limit } from './limit';
import { LOG } from './log';
import { mac } from './mac';
import { MARK, mark } from './mark';
import { MASQUERADE } from './masquerade';
import { multiport } from './multiport';
import { NETMAP } from './netmap';
import { NFLOG } from './nflog';
import { owner } from './owner';
import { physdev } from './physdev';
import { pkttype } from './pkttype';
import { quota } from './quota';
import { recent } from './recent';
import { REDIRECT } from './redirect';
import { REJECT } from './reject';
import { REJECT6 } from './reject6';
import { rpfilter } from './rpfilter';
import { SET, set } from './set';
import { SNAT, SNAT6 } from './snat';
import { statistic } from './statistic';
import { string } from './string';
import { tcp } from './tcp';
import { TCPMSS, tcpmss } from './tcpmss';
import { time } from './time';
import { TOS, tos } from './tos';
import { TRACE } from './trace';
import { TTL, ttl } from './ttl';
import { u32 } from './u32';
import { udp } from './udp';

/** By the kind that each reads and writes: one that is missing here does not compile. */
const MATCHES = {
  connbytes,
  quota,
  rpfilter,
  time,
  tos,
  u32,
  connlimit,
  hashlimit,
  recent,
  string,
  addrtype,
  comment,
  connmark,
  conntrack,
  dscp,
  icmp,
  iprange,
  length,
  limit,
  mac,
  mark,
  multiport,
  owner,
  physdev,
  pkttype,
  set,
  statistic,
  tcp,
  tcpmss,
  ttl,
  udp,
} satisfies { readonly [Kind in Match['kind']]: Extension<Extract<Match, { readonly kind: Kind }>> };

/** By the kind that each reads and writes: one that is missing here does not compile. */
const TARGETS = {
  NFLOG,
  TOS,
  CHECKSUM,
  CONNMARK,
  CT,
  DNAT,
  DSCP,
  LOG,
  MARK,
  MASQUERADE,
  NETMAP,
  REDIRECT,
  REJECT,
  SET,
  SNAT,
  TCPMSS,
  TRACE,
  TTL,
} satisfies {
  readonly [Kind in ExtensionTarget['kind']]: Extension<Extract<ExtensionTarget, { readonly kind: Kind }>>;
};

/** What ip6tables has in the place of iptables' own; those without are not modelled there. */
const MATCHES6: Readonly<Partial<Record<Match['kind'], Extension<Match> | undefined>>> = {
  icmp: icmp6,
  ttl: hl,
  iprange: undefined,
  hashlimit: undefined,
  connlimit: undefined,
  recent: undefined,
};
const TARGETS6: Readonly<Partial<Record<ExtensionTarget['kind'], Extension<ExtensionTarget> | undefined>>> = {
  REJECT: REJECT6,
  DNAT: DNAT6,
  SNAT: SNAT6,
  TTL: HL,
  NETMAP: undefined,
};

const MATCHES_BY_NAME = {
  ipv4: byName<Match>([...Object.values(MATCHES), state]),
  ipv6: byName<Match>(inFamily<Match>(MATCHES, MATCHES6, state)),
};
/** Names of the protocol, under which ip6tables finds the match as well. Userspace: xtables_find_match. */
const ICMP6_NAMES = ['ipv6-icmp', 'icmpv6'];
const TARGETS_BY_NAME = {
  ipv4: byName<ExtensionTarget>([...Object.values(TARGETS), NOTRACK]),
  ipv6: byName<ExtensionTarget>(inFamily<ExtensionTarget>(TARGETS, TARGETS6, NOTRACK)),
};

/** The extensions of ip6tables. */
function inFamily<Value>(
  all: Readonly<Record<string, Extension<Value>>>,
  replaced: Readonly<Record<string, Extension<Value> | undefined>>,
  alias: Extension<Value>,
): readonly Extension<Value>[] {
  const own = Object.entries(all).flatMap(([kind, extension]) =>
    kind in replaced ? (replaced[kind] ?? []) : extension,
  );
  return [...own, alias];
}

/** Verdicts, which need no extension of their own. */
export const VERDICTS: readonly string[] = ['ACCEPT', 'DROP', 'RETURN'];

const UNMODELLED_MATCHES = new Set(
  (
    'ah asn bpf cgroup cluster condition connlabel cpu dccp devgroup ecn esp fuzzy geoip gradm helper iface ' +
    'ipcomp ipp2p ipv4options ipvs length2 lscan mobile-header nfacct ndpi osf policy psd quota2 rateest realm sctp socket unclean'
  ).split(' '),
);
/** Those that only ip6tables has, and those that are not modelled in it. */
const UNMODELLED6 = new Set(
  'dst eui64 frag hbh ipv6header mh rt srh NETMAP SNPT DNPT iprange hashlimit connlimit recent'.split(' '),
);
const UNMODELLED_TARGETS = new Set(
  (
    'AUDIT CLASSIFY CLUSTERIP CONNSECMARK ECN HMARK IDLETIMER LED NFQUEUE QUEUE RATEEST SECMARK ' +
    'SYNPROXY TCPOPTSTRIP TEE TPROXY ULOG standard'
  ).split(' '),
);

/** In the order of the names. */
function byName<Value>(extensions: readonly Extension<Value>[]): ReadonlyMap<string, Extension<Value>> {
  const sorted = [...extensions].sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(sorted.map((extension) => [extension.name, extension]));
}

/** The extension of a name, or whether the name is real but not modelled. */
export function findMatch(name: string, family: Family = 'ipv4'): Extension<Match> | 'not-modelled' | undefined {
  if (family === 'ipv6' && ICMP6_NAMES.includes(name)) return icmp6;
  return (
    MATCHES_BY_NAME[family].get(name) ?? (isUnmodelled(name, UNMODELLED_MATCHES, family) ? 'not-modelled' : undefined)
  );
}

/** The extension of a name, or whether the name is real but not modelled. Verdicts are not targets of this kind. */
export function findTarget(
  name: string,
  family: Family = 'ipv4',
): Extension<ExtensionTarget> | 'not-modelled' | undefined {
  return (
    TARGETS_BY_NAME[family].get(name) ?? (isUnmodelled(name, UNMODELLED_TARGETS, family) ? 'not-modelled' : undefined)
  );
}

function isUnmodelled(name: string, names: ReadonlySet<string>, family: Family): boolean {
  return names.has(name) || (family === 'ipv6' && UNMODELLED6.has(name));
}

/** The extension that a rule's match was made by. */
export function extensionOfMatch(match: Match, family: Family = 'ipv4'): Extension<Match> {
  if (match.kind === 'conntrack' && match.asState) return state;
  return (family === 'ipv6' ? MATCHES6[match.kind] : undefined) ?? MATCHES[match.kind];
}

/** The extension that a rule's target was made by. */
export function extensionOfTarget(target: ExtensionTarget, family: Family = 'ipv4'): Extension<ExtensionTarget> {
  if (target.kind === 'CT' && target.asNotrack) return NOTRACK;
  return (family === 'ipv6' ? TARGETS6[target.kind] : undefined) ?? TARGETS[target.kind];
}

/** The names of the matches that are modelled. */
export function modelledMatches(family: Family = 'ipv4'): readonly string[] {
  return [...MATCHES_BY_NAME[family].keys()];
}

/** The names of the targets that are modelled, verdicts included. */
export function modelledTargets(family: Family = 'ipv4'): readonly string[] {
  return [...VERDICTS, ...TARGETS_BY_NAME[family].keys()];
}
