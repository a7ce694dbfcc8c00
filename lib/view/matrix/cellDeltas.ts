/** What each request of a matrix added to counters, as rows. */
import type { RequestCell } from '../../lab/learn/matrix';
import { type DeltaRow, deltaRows } from '../counters/deltaRows';

/**
 * The rows of `deltaRows` for all cells, each behind its cell's `from`, `to` and `machines` (the column's name): what `pivot` makes a
 * table of, or a DataFrame groups.
 *
 * @example
 * ```ts
 * import { cellDeltas, pivot, prepared, requestMatrix } from 'chainwalk';
 *
 * const requests = [{ from: 'client', to: 'host', line: 'client# ping -c 1 192.168.70.6' }];
 * const cells = await requestMatrix(requests, { filtered: prepared('host# iptables -A INPUT -p icmp -j ACCEPT') });
 * const rows = cellDeltas(cells).filter(({ chain }) => chain === 'INPUT');
 * pivot(rows, { index: 'from', columns: 'table', values: 'packets' }); // → [{"from":"client","filter":1}]
 * ```
 */
export function cellDeltas(cells: readonly RequestCell[]): readonly DeltaRow[] {
  return cells.flatMap(({ from, to, column, seen }) =>
    deltaRows(seen.deltas).map((row) => ({ from, to, machines: column, ...row })),
  );
}
