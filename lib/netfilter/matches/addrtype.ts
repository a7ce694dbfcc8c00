/** `-m addrtype`: what an address is to this namespace. Linux: addrtype_mt_v1, net/netfilter/xt_addrtype.c. */
import type { Ipv4Address } from '../../packet';
import type { AddressType, Interface } from '../../routing';
import type { HookState } from '../hook';
import type { SkBuff } from '../skb';
import type { MatchFunction } from './index';

/** One or more types, joined by commas in the option. */
export interface AddressTypes {
  readonly types: readonly AddressType[];
  readonly invert: boolean;
}

export interface AddrtypeMatch {
  readonly kind: 'addrtype';
  readonly sourceType?: AddressTypes;
  readonly destinationType?: AddressTypes;
  /** Ask only the interface that the packet came in by, or goes out by. */
  readonly limitInterface?: 'in' | 'out';
}

export function prepareAddrtype({ sourceType, destinationType, limitInterface }: AddrtypeMatch): MatchFunction {
  return (skb: SkBuff, state: HookState) => {
    const device = limitInterface === undefined ? undefined : state[limitInterface];
    return (
      isOfType(sourceType, skb.packet.source, state, device) &&
      isOfType(destinationType, skb.packet.destination, state, device)
    );
  };
}

function isOfType(
  wanted: AddressTypes | undefined,
  address: Ipv4Address,
  state: HookState,
  device: Interface | undefined,
): boolean {
  return wanted === undefined || wanted.types.includes(state.host.addressType(address, device)) !== wanted.invert;
}
