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
 * ruleRows(facts).map(({ chain, index, rule }) => `${chain} ${index} ${rule}`); // → ["FORWARD 0 policy DROP","FORWARD 1 -i docker0 -j ACCEPT"]
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
  // Of a dump with lines left out, rules may be there without their chain.
  const names = new Set([...chains, ...rules.map(({ chain }) => ({ name: chain }))].map(({ name }) => name));
  return [...names].flatMap((chain) => {
    const policies = chains
      .filter(({ name }) => name === chain)
      .map(({ policy, counters }) => ({
        text: policy === undefined ? NO_POLICY : `policy ${policy}`,
        counters,
        index: 0,
      }));
    const own = rules
      .filter((rule) => rule.chain === chain)
      .map(({ text, counters }, position) => ({ text, counters, index: position + 1 }));
    return [...policies, ...own].map(({ text: rule, counters, index }) => ({
      table,
      chain,
      index,
      rule,
      ...countsOf(counters ?? NO_COUNTERS),
    }));
  });
}
