/** MASQUERADE: sets a new connection's source to the address of the interface that it leaves by. Linux: masquerade_tg, net/netfilter/xt_MASQUERADE.c. */
import type { TargetDefinition } from '../extension';
import { hookSet } from '../hookName';
import { NatAction } from '../nat/action';
import type { NatRange } from '../nat/translation';

/** Ports only: the address is that of the interface that the packet leaves by. */
export interface MasqueradeTarget {
  readonly kind: 'MASQUERADE';
  readonly range: Omit<NatRange, 'addresses'>;
}

/** Sets a new connection's source to the address of the interface that it leaves by. */
export const MASQUERADE_TARGET: TargetDefinition<MasqueradeTarget> = {
  kind: 'MASQUERADE',
  table: 'nat',
  hooks: hookSet('POSTROUTING'),
  protocol: 'any',
  needsConntrack: () => true,
  remembersPackets: () => false,
  /** An interface without an address drops the packet. Linux: nf_nat_masquerade_ipv4, net/netfilter/nf_nat_masquerade.c. */
  prepare({ range }) {
    return (skb, state) => {
      // Whoever has no address yet is not to get one from here.
      const entry = skb.notes.conntrack;
      if (entry?.original.source === 0) return 'ACCEPT';
      const address = state.out && state.host.masqueradeAddress(state.out, skb.packet.destination);
      if (address === undefined) return 'DROP';
      if (entry !== undefined) entry.masqueradedBy = state.out?.ifindex;
      return new NatAction('source', { ...range, addresses: { from: address, to: address } }).run(skb, state);
    };
  },
};
