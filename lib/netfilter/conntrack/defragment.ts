/** Connections are of whole packets. Linux: ipv4_conntrack_defrag, net/ipv4/netfilter/nf_defrag_ipv4.c. */
import type { HookState, Verdict } from '../hook';
import type { ReassemblyUser } from '../host';
import type { SkBuff } from '../skb';

/** At PREROUTING and OUTPUT, before all tables: a fragment waits for the others of its packet, and the last one becomes the packet. */
export function defragment(skb: SkBuff, state: HookState): Verdict {
  if (skb.packet.fragment === undefined || skb.notes.untracked) return 'ACCEPT';
  if (!state.host.reassemble(skb, userOf(skb, state), state.in)) return 'STOLEN';
  skb.observer?.hook(skb, state);
  return 'ACCEPT';
}

/** What a bridge's ports bring is kept apart from what comes in otherwise. Linux: nf_ct_defrag_user. */
function userOf({ notes }: SkBuff, { hook }: HookState): ReassemblyUser {
  if (hook === 'OUTPUT') return 'conntrack output';
  return notes.physicalIn === undefined ? 'conntrack' : 'conntrack of a bridge';
}
