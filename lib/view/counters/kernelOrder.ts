/**
 * Counters in the order in which a packet would meet them: tables of iptables by priority, builtin chains by hook, then user chains.
 * Tables of nf_tables come behind, in the order in which they were read.
 */

import type { CounterRow } from '../../lab/observe/counters';
import { chainRank } from '../../netfilter/hookName';
import { isOfIptables, TABLE_NAMES } from '../../netfilter/xtables/tableHooks';

type Place = Pick<CounterRow, 'table' | 'chain' | 'index'>;

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Rules before their chain's policy, which is where a packet that met none of them ends. */
function position(index: number): number {
  return index === 0 ? Number.MAX_SAFE_INTEGER : index;
}

/** A sorted copy. User chains are sorted by name, as iptables lists them. */
export function inKernelOrder<Row extends Place>(rows: readonly Row[]): readonly Row[] {
  const tables = [...new Set<string>([...TABLE_NAMES, ...rows.map(({ table }) => table)])];
  const chains = [...new Set(rows.map(chainKey))];
  return [...rows].sort(
    (a, b) =>
      tables.indexOf(a.table) - tables.indexOf(b.table) ||
      (isOfIptables(a.table)
        ? chainRank(a.chain) - chainRank(b.chain) || compareText(a.chain, b.chain)
        : chains.indexOf(chainKey(a)) - chains.indexOf(chainKey(b))) ||
      position(a.index) - position(b.index),
  );
}

function chainKey({ table, chain }: Place): string {
  return `${table} ${chain}`;
}
