/** A session's line on simulated or on real machines, watched. */
import { parseSessionLine } from '../session';
import type { Observed, World } from '../world';

/** Runs a session's line and writes down what it did, up to the end of the pause after it. Throws `SessionSyntaxError`. */
export async function observe<Seen extends Observed>(world: World<Seen>, line: string): Promise<Seen> {
  const { place, command } = parseSessionLine(line);
  return world.observe(place, command);
}
