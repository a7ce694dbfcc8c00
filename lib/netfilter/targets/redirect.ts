/** REDIRECT and NETMAP: translations whose address depends on the packet. Linux: nf_nat_redirect_ipv4, net/netfilter/nf_nat_redirect.c; netmap_tg4, xt_NETMAP.c. */
import type { Ipv4Prefix } from '../../packet';
import type { HookState } from '../hook';
import { type ManipType, manipOf, type NatRange, setupNat } from '../nat/setup';
import type { SkBuff } from '../skb';
import type { TargetFunction } from './index';

/** To this machine: to 127.0.0.1 if it is the packet's origin, else to the first address of the interface that it came in by. */
export interface RedirectTarget {
  readonly kind: 'REDIRECT';
  readonly range: Omit<NatRange, 'addresses'>;
}

/** The bits of the mask are replaced, in the destination before routing, else in the source. */
export interface NetmapTarget {
  readonly kind: 'NETMAP';
  readonly to: Ipv4Prefix;
}

const LOOPBACK = 0x7f000001;

/** An interface without an address drops the packet. */
export function prepareRedirect({ range }: RedirectTarget): TargetFunction {
  return (skb: SkBuff, state: HookState) => {
    const address = state.hook === 'OUTPUT' ? LOOPBACK : state.in && state.host.firstAddress(state.in);
    if (address === undefined) return 'DROP';
    return setupNat(skb, state, 'destination', { ...range, addresses: { from: address, to: address } });
  };
}

export function prepareNetmap({ to }: NetmapTarget): TargetFunction {
  return (skb: SkBuff, state: HookState) => {
    const manip: ManipType = manipOf(state.hook);
    const { source, destination } = skb.packet;
    const old = manip === 'destination' ? destination : source;
    const address = ((old & ~to.mask) | to.address) >>> 0;
    return setupNat(skb, state, manip, { addresses: { from: address, to: address } });
  };
}
