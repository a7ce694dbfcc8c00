/** A session's line on simulated or on real machines, watched. */
import { parseSessionLine } from '../session';
import type { Observed, World } from '../world';

/**
 * Runs a session's line, `PLACE# COMMAND`, and writes down what it did, up to the end of the pause after it.
 * Throws a `SessionSyntaxError` for anything else.
 *
 * @example
 * ```ts
 * import { lab, observe } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -p icmp -j ACCEPT');
 * const seen = await observe(machines, 'client# ping -c 1 192.168.70.6');
 * seen.grown('filter', 'INPUT', 1).bytes; // → 84
 * seen.journeys[0]?.hooks; // → ["PREROUTING","INPUT"]
 * ```
 */
export async function observe<Seen extends Observed>(world: World<Seen>, line: string): Promise<Seen> {
  const { place, command } = parseSessionLine(line);
  return world.observe(place, command);
}
