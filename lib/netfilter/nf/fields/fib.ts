/** What the routes say of a packet's addresses. Linux: nft_fib4_eval, net/ipv4/netfilter/nft_fib_ipv4.c. */
import type { AddressType, Interface } from '../../../routing';
import type { HookState } from '../../hook';
import { ALL_HOOKS, type HookSet, hookSet } from '../../hookName';
import { type FieldDefinition, field } from './field';

/** `fib saddr . iif oif`: an address, what the lookup is limited to, and what is wanted of the route. */
export interface FibKey {
  readonly kind: 'fib';
  readonly address: 'saddr' | 'daddr';
  readonly limits: readonly ('mark' | 'iif' | 'oif')[];
  readonly result: 'type' | 'oif' | 'oifname';
  /** Only whether there is a route: `oif exists`. */
  readonly presence: boolean;
}

/** RTN_*. */
export const ROUTE_TYPES: Readonly<Record<AddressType, number>> = {
  UNSPEC: 0,
  UNICAST: 1,
  LOCAL: 2,
  BROADCAST: 3,
  MULTICAST: 5,
  BLACKHOLE: 6,
  UNREACHABLE: 7,
  PROHIBIT: 8,
};

/** The hooks where what is asked for is known. Linux: nft_fib_validate. */
export function hooksOfFib({ limits, result }: FibKey): HookSet {
  if (result !== 'type') return hookSet('PREROUTING', 'INPUT', 'FORWARD');
  if (limits.includes('iif')) return hookSet('PREROUTING', 'INPUT', 'FORWARD');
  return limits.includes('oif') ? hookSet('OUTPUT', 'POSTROUTING', 'FORWARD') : ALL_HOOKS;
}

/** The field that a lookup makes. */
export function fibField(key: FibKey): FieldDefinition {
  const { address, limits, result, presence } = key;
  const limit = limits.includes('iif') ? 'in' : limits.includes('oif') ? 'out' : undefined;
  const addressOf = address === 'saddr' ? 'source' : 'destination';
  if (result === 'type') {
    return field('fib_addrtype', ({ packet }, state) => {
      const device = limit === undefined ? undefined : state[limit];
      return ROUTE_TYPES[state.host.addressType(packet[addressOf], device)];
    });
  }
  const routeOf = (state: HookState, destination: number) => found(state, destination, limit && state[limit]);
  if (presence) {
    return field('boolean', ({ packet }, state) => (routeOf(state, packet[addressOf]) === undefined ? 0 : 1));
  }
  return result === 'oif'
    ? field('iface_index', ({ packet }, state) => routeOf(state, packet[addressOf])?.ifindex ?? 0)
    : field('ifname', ({ packet }, state) => routeOf(state, packet[addressOf])?.name ?? '');
}

/** The interface by which an address is reached; none if that is not the one that was asked for. */
function found(state: HookState, address: number, wanted: Interface | undefined): Interface | undefined {
  // Linux: nft_fib4_eval, which asks for routes to other machines.
  const route = state.host.route(address);
  const device = route?.type === 'unicast' ? route.device : undefined;
  return wanted === undefined || device?.ifindex === wanted.ifindex ? device : undefined;
}
