/** DNAT, SNAT and MASQUERADE: set a new connection's translation. Linux: net/netfilter/xt_nat.c, xt_MASQUERADE.c. */
import type { HookState } from '../hook';
import { type NatRange, prepareRange, setupNat } from '../nat/setup';
import type { SkBuff } from '../skb';
import type { TargetFunction } from './index';

export interface DnatTarget {
  readonly kind: 'DNAT';
  readonly range: NatRange;
}

export interface SnatTarget {
  readonly kind: 'SNAT';
  readonly range: NatRange;
}

/** Ports only: the address is that of the interface that the packet leaves by. */
export interface MasqueradeTarget {
  readonly kind: 'MASQUERADE';
  readonly range: Omit<NatRange, 'addresses'>;
}

export function prepareDnat(target: DnatTarget): TargetFunction {
  const range = prepareRange(target.range);
  return (skb: SkBuff, state: HookState) => setupNat(skb, state, 'destination', range);
}

export function prepareSnat(target: SnatTarget): TargetFunction {
  const range = prepareRange(target.range);
  return (skb: SkBuff, state: HookState) => setupNat(skb, state, 'source', range);
}

/** An interface without an address drops the packet. Linux: nf_nat_masquerade_ipv4, net/netfilter/nf_nat_masquerade.c. */
export function prepareMasquerade({ range }: MasqueradeTarget): TargetFunction {
  return (skb: SkBuff, state: HookState) => {
    // Whoever has no address yet is not to get one from here.
    if (skb.conntrack?.original.tuple.source === 0) return 'ACCEPT';
    const address = state.out && state.host.masqueradeAddress(state.out, skb.packet.destination);
    if (address === undefined) return 'DROP';
    return setupNat(skb, state, 'source', { ...range, addresses: { from: address, to: address } });
  };
}
