/**
 * How long packets to a destination may be: what the route says, what the device takes, and what routers on the path have told
 * (RFC 1191). Linux: ipv4_mtu, __ip_rt_update_pmtu and struct fib_nh_exception, net/ipv4/route.c.
 */
import type { Ipv4Address } from '../../packet';
import type { Route } from '../../routing';
import { type Microseconds, SECOND } from '../clock';
import type { IpHost } from '../ipHost';
import type { NetDevice } from '../link/device';
import type { OutputRoute } from './ipOutput';

/** IP_MAX_MTU: a total length has 16 bits. */
export const LONGEST_PACKET = 0xffff;

/** What a router has told of the path to a destination by a route. */
export interface PathException {
  readonly route: Route;
  readonly destination: Ipv4Address;
  /** In bytes. */
  readonly mtu: number;
  /** The router told of less than is believed: packets are not to have DF. */
  readonly locked: boolean;
  readonly expiresAt: Microseconds;
}

/** Of one namespace. Any change of routes, addresses or devices makes it forget all. */
export class PathMtus {
  readonly #exceptions = new Map<Route, Map<Ipv4Address, PathException>>();
  readonly #namespace: IpHost;
  #generation = 0;

  constructor(namespace: IpHost) {
    this.#namespace = namespace;
  }

  /** What routers told of the path, unless too much time has gone by since (net.ipv4.route.mtu_expires). */
  exception(route: Route, destination: Ipv4Address): PathException | undefined {
    if (this.#exceptions.size === 0) return undefined;
    const found = this.#current().get(route)?.get(destination);
    return found !== undefined && this.#namespace.clock.lastTick < found.expiresAt ? found : undefined;
  }

  /** The longest packet of the machine's own, in bytes. Linux: dst_mtu. */
  of(route: Route, destination: Ipv4Address): number {
    return this.exception(route, destination)?.mtu ?? this.#ofRoute(route);
  }

  /** The longest packet that is forwarded: others' word is not taken for it, unless ip_forward_use_pmtu says so. Linux: ip_dst_mtu_maybe_forward. */
  ofForwarded(route: Route, destination: Ipv4Address): number {
    const believes = this.#namespace.sysctl.number('net.ipv4.ip_forward_use_pmtu') !== 0 || route.mtu?.locked === true;
    return believes ? this.of(route, destination) : this.#ofRoute(route);
  }

  /** Whether packets are not to have DF, as their length was set by hand, or is too small to be believed. Linux: ip_mtu_locked. */
  isLocked(route: Route, destination: Ipv4Address): boolean {
    return route.mtu?.locked === true || this.exception(route, destination)?.locked === true;
  }

  /** A router told that a packet of ours was too long. */
  learn({ route, destination }: OutputRoute, told: number): void {
    const { clock, sysctl } = this.#namespace;
    const old = this.of(route, destination);
    if (route.mtu?.locked || old < told) return;
    const least = sysctl.number('net.ipv4.route.min_pmtu');
    const locked = told < least;
    const mtu = locked ? Math.min(old, least) : told;
    const lifetime = sysctl.number('net.ipv4.route.mtu_expires') * SECOND;
    const known = this.exception(route, destination);
    if (known?.mtu === mtu && !locked && clock.lastTick < known.expiresAt - lifetime / 2) return;
    const ofRoute = this.#current().get(route) ?? new Map<Ipv4Address, PathException>();
    this.#exceptions.set(route, ofRoute);
    ofRoute.set(destination, { route, destination, mtu, locked, expiresAt: clock.lastTick + lifetime });
  }

  /** What is known and has not expired. */
  list(): readonly PathException[] {
    const now = this.#namespace.clock.lastTick;
    return [...this.#current().values()].flatMap((all) => [...all.values()]).filter(({ expiresAt }) => now < expiresAt);
  }

  /** Linux: rt_cache_flush. */
  clear(): void {
    this.#exceptions.clear();
  }

  #ofRoute(route: Route): number {
    const device = route.type === 'local' ? this.#namespace.lo : (route.device as NetDevice | undefined);
    return route.mtu?.bytes ?? Math.min(device?.mtu ?? LONGEST_PACKET, LONGEST_PACKET);
  }

  #current(): ReadonlyMap<Route, Map<Ipv4Address, PathException>> {
    const { generation } = this.#namespace.fib;
    if (generation !== this.#generation) this.#exceptions.clear();
    this.#generation = generation;
    return this.#exceptions;
  }
}

/** Whether a packet of the machine's own says that it is not to be cut: one that has to be cut here does not. Linux: ip_dont_fragment, __ip_make_skb. */
export function isNotToBeCut(namespace: IpHost, { route, destination }: OutputRoute, totalLength: number): boolean {
  const { pathMtus, sysctl } = namespace;
  if (sysctl.number('net.ipv4.ip_no_pmtu_disc') !== 0 || pathMtus.isLocked(route, destination)) return false;
  return totalLength <= pathMtus.of(route, destination);
}
