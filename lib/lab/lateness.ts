/** How late the processes of a busy machine get their turn. */
import type { Process } from '../machine';
import { type Microseconds, Random } from '../network';

/** Of busy machines: the least time that a process takes to start, and then waits for its turn, in µs. */
const BUSY_START = 1000;
const BUSY_WAKE_UP_LATENCY = 20;
/** How often these may double: from one process to the next, and from one time to the next. */
const START_DOUBLINGS = 8;
const PROCESS_DOUBLINGS = 8;
const JITTER_DOUBLINGS = 3;

/** From a generator of its own: how long a process takes to start, how far back in the queue it is, and how late each time. */
export function drawLateness(seed: number): (process: Process) => Microseconds {
  const random = new Random(seed);
  const upTo = (doublings: number) => 2 ** ((doublings * random.below(1000)) / 1000);
  const usual = new WeakMap<Process, Microseconds>();
  return (process) => {
    const time = usual.get(process);
    if (time !== undefined) return Math.round(time * upTo(JITTER_DOUBLINGS));
    usual.set(process, BUSY_WAKE_UP_LATENCY * upTo(PROCESS_DOUBLINGS));
    return Math.round(BUSY_START * upTo(START_DOUBLINGS));
  };
}
