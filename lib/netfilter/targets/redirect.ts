/** REDIRECT: sends a new connection to this machine. Linux: nf_nat_redirect_ipv4, net/netfilter/nf_nat_redirect.c. */
import { IPV4_LOOPBACK } from '../../packet/address';
import type { TargetDefinition } from '../extension';
import { hookSet } from '../hookName';
import { NatAction } from '../nat/action';
import type { NatRange } from '../nat/translation';

/** To this machine: to 127.0.0.1 if it is the packet's origin, else to the first address of the interface that it came in by. */
export interface RedirectTarget {
  readonly kind: 'REDIRECT';
  readonly range: Omit<NatRange, 'addresses'>;
}

/** Sends a new connection to this machine. */
export const REDIRECT_TARGET: TargetDefinition<RedirectTarget> = {
  kind: 'REDIRECT',
  table: 'nat',
  hooks: hookSet('PREROUTING', 'OUTPUT'),
  protocol: 'any',
  needsConntrack: () => true,
  remembersPackets: () => false,
  /** An interface without an address drops the packet. */
  prepare({ range }) {
    return (skb, state) => {
      const address = state.hook === 'OUTPUT' ? IPV4_LOOPBACK : state.in && state.host.firstAddress(state.in);
      if (address === undefined) return 'DROP';
      const addresses = { from: address, to: address };
      return new NatAction('destination', { ...range, addresses }).run(skb, state);
    };
  },
};
