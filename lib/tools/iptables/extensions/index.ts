/** The extensions that are modelled, and the names of those that are real but are not. */
import type { ExtensionTarget, Match, Target } from '../../../netfilter';
import type { Extension } from '../extension';
import { addrtype } from './addrtype';
import { CHECKSUM } from './checksum';
import { comment } from './comment';
import { conntrack, state } from './conntrack';
import { CT, NOTRACK } from './ct';
import { DSCP, dscp } from './dscp';
import { icmp } from './icmp';
import { iprange } from './iprange';
import { length } from './length';
import { limit } from './limit';
import { LOG } from './log';
import { mac } from './mac';
import { connmark, mark } from './mark';
import { CONNMARK, MARK } from './markTargets';
import { multiport } from './multiport';
import { DNAT, MASQUERADE, REDIRECT, SNAT } from './nat';
import { NETMAP } from './netmap';
import { owner } from './owner';
import { physdev } from './physdev';
import { pkttype } from './pkttype';
import { REJECT } from './reject';
import { statistic } from './statistic';
import { tcp } from './tcp';
import { TCPMSS, tcpmss } from './tcpmss';
import { TRACE } from './trace';
import { TTL, ttl } from './ttl';
import { udp } from './udp';

// Each extension reads and writes its own kind of match only: whoever looks one up by a match gives it just that.
const MATCHES = byName([
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
  state,
  statistic,
  tcp,
  tcpmss,
  ttl,
  udp,
] as readonly Extension<Match>[]);
const TARGETS = byName([
  CHECKSUM,
  CONNMARK,
  CT,
  DNAT,
  DSCP,
  LOG,
  MARK,
  MASQUERADE,
  NETMAP,
  NOTRACK,
  REDIRECT,
  REJECT,
  SNAT,
  TCPMSS,
  TRACE,
  TTL,
] as readonly Extension<ExtensionTarget>[]);

/** Verdicts, which need no extension of their own. */
export const VERDICTS: readonly string[] = ['ACCEPT', 'DROP', 'RETURN'];

const UNMODELLED_MATCHES = new Set(
  (
    'ah bpf cgroup cluster connbytes connlabel connlimit cpu dccp devgroup ecn esp hashlimit helper ipcomp ipvs ' +
    'nfacct osf policy quota rateest realm recent rpfilter sctp set socket string time tos u32 unclean'
  ).split(' '),
);
const UNMODELLED_TARGETS = new Set(
  (
    'AUDIT CLASSIFY CLUSTERIP CONNSECMARK ECN HMARK IDLETIMER LED NFLOG NFQUEUE QUEUE RATEEST SECMARK SET ' +
    'SYNPROXY TCPOPTSTRIP TEE TOS TPROXY ULOG standard'
  ).split(' '),
);

function byName<Value>(extensions: readonly Extension<Value>[]): ReadonlyMap<string, Extension<Value>> {
  return new Map(extensions.map((extension) => [extension.name, extension]));
}

/** What is known of a name: an extension, that it is real but not modelled, or nothing. */
export function findMatch(name: string): Extension<Match> | 'not-modelled' | undefined {
  return MATCHES.get(name) ?? (UNMODELLED_MATCHES.has(name) ? 'not-modelled' : undefined);
}

/** What is known of a name: an extension, that it is real but not modelled, or nothing. Verdicts are not targets of this kind. */
export function findTarget(name: string): Extension<ExtensionTarget> | 'not-modelled' | undefined {
  return TARGETS.get(name) ?? (UNMODELLED_TARGETS.has(name) ? 'not-modelled' : undefined);
}

/** The extension that a rule's match was made by. */
export function extensionOfMatch(match: Match): Extension<Match> {
  const name = match.kind === 'conntrack' && match.asState ? 'state' : match.kind;
  return MATCHES.get(name) as Extension<Match>;
}

/** The extension that a rule's target was made by; `undefined` for verdicts, jumps and none. */
export function extensionOfTarget(target: Target): Extension<ExtensionTarget> | undefined {
  return TARGETS.get(target.kind === 'CT' && target.asNotrack ? 'NOTRACK' : target.kind);
}

/** The names of the matches that are modelled. */
export function modelledMatches(): readonly string[] {
  return [...MATCHES.keys()];
}

/** The names of the targets that are modelled, verdicts included. */
export function modelledTargets(): readonly string[] {
  return [...VERDICTS, ...TARGETS.keys()];
}
