/**
 * What routers have told of the paths to single destinations: how long packets may be (RFC 1191), beside what the route says and
 * the device takes, and a better first router (RFC 792).
 * Linux: ipv4_mtu, __ip_rt_update_pmtu, __ip_do_redirect and struct fib_nh_exception, net/ipv4/route.c.
 */
import type { Ipv4Address } from '../../packet';
import type { Interface, Route } from '../../routing';
import type { Fib } from '../../routing/fib';
import { type Clock, type Microseconds, SECOND } from '../clock';
import type { Sysctl } from '../sysctl';

/** IP_MAX_MTU: a total length has 16 bits. */
export const LONGEST_PACKET = 0xffff;

/** Where a packet of the machine's own goes, and by which route. */
type Destination = { readonly route: Route; readonly destination: Ipv4Address };
/** Of a device, no more than this is asked. */
type MtuDevice = { readonly mtu: number };

/** What a router has told of the path to a destination. */
export interface PathException {
  readonly destination: Ipv4Address;
  /** In bytes; `undefined`: as the route. */
  readonly mtu: number | undefined;
  /** The router told of less than is believed: packets are not to have DF. */
  readonly locked: boolean;
  /** Where to instead of the route's gateway. */
  readonly gateway: Ipv4Address | undefined;
  readonly expiresAt: Microseconds;
}

const NOTHING_KNOWN = { mtu: undefined, locked: false, gateway: undefined };
/** ip_rt_gc_timeout. */
const REDIRECTED: Microseconds = 300 * SECOND;

/** Of one namespace. What is known belongs to a next hop, and is forgotten with the last route that has it. */
export class PathMtus {
  readonly #exceptions = new Map<string, Map<Ipv4Address, PathException>>();
  readonly #clock: Clock;
  readonly #sysctl: Sysctl;
  readonly #fib: Fib;
  readonly #loopback: MtuDevice;

  /** `loopback`: the device of packets to the machine's own addresses. */
  constructor(clock: Clock, sysctl: Sysctl, fib: Fib, loopback: MtuDevice) {
    this.#clock = clock;
    this.#sysctl = sysctl;
    this.#fib = fib;
    this.#loopback = loopback;
    fib.onRemoved = () => this.#forgetUnused();
  }

  /** What routers told of the path, unless too much time has gone by since (net.ipv4.route.mtu_expires). @internal */
  exception(route: Route, destination: Ipv4Address): PathException | undefined {
    if (this.#exceptions.size === 0) return undefined;
    const found = this.#exceptions.get(nextHopOf(route))?.get(destination);
    return found !== undefined && this.#isValid(found) ? found : undefined;
  }

  /** The longest packet of the machine's own, in bytes. Linux: dst_mtu. */
  of(route: Route, destination: Ipv4Address): number {
    return this.exception(route, destination)?.mtu ?? this.#ofRoute(route);
  }

  /** The longest packet that is forwarded: others' word is not taken for it, unless ip_forward_use_pmtu says so. Linux: ip_dst_mtu_maybe_forward. */
  ofForwarded(route: Route, destination: Ipv4Address): number {
    const believes = this.#sysctl.ofPackets.forwardUsesPmtu !== 0 || route.mtu?.locked === true;
    return believes ? this.of(route, destination) : this.#ofRoute(route);
  }

  /** Whether packets are not to have DF, as their length was set by hand, or is too small to be believed. Linux: ip_mtu_locked. @internal */
  isLocked(route: Route, destination: Ipv4Address): boolean {
    return route.mtu?.locked === true || this.exception(route, destination)?.locked === true;
  }

  /** Whether segments say that they are not to be cut, however long they are. Linux: ip_dont_fragment. @internal */
  areTold({ route, destination }: Destination): boolean {
    return this.#sysctl.number('net.ipv4.ip_no_pmtu_disc') === 0 && !this.isLocked(route, destination);
  }

  /** Whether a datagram of the machine's own says so: one that has to be cut here does not. Linux: __ip_make_skb. @internal */
  isNotToBeCut(output: Destination, totalLength: number): boolean {
    return this.areTold(output) && totalLength <= this.of(output.route, output.destination);
  }

  /** A router told that a packet of ours was too long. @internal */
  learn({ route, destination }: Destination, told: number): void {
    const old = this.of(route, destination);
    if (this.isLocked(route, destination) || old < told) return;
    const least = this.#sysctl.number('net.ipv4.route.min_pmtu');
    const locked = told < least;
    const mtu = locked ? Math.min(old, least) : told;
    const lifetime = this.#sysctl.number('net.ipv4.route.mtu_expires') * SECOND;
    const known = this.exception(route, destination);
    if (known?.mtu === mtu && !locked && this.#clock.lastTick < known.expiresAt - lifetime / 2) return;
    this.#note(route, destination, { mtu, locked, expiresAt: this.#clock.lastTick + lifetime });
  }

  /** The gateway of packets to a destination, if they have one. @internal */
  gateway(route: Route, destination: Ipv4Address): Ipv4Address | undefined {
    return this.exception(route, destination)?.gateway ?? route.gateway;
  }

  /** A router told of a better one. @internal */
  redirect({ route, destination }: Destination, gateway: Ipv4Address): void {
    this.#note(route, destination, { gateway, expiresAt: this.#clock.lastTick + REDIRECTED });
  }

  /** Linux: update_or_create_fnhe. */
  #note(route: Route, destination: Ipv4Address, news: Partial<PathException> & Pick<PathException, 'expiresAt'>): void {
    const nextHop = nextHopOf(route);
    const ofNextHop = this.#exceptions.get(nextHop) ?? new Map<Ipv4Address, PathException>();
    this.#exceptions.set(nextHop, ofNextHop);
    const known = this.exception(route, destination) ?? NOTHING_KNOWN;
    ofNextHop.set(destination, { ...known, destination, ...news });
  }

  /** What is known and has not expired, for each route that has the next hop. @internal */
  list(): readonly { readonly route: Route; readonly exception: PathException }[] {
    return this.#routes().flatMap((route) =>
      [...(this.#exceptions.get(nextHopOf(route))?.values() ?? [])]
        .filter((exception) => this.#isValid(exception))
        .map((exception) => ({ route, exception })),
    );
  }

  /** Linux: fnhe_genid_bump. @internal */
  clear(): void {
    this.#exceptions.clear();
  }

  #isValid({ expiresAt }: PathException): boolean {
    return this.#clock.lastTick < expiresAt;
  }

  #ofRoute(route: Route): number {
    const device = route.type === 'local' ? this.#loopback : (route.device as (Interface & MtuDevice) | undefined);
    return route.mtu?.bytes ?? Math.min(device?.mtu ?? LONGEST_PACKET, LONGEST_PACKET);
  }

  #routes(): readonly Route[] {
    return this.#fib.tableNames.flatMap((table) => this.#fib.routes(table));
  }

  #forgetUnused(): void {
    if (this.#exceptions.size === 0) return;
    const used = new Set(this.#routes().map(nextHopOf));
    for (const nextHop of this.#exceptions.keys()) if (!used.has(nextHop)) this.#exceptions.delete(nextHop);
  }
}

/** Routes that are alike but for their destination share one. Linux: fib_find_info, net/ipv4/fib_semantics.c. */
function nextHopOf({ table, type, gateway, device, scope, preferredSource, metric, protocol, mtu }: Route): string {
  const { bytes, locked } = mtu ?? {};
  return [table, type, gateway, device?.ifindex, scope, preferredSource, metric, protocol, bytes, locked].join(' ');
}
