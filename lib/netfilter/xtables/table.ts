/** One table of a namespace, and how it is replaced as a whole. Linux: struct xt_table and do_replace, net/ipv4/netfilter/ip_tables.c. */
import type { HookName } from '../hookName';
import { Chain } from './chain';
import { ChainDraft } from './chainDraft';
import type { Rule } from './rule';
import { builtinChains, type TableName } from './tableHooks';

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

  /** Whether some rule needs the packets of connections to be counted. */
  get needsAccounting(): boolean {
    return [...this.#chains.values()].some(({ facts }) => facts.needsAccounting);
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
  #chainOf({ name, policy, counters, rules, facts }: ChainDraft): Chain {
    const old = this.#chains.get(name);
    const chain = old?.facts === facts && old.policy === policy ? old : new Chain(name, rules, policy, facts);
    chain.counters = counters;
    return chain;
  }
}
