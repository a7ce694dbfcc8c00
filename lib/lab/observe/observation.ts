/** One request, looked at from all sides: counters before and after, each packet's journey, what each interface carried. */
import type { RuleTable } from '../../netfilter';
import type { Outcome } from '../outcome';
import { type CounterDelta, type CounterRow, counterDeltas } from './counters';
import type { Journey } from './journey';
import type { Captures } from './packets';

/** One request, looked at from all sides. */
export class Observation {
  /** What grew, in the order of a listing. */
  readonly deltas: readonly CounterDelta[];

  /** Computes the deltas of what was written down. */
  constructor(
    /** What the command printed, and its exit code. */
    readonly outcome: Outcome,
    /** All counters of the host before the command. */
    readonly before: readonly CounterRow[],
    /** All counters of the host after the pause that follows the command. */
    readonly after: readonly CounterRow[],
    /** Journeys through the host, in the order in which packets entered it. */
    readonly journeys: readonly Journey[],
    /** Packets by interface: `NAMESPACE DEVICE`. */
    readonly packets: Captures,
    /** Interfaces that carried packets, in the order of the wires that they are at: one list a wire, the lanes of a ladder. */
    readonly wires: readonly (readonly string[])[],
  ) {
    this.deltas = counterDeltas(before, after);
  }

  /** What a rule, or with index 0 a policy, grew by. Throws a `RangeError` if there is no such rule. */
  grown(table: RuleTable, chain: string, index: number): Pick<CounterRow, 'packets' | 'bytes'> {
    const { rule } = this.row(table, chain, index);
    const grown = this.deltas.find(
      (delta) => delta.table === table && delta.chain === chain && delta.index === index && delta.rule === rule,
    );
    return grown ?? { packets: 0, bytes: 0 };
  }

  /** The counter of a rule, or with index 0 of a policy, after the request. Throws a `RangeError` if there is no such rule. */
  row(table: RuleTable, chain: string, index: number): CounterRow {
    const found = this.rows(table, chain).find((row) => row.index === index);
    if (found === undefined) throw new RangeError(`there is no rule ${index} in chain ${chain} of table ${table}`);
    return found;
  }

  /** What grew in one table. */
  deltasIn(table: RuleTable): readonly CounterDelta[] {
    return this.deltas.filter((delta) => delta.table === table);
  }

  /** The counters of a chain after the request. */
  rows(table: RuleTable, chain: string): readonly CounterRow[] {
    return this.after.filter((row) => row.table === table && row.chain === chain);
  }
}
