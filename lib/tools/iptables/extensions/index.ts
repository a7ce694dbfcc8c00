/** The extensions that are modelled, and the names of those that are real but are not. */
import type { ExtensionTarget, Match } from '../../../netfilter';
import type { Extension } from '../extension';
import { addrtype } from './addrtype';
import { CHECKSUM } from './checksum';
import { comment } from './comment';
import { connbytes } from './connbytes';
import { connlimit } from './connlimit';
import { CONNMARK, connmark } from './connmark';
import { conntrack, state } from './conntrack';
import { CT, NOTRACK } from './ct';
import { DNAT } from './dnat';
import { DSCP, dscp } from './dscp';
import { hashlimit } from './hashlimit';
import { icmp } from './icmp';
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
import { rpfilter } from './rpfilter';
import { SET, set } from './set';
import { SNAT } from './snat';
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

const MATCHES_BY_NAME = byName<Match>([...Object.values(MATCHES), state]);
const TARGETS_BY_NAME = byName<ExtensionTarget>([...Object.values(TARGETS), NOTRACK]);

/** Verdicts, which need no extension of their own. */
export const VERDICTS: readonly string[] = ['ACCEPT', 'DROP', 'RETURN'];

const UNMODELLED_MATCHES = new Set(
  (
    'ah asn bpf cgroup cluster condition connlabel cpu dccp devgroup ecn esp fuzzy geoip gradm helper iface ' +
    'ipcomp ipp2p ipv4options ipvs length2 lscan mobile-header nfacct ndpi osf policy psd quota2 rateest realm sctp socket unclean'
  ).split(' '),
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
export function findMatch(name: string): Extension<Match> | 'not-modelled' | undefined {
  return MATCHES_BY_NAME.get(name) ?? (UNMODELLED_MATCHES.has(name) ? 'not-modelled' : undefined);
}

/** The extension of a name, or whether the name is real but not modelled. Verdicts are not targets of this kind. */
export function findTarget(name: string): Extension<ExtensionTarget> | 'not-modelled' | undefined {
  return TARGETS_BY_NAME.get(name) ?? (UNMODELLED_TARGETS.has(name) ? 'not-modelled' : undefined);
}

/** The extension that a rule's match was made by. */
export function extensionOfMatch(match: Match): Extension<Match> {
  return match.kind === 'conntrack' && match.asState ? state : MATCHES[match.kind];
}

/** The extension that a rule's target was made by. */
export function extensionOfTarget(target: ExtensionTarget): Extension<ExtensionTarget> {
  return target.kind === 'CT' && target.asNotrack ? NOTRACK : TARGETS[target.kind];
}

/** The names of the matches that are modelled. */
export function modelledMatches(): readonly string[] {
  return [...MATCHES_BY_NAME.keys()];
}

/** The names of the targets that are modelled, verdicts included. */
export function modelledTargets(): readonly string[] {
  return [...VERDICTS, ...TARGETS_BY_NAME.keys()];
}
