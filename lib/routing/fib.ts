/** The forwarding information base: longest prefix first, then lowest metric. Linux: net/ipv4/fib_trie.c, fib_rules.c. */
import type { Ipv4Address, Ipv4Prefix } from '../packet';
import { IPV4_BROADCAST, isMulticast } from '../packet/address';
import type { Interface } from './interface';
import type { Route, RouteTableName } from './route';

/** RTN_* of an address by itself. Linux: inet_addr_type, net/ipv4/fib_frontend.c. */
export type AddressType =
  | 'UNSPEC'
  | 'UNICAST'
  | 'LOCAL'
  | 'BROADCAST'
  | 'MULTICAST'
  | 'UNREACHABLE'
  | 'PROHIBIT'
  | 'BLACKHOLE';

/** The rules that a fresh Linux has (`ip rule`): from all lookup local, then main. */
const TABLE_ORDER: readonly RouteTableName[] = ['local', 'main'];

/** Addresses that are remembered at most. */
const REMEMBERED = 4096;

/** All routes of a namespace, and the answers that its packets ask for again and again. */
export class Fib {
  readonly #tables: Record<RouteTableName, RouteTable> = { local: new RouteTable(), main: new RouteTable() };
  /** What was looked up since routes last changed: the packets of a flow ask for the same addresses again and again. */
  readonly #found = new Map<number, Route | undefined>();

  /** Adds a route; false if the same destination and metric is there already (EEXIST). */
  add(route: Route): boolean {
    this.#found.clear();
    return this.#tables[route.table].add(route);
  }

  /** Removes the first route that the predicate accepts; false if there is none (ESRCH). */
  remove(table: RouteTableName, predicate: (route: Route) => boolean): boolean {
    this.#found.clear();
    return this.#tables[table].remove(predicate);
  }

  /** Removes all routes that the predicate accepts. Linux: fib_flush. */
  flush(predicate: (route: Route) => boolean): void {
    for (const name of TABLE_ORDER) while (this.remove(name, predicate));
  }

  /** The route of a packet to `destination`, leaving by `device` if that is given; `undefined` if there is none. */
  lookup(destination: Ipv4Address, device?: Interface): Route | undefined {
    if (device !== undefined) return this.#search(destination, device);
    // Signed: such numbers are hashed without being boxed.
    const key = destination | 0;
    const found = this.#found.get(key);
    if (found !== undefined || this.#found.has(key)) return found;
    const route = this.#search(destination);
    if (this.#found.size >= REMEMBERED) this.#found.clear();
    this.#found.set(key, route);
    return route;
  }

  #search(destination: Ipv4Address, device?: Interface): Route | undefined {
    for (const name of TABLE_ORDER) {
      const route = this.#tables[name].lookup(destination, device);
      if (route !== undefined) return route;
    }
    return undefined;
  }

  /** Routes in the order of `ip route show table NAME`. */
  routes(table: RouteTableName): readonly Route[] {
    return this.#tables[table].list();
  }

  /** The kind of an address, judged by the local table alone; with a device, only by that device's routes. */
  addressType(address: Ipv4Address, device?: Interface): AddressType {
    if (address === 0 || address === IPV4_BROADCAST) return 'BROADCAST';
    if (isMulticast(address)) return 'MULTICAST';
    const route = this.#tables.local.lookup(address, undefined);
    if (route === undefined || (device !== undefined && route.device !== device)) return 'UNICAST';
    return route.type.toUpperCase() as AddressType;
  }
}

class RouteTable {
  /** By mask, longest first; in each, routes by destination with the lowest metric first. */
  readonly #lengths: { readonly mask: number; readonly byAddress: Map<number, Route[]> }[] = [];

  add(route: Route): boolean {
    const routes = this.#bucket(route.destination);
    if (routes.some((other) => other.metric === route.metric && other.type === route.type)) return false;
    routes.push(route);
    routes.sort((a, b) => a.metric - b.metric);
    return true;
  }

  remove(predicate: (route: Route) => boolean): boolean {
    for (const { byAddress } of this.#lengths) {
      for (const [address, routes] of byAddress) {
        const index = routes.findIndex(predicate);
        if (index < 0) continue;
        routes.splice(index, 1);
        if (routes.length === 0) byAddress.delete(address);
        return true;
      }
    }
    return false;
  }

  lookup(destination: Ipv4Address, device: Interface | undefined): Route | undefined {
    for (const { mask, byAddress } of this.#lengths) {
      const routes = byAddress.get(destination & mask);
      if (routes === undefined) continue;
      if (device === undefined) return routes[0];
      const route = routes.find((candidate) => candidate.device === device);
      if (route !== undefined) return route;
    }
    return undefined;
  }

  list(): readonly Route[] {
    return this.#lengths
      .flatMap(({ byAddress }) => [...byAddress.values()].flat())
      .sort((a, b) => a.destination.address - b.destination.address || a.destination.mask - b.destination.mask);
  }

  #bucket({ address, mask }: Ipv4Prefix): Route[] {
    let length = this.#lengths.find((entry) => entry.mask === mask);
    if (length === undefined) {
      length = { mask, byAddress: new Map() };
      this.#lengths.push(length);
      this.#lengths.sort((a, b) => b.mask - a.mask);
    }
    let routes = length.byAddress.get(address | 0);
    if (routes === undefined) {
      routes = [];
      length.byAddress.set(address | 0, routes);
    }
    return routes;
  }
}
