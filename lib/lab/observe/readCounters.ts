/** The counters of a namespace's tables, as rows. */
import { chainRank, HOOKS, type Netfilter, type RuleTable, TABLE_NAMES } from '../../netfilter';
import { countersOf, type NfChain, type NfTable, seesIpv4 } from '../../netfilter/nf';
import { type IptablesVariant, readTables, ruleText } from '../../tools/iptables';
import { iptablesNft } from '../../tools/lateNft';
import { type CounterRow, countsOf } from './counters';

/**
 * All counters of the tables touched so far: of `iptables` by table, builtin chains first, each chain's policy before its rules; of
 * other tables of nf_tables the rules that have a counter, in the order in which packets come to their chains.
 */
export function readCounters(netfilter: Netfilter, variant: IptablesVariant = 'legacy'): readonly CounterRow[] {
  const others = netfilter.nf.tables.filter((table) => variant === 'legacy' || !isOfIptables(table));
  return [...iptablesRows(netfilter, variant), ...others.flatMap(nfRows)];
}

/** Whether iptables-nft takes a table for its own. */
function isOfIptables({ family, name }: NfTable): boolean {
  return family === 'ip' && TABLE_NAMES.some((table) => table === name);
}

function iptablesRows(netfilter: Netfilter, variant: IptablesVariant): readonly CounterRow[] {
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

/** None for tables that no packet meets. */
function nfRows(table: NfTable): readonly CounterRow[] {
  if (!seesIpv4(table.family)) return [];
  return chainsInOrder(table).flatMap(({ name, rules }) =>
    rules.flatMap((rule, index) => {
      const counters = countersOf(rule);
      if (counters === undefined) return [];
      const place = { table: table.title satisfies RuleTable, chain: name, index: index + 1 };
      return [{ ...place, rule: iptablesNft().nftRuleText(rule, table.family), ...countsOf(counters) }];
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
