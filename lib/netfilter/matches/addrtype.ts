/** `-m addrtype`: what an address is to this namespace. Linux: addrtype_mt_v1, net/netfilter/xt_addrtype.c. */

import type { Ipv4Address } from '../../packet';
import type { AddressType, Interface } from '../../routing';
import type { MatchDefinition } from '../extension';
import type { HookState } from '../hook';
import { ALL_HOOKS, hookSet } from '../hookName';

/** One or more types, joined by commas in the option. */
export interface AddressTypes {
  readonly types: readonly AddressType[];
  readonly invert: boolean;
}

/** The types that an address must have, or must not. */
export interface AddrtypeMatch {
  readonly kind: 'addrtype';
  readonly sourceType?: AddressTypes;
  readonly destinationType?: AddressTypes;
  /** Ask only the interface that the packet came in by, or goes out by. */
  readonly limitInterface?: 'in' | 'out';
}

/** The hooks where one of the interfaces is not known. */
const WITHOUT = { in: hookSet('OUTPUT', 'POSTROUTING'), out: hookSet('PREROUTING', 'INPUT') } as const;

const NOT_IN_IPV6: readonly AddressType[] = ['BROADCAST', 'BLACKHOLE', 'PROHIBIT'];

/** What an address is to the namespace. */
export const ADDRTYPE_MATCH: MatchDefinition<AddrtypeMatch> = {
  kind: 'addrtype',
  table: 'any',
  hooks: ALL_HOOKS,
  protocol: 'any',
  needsConntrack: () => false,
  remembersPackets: () => false,

  /** Only an interface that is known can be asked, and for IPv6 there are fewer types. Linux: addrtype_mt_checkentry_v1. */
  check({ limitInterface, sourceType, destinationType }, { hooks, family }) {
    const types = [...(sourceType?.types ?? []), ...(destinationType?.types ?? [])];
    if (family === 'ipv6' && types.some((type) => NOT_IN_IPV6.includes(type))) return 'EINVAL';
    const without = limitInterface === undefined ? 0 : WITHOUT[limitInterface];
    return (hooks & without) === 0 ? undefined : 'EINVAL';
  },

  prepare({ sourceType, destinationType, limitInterface }) {
    return (skb, state) => {
      const device = limitInterface === undefined ? undefined : state[limitInterface];
      return (
        isOfType(sourceType, skb.packet.source, state, device) &&
        isOfType(destinationType, skb.packet.destination, state, device)
      );
    };
  },
};

function isOfType(
  wanted: AddressTypes | undefined,
  address: Ipv4Address,
  state: HookState,
  device: Interface | undefined,
): boolean {
  return wanted === undefined || wanted.types.includes(state.host.addressType(address, device)) !== wanted.invert;
}
