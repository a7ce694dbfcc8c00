/** What the nat core does with a packet: its chains are asked once a connection and end, then the entry rules. Linux: nf_nat_inet_fn, net/netfilter/nf_nat_core.c. */
import { ICMP_REDIRECT } from '../../packet/icmp';
import type { ConntrackEntry } from '../conntrack/entry';
import type { HookList, HookState, Verdict } from '../hook';
import type { SkBuff } from '../skb';
import { NatAction } from './action';
import { translate } from './manip';
import { isNatDone, manipOf } from './setup';

/** Linux: nf_nat_alloc_null_binding, which allows the one address that is there. */
const AS_IT_IS = { source: new NatAction('source', {}), destination: new NatAction('destination', {}) } as const;

/** `chains` are those of the hook. */
export function natHook(chains: HookList, skb: SkBuff, state: HookState): Verdict {
  const entry = skb.notes.conntrack;
  if (entry === undefined) return 'ACCEPT';
  const manip = manipOf(state.hook);
  let byRule = false;
  if (skb.notes.conntrackInfo !== 'ESTABLISHED' && !isNatDone(entry, manip) && !isQuoting(skb)) {
    for (const chain of chains.entries) {
      const verdict = chain.run(skb, state);
      if (verdict !== 'ACCEPT') return verdict;
      if (isNatDone(entry, manip)) break;
    }
    // No rule decided: the translation is fixed as none, though the port may have to change.
    if (!isNatDone(entry, manip)) {
      const bound = (manip === 'source' ? AS_IT_IS.source : AS_IT_IS.destination).run(skb, state);
      if (bound !== 'ACCEPT') return bound;
    }
    byRule = true;
  }
  if (!byRule && hasOtherWayOut(skb, entry, state)) {
    state.conntrack.remove(entry);
    return 'DROP';
  }
  if (isRedirect(skb) && !mayRedirect(entry)) return 'DROP';
  const { destination } = skb.packet;
  translate(skb, entry, manip, state, byRule);
  // Linux: nf_nat_ipv4_local_fn.
  const astray = state.hook === 'OUTPUT' && skb.packet.destination !== destination && !state.host.reroute(skb);
  return astray ? 'DROP' : 'ACCEPT';
}

/** MASQUERADE gave it the address of an interface that it no longer leaves by. Linux: nf_nat_oif_changed. */
function hasOtherWayOut({ notes }: SkBuff, { masqueradedBy }: ConntrackEntry, { hook, out }: HookState): boolean {
  if (masqueradedBy === undefined || hook !== 'POSTROUTING' || notes.direction !== 'original') return false;
  return out?.ifindex !== masqueradedBy;
}

/** Addresses that only this machine knows are no advice; nor are those that may still change. Linux: nf_nat_icmp_reply_translation. */
function mayRedirect(entry: ConntrackEntry): boolean {
  return entry.sourceNatDone && entry.destinationNatDone && !entry.sourceNat && !entry.destinationNat;
}

function isRedirect({ packet }: SkBuff): boolean {
  return packet.transport.kind === 'icmp' && packet.transport.type === ICMP_REDIRECT;
}

function isQuoting({ packet }: SkBuff): boolean {
  return packet.transport.kind === 'icmp' && packet.transport.quoted !== undefined;
}
