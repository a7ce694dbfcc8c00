/** A table as the programs see it, whichever engine keeps it. */
import type { Counters, Family, Policy, RuleSpec, TableName } from '../../netfilter';

/** A rule, and what it counted. */
export interface ListedRule {
  readonly spec: RuleSpec;
  readonly counters: Counters;
}

/** A chain of a table. */
export interface ListedChain {
  readonly name: string;
  /** Absent for a user chain. */
  readonly policy: Policy | undefined;
  readonly counters: Counters;
  readonly rules: readonly ListedRule[];
}

/** What listings ask of a table. */
export interface RuleTable {
  readonly table: TableName;
  readonly family: Family;
  /** Builtin chains in the order of the hooks, then user chains by name. */
  chains(): readonly ListedChain[];
  /** Throws an `IptablesError` if there is none. */
  chain(name: string): ListedChain;
  /** How many rules lead to each chain that some rule leads to. */
  references(): ReadonlyMap<string, number>;
}
