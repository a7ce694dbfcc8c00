/**
 * Tables, their chains, and how a table is replaced as a whole.
 * Linux: struct xt_table and do_replace, net/ipv4/netfilter/ip_tables.c; iptable_*.c declare hooks and priorities.
 */
import type { Ipv4Packet } from '../../packet';
import { HOOKS, type HookName, PRIORITY } from '../hook';
import { ChainDraft } from './chainDraft';
import { ChainFacts } from './chainFacts';
import { ChainIndex } from './chainIndex';
import type { Rule } from './rule';

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter';

/** In the order of `iptables-save` as the kernel calls them at one hook. */
export const TABLE_NAMES: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter'];

/** Each table declares the hooks it is called at, with its priority there. */
export const TABLE_HOOKS: Readonly<Record<TableName, Readonly<Partial<Record<HookName, number>>>>> = {
  raw: { PREROUTING: PRIORITY.RAW, OUTPUT: PRIORITY.RAW },
  mangle: {
    PREROUTING: PRIORITY.MANGLE,
    INPUT: PRIORITY.MANGLE,
    FORWARD: PRIORITY.MANGLE,
    OUTPUT: PRIORITY.MANGLE,
    POSTROUTING: PRIORITY.MANGLE,
  },
  nat: {
    PREROUTING: PRIORITY.NAT_DESTINATION,
    INPUT: PRIORITY.NAT_SOURCE,
    OUTPUT: PRIORITY.NAT_DESTINATION,
    POSTROUTING: PRIORITY.NAT_SOURCE,
  },
  filter: { INPUT: PRIORITY.FILTER, FORWARD: PRIORITY.FILTER, OUTPUT: PRIORITY.FILTER },
};

/** The builtin chains of a table, in the order in which iptables lists them. */
export function builtinChains(table: TableName): readonly HookName[] {
  return HOOKS.filter((hook) => TABLE_HOOKS[table][hook] !== undefined);
}

/** The tables called at each hook, in the order of their priorities there. */
export const hookTables = Object.fromEntries(
  HOOKS.map((hook) => [
    hook,
    TABLE_NAMES.filter((table) => TABLE_HOOKS[table][hook] !== undefined).sort(
      (a, b) => (TABLE_HOOKS[a][hook] ?? 0) - (TABLE_HOOKS[b][hook] ?? 0),
    ),
  ]),
) as unknown as Readonly<Record<HookName, readonly TableName[]>>;

/** What a builtin chain does with a packet that none of its rules decided about. */
export type Policy = 'ACCEPT' | 'DROP';

/** Chains with fewer rules have no index: trying a rule costs less than asking for it. */
const INDEXED_FROM = 8;

export class Chain {
  /** The policy's counters; a user chain has none. */
  packets = 0;
  bytes = 0;
  /** Made when a packet first comes here. A chain that is changed is another chain. */
  #index: ChainIndex | undefined = undefined;

  constructor(
    readonly name: string,
    readonly rules: readonly Rule[] = [],
    /** Absent for a user chain. */
    readonly policy: Policy | undefined = undefined,
    readonly facts = new ChainFacts(rules),
  ) {}

  /** The place of the first rule from `from` on that has to be tried for a packet; the number of rules if there is none. */
  nextCandidate(packet: Ipv4Packet, from: number): number {
    if (this.rules.length < INDEXED_FROM) return from;
    this.#index ??= new ChainIndex(this.rules.map(({ spec }) => spec));
    return this.#index.next(packet, from);
  }
}

/** A table's chains while it is being changed: builtin chains first, user chains in the order in which they were made. */
export type TableDraft = Map<string, ChainDraft>;

/** A hook's place in a table: the builtin chain that is there now. */
export interface HookPlace {
  readonly table: TableName;
  chain: Chain;
}

/** One table of one namespace. */
export class Table {
  #chains: ReadonlyMap<string, Chain>;
  readonly #places: ReadonlyMap<string, HookPlace>;

  constructor(readonly name: TableName) {
    this.#chains = new Map(builtinChains(name).map((hook) => [hook, new Chain(hook, [], 'ACCEPT')]));
    this.#places = new Map([...this.#chains].map(([hook, chain]) => [hook, { table: name, chain }]));
  }

  get chains(): ReadonlyMap<string, Chain> {
    return this.#chains;
  }

  /** The builtin chain of a hook. */
  builtin(hook: HookName): Chain {
    return this.place(hook).chain;
  }

  /** Where the builtin chain of a hook is found whenever a packet comes. */
  place(hook: HookName): HookPlace {
    const place = this.#places.get(hook);
    if (place === undefined) throw new RangeError(`table ${this.name} has no chain ${hook}`);
    return place;
  }

  /** A copy to be changed and committed. Rules are shared: they keep their counters. */
  draft(): TableDraft {
    return new Map([...this.#chains.values()].map((chain) => [chain.name, ChainDraft.of(chain)]));
  }

  /** Whether some rule asks for connection tracking. */
  get needsConntrack(): boolean {
    return [...this.#chains.values()].some(({ facts }) => facts.needsConntrack);
  }

  /** Replaces all chains at once and links the jumps. The draft must have been validated. */
  commit(draft: TableDraft): void {
    const chains = new Map([...draft.values()].map((one) => [one.name, this.#chainOf(one)]));
    for (const { rules, facts } of chains.values()) {
      for (const rule of facts.remembering) rule.renew();
      for (const place of facts.jumps) (rules[place] as Rule).link(chains);
    }
    this.#chains = chains;
    for (const [hook, place] of this.#places) place.chain = chains.get(hook) ?? place.chain;
  }

  /** A chain that was not changed stays, with what it knows of its rules. */
  #chainOf({ name, policy, packets, bytes, rules, facts }: ChainDraft): Chain {
    const old = this.#chains.get(name);
    const chain = old?.facts === facts && old.policy === policy ? old : new Chain(name, rules, policy, facts);
    chain.packets = packets;
    chain.bytes = bytes;
    return chain;
  }
}
