/** What a request added to counters, as rows for a DataFrame. */
import type { RealDelta } from '../../lab/capture';
import { stepPlace } from '../../lab/observe/stepWords';

/** What one rule or policy grew by. */
export interface DeltaRow {
  /** The table. */
  readonly table: string;
  /** The chain within the table. */
  readonly chain: string;
  /** `rule 5`, or `policy`, as in the rows of packets' paths. */
  readonly rule: string;
  /** How many packets it grew by. */
  readonly packets: number;
  /** How many bytes it grew by. */
  readonly bytes: number;
  /** Nothing else: a row of a table. */
  readonly [column: string]: string | number;
}

/**
 * A row for each counter, of simulated or of real machines. A column named `index`, as counters have one, would hide that of a DataFrame.
 *
 * @example
 * ```ts
 * import { deltaRows, lab, observe } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * const { deltas } = await observe(machines, 'client# ping -c 1 192.168.70.6');
 * deltaRows(deltas)[0]; // → {"table":"filter","chain":"INPUT","rule":"rule 1","packets":1,"bytes":84}
 * ```
 */
export function deltaRows(deltas: readonly RealDelta[]): readonly DeltaRow[] {
  return deltas.map(({ table, chain, index, rule, packets, bytes }) => ({
    table,
    chain,
    rule: stepPlace({ rule, number: index }),
    packets,
    bytes,
  }));
}
