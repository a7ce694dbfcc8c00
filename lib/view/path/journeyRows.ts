/** Chain traversals as rows: one for each step of each packet, ready for a DataFrame. */
import type { Journey } from '../../lab/observe/journey';
import type { HookName, TableName } from '../../netfilter';

/** One step of one packet: a rule that it matched, a policy, or the end of a user chain. */
export interface JourneyRow {
  /** 1-based number of the packet. */
  readonly packet: number;
  readonly hook: HookName;
  readonly table: TableName;
  readonly chain: string;
  /** `5`, `policy`, or `return` for falling off a user chain. */
  readonly rule: string;
  /** What followed: a target, the chain jumped to, or the policy. */
  readonly verdict: string;
  readonly in: string;
  readonly out: string;
  readonly source: string;
  readonly destination: string;
  /** IP total length in bytes. */
  readonly length: number;
  readonly [column: string]: string | number;
}

/** The rows of all steps of `journeys`, packet by packet, in the order in which they happened. `table(…)` shows them. */
export function journeyRows(journeys: readonly Journey[]): readonly JourneyRow[] {
  return journeys.flatMap(({ packet, steps }) =>
    steps.map(({ hook, table, chain, event, number, verdict, rule, in: input, out, source, destination, length }) => ({
      packet,
      hook,
      table,
      chain,
      rule: event === 'rule' ? String(number) : event,
      verdict: verdict || (event === 'policy' ? rule.replace(/^policy /, '') : ''),
      in: input,
      out,
      source,
      destination,
      length,
    })),
  );
}
