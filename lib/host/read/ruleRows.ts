/** The rules of a host's dump as rows, for tables and charts. */
import { type CounterRow, countsOf } from '../../lab/observe/counters';
import { isOfIptables, NO_COUNTERS } from '../../netfilter';
import type { HostFacts, TableFact } from './facts';

/** Of a chain that is no builtin one. */
const NO_POLICY = 'policy -';

/** A rule of a dump, or with index 0 the policy of its chain. */
export type RuleRow = Pick<CounterRow, 'table' | 'chain' | 'index' | 'rule' | 'packets' | 'bytes'>;

/**
 * The policies and rules of iptables that the dumps of a host show, table by table and chain by chain, with the numbers that
 * `--line-numbers` counts; what was shown without counters has 0. Where chains are named, as `FORWARD` or `nat PREROUTING`, only
 * theirs, in the order of the names.
 *
 * @example
 * ```ts
 * import { readHost, ruleRows } from 'chainwalk/host';
 *
 * const facts = readHost([{ name: 'rules', text: '*filter\n:FORWARD DROP [3:180]\n-A FORWARD -i docker0 -j ACCEPT\nCOMMIT\n' }]);
 * ruleRows(facts).map(({ chain, index, rule }) => `${chain} ${index} ${rule}`); // → ['FORWARD 0 policy DROP', 'FORWARD 1 -i docker0 -j ACCEPT']
 * ```
 */
export function ruleRows({ tables }: Pick<HostFacts, 'tables'>, ...chains: readonly string[]): readonly RuleRow[] {
  const rows = counterRowsOf(tables)
    .filter(({ rule }) => rule !== NO_POLICY)
    .map(({ table, chain, index, rule, packets, bytes }) => ({ table, chain, index, rule, packets, bytes }));
  if (chains.length === 0) return rows;
  return chains.flatMap((name) => rows.filter(({ table, chain }) => name === chain || name === `${table} ${chain}`));
}

/** The same, with exact numbers where they are too large for a table's. */
export function counterRowsOf(tables: readonly TableFact[]): readonly CounterRow[] {
  return tables.filter(({ family }) => family === 'ipv4').flatMap(rowsOf);
}

function rowsOf({ name: table, chains, rules }: TableFact): readonly CounterRow[] {
  if (!isOfIptables(table)) return [];
  const policies = chains.map(({ name: chain, policy, counters }) => ({
    table,
    chain,
    index: 0,
    rule: policy === undefined ? NO_POLICY : `policy ${policy}`,
    ...countsOf(counters ?? NO_COUNTERS),
  }));
  const counted = new Map<string, number>();
  const rows = rules.map(({ chain, text, counters }) => {
    const index = (counted.get(chain) ?? 0) + 1;
    counted.set(chain, index);
    return { table, chain, index, rule: text, ...countsOf(counters ?? NO_COUNTERS) };
  });
  return policies.flatMap((policy) => [policy, ...rows.filter(({ chain }) => chain === policy.chain)]);
}
