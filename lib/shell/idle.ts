/** The program of a shell's own process. */
import type { Thread } from '../machine';

/** Waits for its person, or for what it started, and never wakes. */
export function* idle(): Thread {
  yield { ready: () => false, subscribe: () => () => {} };
  return 0;
}
