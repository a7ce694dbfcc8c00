/** Counters in the order in which a packet would meet them: tables by priority, builtin chains by hook, then user chains. */

import type { CounterRow } from '../../lab/observe/counters';
import { HOOKS, TABLE_NAMES } from '../../netfilter';

const hooks: readonly string[] = HOOKS;

function chainRank(chain: string): number {
  const rank = hooks.indexOf(chain);
  return rank === -1 ? hooks.length : rank;
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Rules before their chain's policy, which is where a packet that met none of them ends. */
const position = (index: number): number => (index === 0 ? Number.MAX_SAFE_INTEGER : index);

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
