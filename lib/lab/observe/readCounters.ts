/** The counters of a namespace's tables, as rows. */
import { chainRank, type Netfilter } from '../../netfilter';
import { type IptablesVariant, readTables, ruleText } from '../../tools/iptables';
import { type CounterRow, countsOf } from './counters';

/** All counters of the tables of `iptables` touched so far: by table, builtin chains first, each chain's policy before its rules. */
export function readCounters(netfilter: Netfilter, variant: IptablesVariant = 'legacy'): readonly CounterRow[] {
  return readTables(netfilter, variant).flatMap(({ table, chains }) => {
    const sorted = [...chains].sort((a, b) => chainRank(a.name) - chainRank(b.name) || (a.name < b.name ? -1 : 1));
    return sorted.flatMap((chain) => [
      {
        table,
        chain: chain.name,
        index: 0,
        rule: `policy ${chain.policy ?? '-'}`,
        ...countsOf(chain.counters),
      },
      ...chain.rules.map((rule, index) => ({
        table,
        chain: chain.name,
        index: index + 1,
        rule: ruleText(rule.spec),
        ...countsOf(rule.counters),
      })),
    ]);
  });
}
