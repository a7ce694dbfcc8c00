/** Round-trip times, of which there may be more than a call takes arguments. */
import type { Microseconds } from '../../network';

/** The shortest of some; there is one at least. */
export function smallest(times: readonly Microseconds[]): Microseconds {
  return times.reduce((some, other) => Math.min(some, other));
}

/** The longest of some; there is one at least. */
export function largest(times: readonly Microseconds[]): Microseconds {
  return times.reduce((some, other) => Math.max(some, other));
}
