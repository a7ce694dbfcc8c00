/** `-m conntrack` and `-m state`: what is known of the packet's connection. Linux: conntrack_mt, net/netfilter/xt_conntrack.c. */

import type { Ipv4Address, Ipv4Prefix } from '../../packet';
import type { ConntrackEntry } from '../conntrack/entry';
import type { Direction } from '../conntrack/tuple';
import type { MatchDefinition, PortRange } from '../extension';
import { ALL_HOOKS } from '../hookName';
import type { SkBuff } from '../skb';
import { matchesPort } from './ports';

/** What `--ctstate` knows. Linux: XT_CONNTRACK_STATE_*. */
export type ConntrackState = 'INVALID' | 'NEW' | 'RELATED' | 'ESTABLISHED' | 'UNTRACKED' | 'SNAT' | 'DNAT';

/** Linux: enum ip_conntrack_status, those that may be asked for. */
export type ConntrackStatus = 'EXPECTED' | 'SEEN_REPLY' | 'ASSURED' | 'CONFIRMED';

/** One of some words; none of them if inverted. */
export interface OneOf<Word> {
  readonly words: readonly Word[];
  readonly invert: boolean;
}

/** An address and the bits of it that count. */
export interface AddressTest {
  readonly value: Ipv4Prefix;
  readonly invert: boolean;
}

/** What is absent is not looked at. */
export interface ConntrackMatch {
  readonly kind: 'conntrack';
  readonly states?: OneOf<ConntrackState>;
  /** An IP protocol number. */
  readonly protocol?: { readonly value: number; readonly invert: boolean };
  readonly originalSource?: AddressTest;
  readonly originalDestination?: AddressTest;
  readonly replySource?: AddressTest;
  readonly replyDestination?: AddressTest;
  readonly originalSourcePorts?: PortRange;
  readonly originalDestinationPorts?: PortRange;
  readonly replySourcePorts?: PortRange;
  readonly replyDestinationPorts?: PortRange;
  readonly statuses?: OneOf<ConntrackStatus>;
  /** Seconds that are left, both ends included. */
  readonly expires?: { readonly from: number; readonly to: number; readonly invert: boolean };
  readonly direction?: Direction;
  /** Written as `-m state --state`. */
  readonly asState: boolean;
}

/** What is known of the packet's connection. */
export const CONNTRACK_MATCH: MatchDefinition<ConntrackMatch> = {
  kind: 'conntrack',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => true,
  remembersPackets: () => false,
  prepare(match) {
    const { states, direction, asState, ...tests } = match;
    const matchesState = prepareStates(states);
    // Most rules ask for nothing else.
    if (direction === undefined && Object.keys(tests).length === 1) return matchesState;
    return (skb, { host }) => {
      if (!matchesState(skb)) return false;
      const entry = skb.notes.conntrack ?? skb.notes.template;
      if (entry === undefined) return states !== undefined;
      return (
        (direction === undefined || skb.notes.direction === direction) &&
        matchesTuples(match, entry) &&
        matchesStatus(match.statuses, entry) &&
        matchesExpiry(match.expires, entry, host.now())
      );
    };
  },
};

function prepareStates(states: ConntrackMatch['states']): (skb: SkBuff) => boolean {
  if (states === undefined) return () => true;
  const { invert } = states;
  const wanted = states.words.reduce((bits, word) => bits | stateBit(word), 0);
  const wantsSnat = states.words.includes('SNAT');
  const wantsDnat = states.words.includes('DNAT');
  return (skb: SkBuff) => {
    const state: ConntrackState = skb.notes.untracked
      ? 'UNTRACKED'
      : skb.notes.template !== undefined
        ? 'NEW'
        : skb.notes.conntrackInfo;
    const entry = skb.notes.conntrack;
    const translated = entry !== undefined && ((wantsSnat && entry.sourceNat) || (wantsDnat && entry.destinationNat));
    return ((wanted & stateBit(state)) !== 0 || translated) !== invert;
  };
}

/** Linux: XT_CONNTRACK_STATE_BIT. */
function stateBit(state: ConntrackState): number {
  switch (state) {
    case 'ESTABLISHED':
      return 1;
    case 'NEW':
      return 2;
    case 'RELATED':
      return 4;
    case 'INVALID':
      return 8;
    case 'UNTRACKED':
      return 16;
    case 'SNAT':
      return 32;
    case 'DNAT':
      return 64;
  }
}

/** Ports of ICMP are what stands in their place in a tuple. Linux: ct_proto_port_check_v3. */
function matchesTuples(match: ConntrackMatch, entry: ConntrackEntry): boolean {
  const { original, reply } = entry;
  const { protocol } = match;
  return (
    (protocol === undefined || (original.protocol === protocol.value) !== protocol.invert) &&
    matchesAddress(match.originalSource, original.source) &&
    matchesAddress(match.originalDestination, original.destination) &&
    matchesAddress(match.replySource, reply.source) &&
    matchesAddress(match.replyDestination, reply.destination) &&
    matchesPort(match.originalSourcePorts, original.sourceKey) &&
    matchesPort(match.originalDestinationPorts, original.destinationKey) &&
    matchesPort(match.replySourcePorts, reply.sourceKey) &&
    matchesPort(match.replyDestinationPorts, reply.destinationKey)
  );
}

function matchesAddress(test: AddressTest | undefined, address: Ipv4Address): boolean {
  return test === undefined || (((address ^ test.value.address) & test.value.mask) === 0) !== test.invert;
}

function matchesStatus(statuses: ConntrackMatch['statuses'], entry: ConntrackEntry): boolean {
  return statuses === undefined || statuses.words.some((word) => hasStatus(entry, word)) !== statuses.invert;
}

function hasStatus(entry: ConntrackEntry, status: ConntrackStatus): boolean {
  switch (status) {
    case 'EXPECTED':
      return entry.expected;
    case 'SEEN_REPLY':
      return entry.seenReply;
    case 'ASSURED':
      return entry.assured;
    case 'CONFIRMED':
      return entry.confirmed;
  }
}

/** An entry counts its time only when it is confirmed; before, nothing is left. Linux: nf_ct_expires. */
function matchesExpiry(expires: ConntrackMatch['expires'], entry: ConntrackEntry, now: number): boolean {
  if (expires === undefined) return true;
  const left = entry.confirmed ? Math.max(0, Math.floor((entry.expiresAt - now) / 1_000_000)) : 0;
  return (left >= expires.from && left <= expires.to) !== expires.invert;
}
