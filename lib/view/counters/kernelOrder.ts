/** Counters in the order in which a packet would meet them: tables by priority, builtin chains by hook, then user chains. */

import type { CounterRow } from '../../lab/observe/counters';
import { chainRank } from '../../netfilter/hookName';
import { TABLE_NAMES } from '../../netfilter/xtables/tableHooks';

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Rules before their chain's policy, which is where a packet that met none of them ends. */
function position(index: number): number {
  return index === 0 ? Number.MAX_SAFE_INTEGER : index;
}

/** A sorted copy. User chains are sorted by name, as iptables lists them. */
export function inKernelOrder<Row extends Pick<CounterRow, 'table' | 'chain' | 'index'>>(
  rows: readonly Row[],
): readonly Row[] {
  return [...rows].sort(
    (a, b) =>
      TABLE_NAMES.indexOf(a.table) - TABLE_NAMES.indexOf(b.table) ||
      chainRank(a.chain) - chainRank(b.chain) ||
      compareText(a.chain, b.chain) ||
      position(a.index) - position(b.index),
  );
}
