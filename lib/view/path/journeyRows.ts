/** Chain traversals as rows: one for each step of each packet, ready for a DataFrame. */
import type { Journey, JourneyStep } from '../../lab/observe/journey';
import { stepPlace } from '../../lab/observe/stepWords';
import type { HookName } from '../../netfilter';

/** One step of one packet: a rule that it matched, a policy, or the end of a user chain. */
export interface JourneyRow {
  /** 1-based number of the packet. */
  readonly packet: number;
  /** The hook at which the table was called. */
  readonly hook: HookName;
  /** A table of iptables by its name, one of nf_tables by its family and name. */
  readonly table: JourneyStep['table'];
  /** The chain within the table. */
  readonly chain: string;
  /** `rule 5`, `policy`, or `end of chain` for falling off a user chain. */
  readonly rule: string;
  /** What followed: a target, the chain jumped to, or the policy. */
  readonly verdict: string;
  /** The input interface; '' where there is none. */
  readonly in: string;
  /** The output interface; '' where there is none. */
  readonly out: string;
  /** `address:port`, or the address alone, as the rule saw it. */
  readonly source: string;
  /** `address:port`, or the address alone, as the rule saw it. */
  readonly destination: string;
  /** IP total length in bytes. */
  readonly length: number;
  /** Nothing else: a row of a table. */
  readonly [column: string]: string | number;
}

/**
 * The rows of all steps of `journeys`, packet by packet, in the order in which they happened. `table(…)` shows them.
 *
 * @example
 * ```ts
 * import { journeyRows, lab, observe } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * const { journeys } = await observe(machines, 'client# ping -c 1 192.168.70.6');
 * journeyRows(journeys)[0]?.chain; // → 'INPUT'
 * ```
 */
export function journeyRows(journeys: readonly Journey[]): readonly JourneyRow[] {
  return journeys.flatMap(({ packet, steps }) =>
    steps.map((step) => ({
      packet,
      hook: step.hook,
      table: step.table,
      chain: step.chain,
      rule: stepPlace(step),
      verdict: step.verdict,
      in: step.in,
      out: step.out,
      source: step.source,
      destination: step.destination,
      length: step.length,
    })),
  );
}
