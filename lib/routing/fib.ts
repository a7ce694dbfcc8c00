/** The forwarding information base: longest prefix first, then lowest metric. Linux: net/ipv4/fib_trie.c, fib_rules.c. */
import type { Ipv4Address, Ipv4Prefix } from '../packet';
import { IPV4_BROADCAST, isMulticast } from '../packet/address';
import type { Interface } from './interface';
import { type Flow, isForFlow, type PolicyRule, USUAL_RULES } from './policyRule';
import type { Route, RouteTableName } from './route';
import { RouteCache } from './routeCache';

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

/** All routes of a namespace, and the answers that its packets ask for again and again. */
export class Fib {
  readonly #local = new RouteTable();
  readonly #tables = new Map<RouteTableName, RouteTable>([
    ['local', this.#local],
    ['main', new RouteTable()],
  ]);
  #rules: readonly PolicyRule[] = USUAL_RULES;
  /** Told that a route is gone. */
  onRemoved: () => void = () => {};
  /** Some rule asks for more than the destination: what was found for it is not remembered. */
  asksMore = false;
  /** What was looked up since routes last changed: the packets of a flow ask for the same addresses again and again. */
  readonly #found = new RouteCache();
  #version = 0;

  /** Adds a route; false if the same destination and metric is there already (EEXIST). */
  add(route: Route): boolean {
    this.#forget();
    return this.#table(route.table).add(route);
  }

  /** Adds a route behind others of the same destination and metric, unless it is there already. Linux: fib_magic, with NLM_F_APPEND. */
  append(route: Route): void {
    this.#forget();
    this.#table(route.table).append(route);
  }

  /** Removes the first route that the predicate accepts; false if there is none (ESRCH). */
  remove(table: RouteTableName, predicate: (route: Route) => boolean): boolean {
    this.#forget();
    if (!this.#table(table).remove(predicate)) return false;
    this.onRemoved();
    return true;
  }

  /** Removes all routes that the predicate accepts. Linux: fib_flush. */
  flush(predicate: (route: Route) => boolean): void {
    for (const name of this.#tables.keys()) while (this.remove(name, predicate));
  }

  /** Grows with each change: what was found earlier may be another route now. Linux: fib_genid. @internal */
  get version(): number {
    return this.#version;
  }

  /** The policy rules, in the order in which they are asked. */
  get rules(): readonly PolicyRule[] {
    return this.#rules;
  }

  /** Replaces the policy rules. Among equal priorities the one that came first is asked first. */
  setRules(rules: readonly PolicyRule[]): void {
    this.#forget();
    this.#rules = [...rules].sort((a, b) => a.priority - b.priority);
    this.asksMore = rules.some(
      ({ from, input, output, mark, invert }) => (from ?? input ?? output ?? mark ?? invert) !== undefined,
    );
  }

  /** The names of the tables that have routes, or had some. */
  get tableNames(): readonly RouteTableName[] {
    return [...this.#tables.keys()];
  }

  /**
   * The route of a packet to `destination`, leaving by `device` if that is given; `undefined` if there is none. `flow` is what
   * policy rules may ask for besides.
   */
  lookup(destination: Ipv4Address, device?: Interface, flow: Flow = NO_FLOW): Route | undefined {
    if (device !== undefined || this.asksMore) return this.#search(destination, device, flow);
    const found = this.#found.get(destination);
    if (found !== undefined) return found;
    const route = this.#search(destination, undefined, flow);
    if (route !== undefined) this.#found.set(destination, route);
    return route;
  }

  /** The route to a gateway, which is on the link or the machine's own; in the named table first. Linux: fib_check_nh_v4_gw. */
  toGateway(gateway: Ipv4Address, device?: Interface, table: RouteTableName = 'main'): Route | undefined {
    const accepts = (route: Route) => route.scope !== 'global' && (device === undefined || route.device === device);
    const first = table === 'main' ? undefined : this.#tables.get(table)?.find(gateway, accepts);
    if (first !== undefined) return first;
    for (const rule of this.#rules) {
      if (typeof rule.action === 'string' || !isForFlow(rule, gateway, NO_FLOW, device?.name)) continue;
      const route = this.#tables.get(rule.action.lookup)?.find(gateway, accepts);
      if (route !== undefined) return route;
    }
    return undefined;
  }

  /** Linux: fib_rules_lookup, fib4_rule_action, fib4_rule_suppress. */
  #search(destination: Ipv4Address, device: Interface | undefined, flow: Flow): Route | undefined {
    for (const rule of this.#rules) {
      if (!isForFlow(rule, destination, flow, device?.name)) continue;
      if (typeof rule.action === 'string') return refusal(rule.action);
      const route = this.#tables.get(rule.action.lookup)?.lookup(destination, device);
      if (route !== undefined && lengthOf(route.destination) > (rule.suppressPrefixLength ?? -1)) return route;
    }
    return undefined;
  }

  #forget(): void {
    this.#version += 1;
    this.#found.clear();
  }

  #table(name: RouteTableName): RouteTable {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new RouteTable();
      this.#tables.set(name, table);
    }
    return table;
  }

  /** Routes in the order of `ip route show table NAME`. */
  routes(table: RouteTableName): readonly Route[] {
    return this.#tables.get(table)?.list() ?? [];
  }

  /** Of the local table alone, which is asked first unless rules say otherwise: then what is found there is remembered. */
  #localRoute(address: Ipv4Address): Route | undefined {
    if (this.#rules !== USUAL_RULES) return this.#local.lookup(address, undefined);
    const route = this.lookup(address);
    return route?.table === 'local' ? route : undefined;
  }

  /** The kind of an address, judged by the local table alone; with a device, only by that device's routes. */
  addressType(address: Ipv4Address, device?: Interface): AddressType {
    if (address === 0 || address === IPV4_BROADCAST) return 'BROADCAST';
    if (isMulticast(address)) return 'MULTICAST';
    const route = this.#localRoute(address);
    if (route === undefined || (device !== undefined && route.device !== device)) return 'UNICAST';
    return TYPES[route.type];
  }
}

const NO_FLOW: Flow = {};

const TYPES: Readonly<Record<Route['type'], AddressType>> = {
  unicast: 'UNICAST',
  local: 'LOCAL',
  broadcast: 'BROADCAST',
  unreachable: 'UNREACHABLE',
  prohibit: 'PROHIBIT',
  blackhole: 'BLACKHOLE',
};

/** What a rule without a table answers. */
function refusal(type: 'unreachable' | 'prohibit' | 'blackhole'): Route {
  return { table: '', type, destination: { address: 0, mask: 0 }, scope: 'global', metric: 0, protocol: 'boot' };
}

function lengthOf({ mask }: Ipv4Prefix): number {
  return 32 - (mask === 0 ? 32 : Math.log2(~mask + 1));
}

/** Whether two routes of one destination are the same. Linux: fib_find_info, by which fib_table_insert compares. */
function isAlike(one: Route, other: Route): boolean {
  return (
    one.type === other.type &&
    one.device === other.device &&
    one.gateway === other.gateway &&
    one.preferredSource === other.preferredSource &&
    one.scope === other.scope &&
    one.protocol === other.protocol &&
    one.metric === other.metric
  );
}

class RouteTable {
  /** By mask, longest first; in each, routes by destination with the lowest metric first. */
  readonly #lengths: { readonly mask: number; readonly byAddress: Map<number, Route[]> }[] = [];

  add(route: Route): boolean {
    const routes = this.#bucket(route.destination);
    if (routes.some((other) => other.metric === route.metric && other.type === route.type)) return false;
    this.append(route);
    return true;
  }

  append(route: Route): void {
    const routes = this.#bucket(route.destination);
    if (routes.some((other) => isAlike(other, route))) return;
    routes.push(route);
    routes.sort((a, b) => a.metric - b.metric);
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

  /** The best route that is accepted. */
  find(destination: Ipv4Address, accepts: (route: Route) => boolean): Route | undefined {
    for (const { mask, byAddress } of this.#lengths) {
      const route = byAddress.get(destination & mask)?.find(accepts);
      if (route !== undefined) return route;
    }
    return undefined;
  }

  list(): readonly Route[] {
    return this.#lengths
      .flatMap(({ byAddress }) => [...byAddress.values()].flat())
      .sort((a, b) => a.destination.address - b.destination.address || b.destination.mask - a.destination.mask);
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
