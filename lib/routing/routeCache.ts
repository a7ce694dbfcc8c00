/** The routes of the addresses that were last asked for. */
import type { Ipv4Address } from '../packet';
import type { Route } from './route';

/** Of as many addresses of packets that follow each other; a power of two. */
const RECENT = 64;
/** Of all others, at most. */
const REMEMBERED = 4096;

/** Routes by address. Linux had such a cache until 3.6, and has one of sockets' and next hops' (struct dst_entry). */
export class RouteCache {
  /** Each address has one place here, which it shares with others: the last one is there. */
  readonly #recent: (Route | undefined)[] = new Array(RECENT).fill(undefined);
  /** Signed: such numbers need no box. */
  readonly #recentKeys: number[] = new Array(RECENT).fill(0);
  readonly #all = new Map<number, Route>();

  /** The route that was set for an address; `undefined` if it is not known, or no longer. */
  get(address: Ipv4Address): Route | undefined {
    const key = address | 0;
    const place = placeOf(key);
    const recent = this.#recentKeys[place] === key ? this.#recent[place] : undefined;
    if (recent !== undefined) return recent;
    const route = this.#all.get(key);
    if (route !== undefined) this.#note(place, key, route);
    return route;
  }

  set(address: Ipv4Address, route: Route): void {
    const key = address | 0;
    if (this.#all.size >= REMEMBERED) this.#all.clear();
    this.#all.set(key, route);
    this.#note(placeOf(key), key, route);
  }

  /** Forgets all. */
  clear(): void {
    this.#all.clear();
    this.#recent.fill(undefined);
  }

  #note(place: number, key: number, route: Route): void {
    this.#recentKeys[place] = key;
    this.#recent[place] = route;
  }
}

/** Neighbours have neighbouring places, and those of other subnets mostly others. */
function placeOf(key: number): number {
  return (key ^ (key >>> 8) ^ (key >>> 16)) & (RECENT - 1);
}
