/** The counters of a namespace's tables, as rows. */
import { chainRank, HOOKS, type Netfilter, type RuleTable, TABLE_NAMES } from '../../netfilter';
import { countersOf, type NfChain, type NfTable, seesIpv4 } from '../../netfilter/nf';
import { ruleText } from '../../tools/iptables';
import { nftRuleText } from '../../tools/nft/step';
import { type CounterRow, countsOf } from './counters';

/**
 * All counters of the tables touched so far: of iptables by table, builtin chains first, each chain's policy before its rules; of
 * nf_tables the rules that have a counter, in the order in which packets come to their chains.
 */
export function readCounters(netfilter: Netfilter): readonly CounterRow[] {
  return [...xtablesRows(netfilter), ...netfilter.nf.tables.flatMap(nfRows)];
}

function xtablesRows(netfilter: Netfilter): readonly CounterRow[] {
  return TABLE_NAMES.flatMap((table) => {
    const chains = [...(netfilter.tables.get(table)?.chains.values() ?? [])];
    chains.sort((a, b) => chainRank(a.name) - chainRank(b.name) || (a.name < b.name ? -1 : 1));
    return chains.flatMap((chain) => [
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

/** None for tables that no packet meets. */
function nfRows(table: NfTable): readonly CounterRow[] {
  if (!seesIpv4(table.family)) return [];
  return chainsInOrder(table).flatMap(({ name, rules }) =>
    rules.flatMap((rule, index) => {
      const counters = countersOf(rule);
      if (counters === undefined) return [];
      const place = { table: table.title satisfies RuleTable, chain: name, index: index + 1 };
      return [{ ...place, rule: nftRuleText(rule, table.family), ...countsOf(counters) }];
    }),
  );
}

/** Base chains by hook and priority, each before those that it leads to; then chains that nothing leads to. */
function chainsInOrder({ chains }: NfTable): readonly NfChain[] {
  const bases = [...chains.values()].filter(({ base }) => base !== undefined);
  bases.sort(({ base: a }, { base: b }) =>
    a === undefined || b === undefined ? 0 : HOOKS.indexOf(a.hook) - HOOKS.indexOf(b.hook) || a.priority - b.priority,
  );
  const found = new Set<NfChain>();
  const follow = (chain: NfChain) => {
    if (found.has(chain)) return;
    found.add(chain);
    for (const { parts } of chain.rules)
      for (const part of parts) for (const next of part.targets?.() ?? []) follow(next);
  };
  for (const chain of [...bases, ...chains.values()]) follow(chain);
  return [...found];
}
