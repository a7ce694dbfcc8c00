/** The extensions that are modelled, and the names of those that are real but are not. */
import type { Match, Target } from '../../../netfilter';
import type { Extension } from '../extension';
import { addrtype } from './addrtype';
import { comment } from './comment';
import { icmp } from './icmp';
import { mark } from './mark';
import { multiport } from './multiport';
import { DNAT, MASQUERADE, SNAT } from './nat';
import { REJECT } from './reject';
import { conntrack, state } from './state';
import { tcp } from './tcp';
import { udp } from './udp';

/** Targets that have an extension. */
export type ExtensionTarget = Extract<Target, { readonly kind: 'DNAT' | 'SNAT' | 'MASQUERADE' | 'REJECT' }>;

// Each extension reads and writes its own kind of match only: whoever looks one up by a match gives it just that.
const MATCHES = byName([
  addrtype,
  comment,
  conntrack,
  icmp,
  mark,
  multiport,
  state,
  tcp,
  udp,
] as readonly Extension<Match>[]);
const TARGETS = byName([DNAT, MASQUERADE, REJECT, SNAT] as readonly Extension<ExtensionTarget>[]);

/** Verdicts, which need no extension of their own. */
export const VERDICTS: readonly string[] = ['ACCEPT', 'DROP', 'RETURN'];

const UNMODELLED_MATCHES = new Set(
  (
    'ah bpf cgroup cluster connbytes connlabel connlimit connmark cpu dccp devgroup dscp ecn esp hashlimit helper ipcomp ' +
    'iprange ipvs length limit mac nfacct osf owner physdev pkttype policy quota rateest realm recent rpfilter sctp set ' +
    'socket statistic string tcpmss time tos ttl u32 unclean'
  ).split(' '),
);
const UNMODELLED_TARGETS = new Set(
  (
    'AUDIT CHECKSUM CLASSIFY CLUSTERIP CONNMARK CONNSECMARK CT DSCP ECN HMARK IDLETIMER LED LOG MARK NETMAP NFLOG NFQUEUE ' +
    'NOTRACK QUEUE RATEEST REDIRECT SECMARK SET SYNPROXY TCPMSS TCPOPTSTRIP TEE TOS TPROXY TRACE TTL ULOG standard'
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
  return TARGETS.get(target.kind);
}

/** The names of the matches that are modelled. */
export function modelledMatches(): readonly string[] {
  return [...MATCHES.keys()];
}

/** The names of the targets that are modelled, verdicts included. */
export function modelledTargets(): readonly string[] {
  return [...VERDICTS, ...TARGETS.keys()];
}
