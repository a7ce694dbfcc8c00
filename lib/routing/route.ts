/** Routes as values. Linux: struct fib_info and fib_alias, net/ipv4/fib_lookup.h. */
import type { Ipv4Address, Ipv4Prefix } from '../packet';
import { formatIpv4, formatPrefix, SINGLE_ADDRESS_MASK } from '../packet/address';
import type { Interface } from './interface';

/** RTN_*: the fate of a packet that the route matches. */
export type RouteType = 'unicast' | 'local' | 'broadcast' | 'unreachable' | 'prohibit' | 'blackhole';

/** RT_SCOPE_*: how far away the destination is. */
export type RouteScope = 'global' | 'link' | 'host';

/** `local` (255), `main` (254) and `default` (253) of a fresh Linux; others by their number or name. */
export type RouteTableName = string;

/** Where packets to a block of addresses go. */
export interface Route {
  readonly table: RouteTableName;
  readonly type: RouteType;
  readonly destination: Ipv4Prefix;
  readonly gateway?: Ipv4Address | undefined;
  /** None for `unreachable`, `prohibit` and `blackhole`. */
  readonly device?: Interface | undefined;
  readonly scope: RouteScope;
  /** The address to send from, `src` in `ip route`. */
  readonly preferredSource?: Ipv4Address | undefined;
  readonly metric: number;
  /** The longest packet by it, in bytes, if the route itself says so; `locked`: what routers tell of the path does not count. */
  readonly mtu?: { readonly bytes: number; readonly locked: boolean } | undefined;
  /** RTPROT_*: the origin of the route. */
  readonly protocol: 'kernel' | 'boot' | 'static';
}

/** A copy that has all fields: packets ask routes for them, which is quicker where all have one shape. */
export function ofOneShape(route: Route): Route {
  const { table, type, destination, gateway, device, scope, preferredSource, metric, mtu, protocol } = route;
  return { table, type, destination, gateway, device, scope, preferredSource, metric, mtu, protocol };
}

/** The destination as `ip route` writes it: `default`, `172.17.0.0/16`, or an address alone for a /32. */
export function formatDestination(destination: Ipv4Prefix): string {
  if (destination.mask === 0) return 'default';
  return destination.mask === SINGLE_ADDRESS_MASK ? formatIpv4(destination.address) : formatPrefix(destination);
}
