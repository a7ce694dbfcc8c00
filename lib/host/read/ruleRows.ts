/** The rules of a host's dump as rows, for tables and charts. */
import { type CounterRow, countsOf } from '../../lab/observe/counters';
import { isOfIptables, NO_COUNTERS } from '../../netfilter';
import type { HostFacts, TableFact } from './facts';

/**
 * The policies and rules of iptables that the dumps of a host show, table by table, with the numbers that `--line-numbers` counts;
 * what was shown without counters has 0. Where chains are named, as `FORWARD` or `nat PREROUTING`, only those of theirs.
 *
 * @example
 * ```ts
 * import { readHost, ruleRows } from 'chainwalk/host';
 *
 * const facts = readHost([{ name: 'rules', text: '*filter\n:FORWARD DROP [3:180]\n-A FORWARD -i docker0 -j ACCEPT\nCOMMIT\n' }]);
 * ruleRows(facts).map(({ chain, index, rule }) => `${chain} ${index} ${rule}`); // → ['FORWARD 0 policy DROP', 'FORWARD 1 -i docker0 -j ACCEPT']
 * ```
 */
export function ruleRows({ tables }: Pick<HostFacts, 'tables'>, ...chains: readonly string[]): readonly CounterRow[] {
  const rows = tables.filter(({ family }) => family === 'ipv4').flatMap(rowsOf);
  if (chains.length === 0) return rows;
  return rows.filter(({ table, chain }) => chains.includes(chain) || chains.includes(`${table} ${chain}`));
}

function rowsOf({ name: table, chains, rules }: TableFact): readonly CounterRow[] {
  if (!isOfIptables(table)) return [];
  const policies = chains.map(({ name: chain, policy = '-', counters }) => ({
    table,
    chain,
    index: 0,
    rule: `policy ${policy}`,
    ...countsOf(counters ?? NO_COUNTERS),
  }));
  const counted = new Map<string, number>();
  const rows = rules.map(({ chain, text, counters }) => {
    const index = (counted.get(chain) ?? 0) + 1;
    counted.set(chain, index);
    return { table, chain, index, rule: text, ...countsOf(counters ?? NO_COUNTERS) };
  });
  return [...policies, ...rows];
}
