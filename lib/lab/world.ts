/** What simulated and real machines have in common. */
import type { CounterRow } from './observe/counters';
import type { Outcome } from './outcome';

/** A command, and what it made of the counters of the host. */
export interface Observed {
  /** What the command printed, and its exit code. */
  readonly outcome: Outcome;
  /** All counters of the host before the command. */
  readonly before: readonly CounterRow[];
  /** All counters of the host after the pause that follows the command. */
  readonly after: readonly CounterRow[];
}

/**
 * The article's machines, simulated or on the real kernel: `host` with Docker, `client` outside, and the containers that run.
 * `docker exec -it NAME sh` at the host enters a container: the lines that follow are typed at `NAME`, and `exit` there leaves
 * it. A line for `host` meanwhile is refused in a sentence, with exit code 1.
 */
export interface World<Seen extends Observed = Observed> {
  /** Seconds of the machines' clock. */
  readonly now: number;
  /** Runs a command line at a place to its end. A place that there is not is an outcome with exit code 1. */
  run(place: string, command: string): Promise<Outcome>;
  /** Runs a session's line, `PLACE# COMMAND`, to its end. Throws a `SessionSyntaxError` for anything else. */
  sh(line: string): Promise<Outcome>;
  /** Lets the pause after the last command pass now: what it set off comes to its end. */
  settle(): Promise<void>;
  /** Runs a command line at a place, and writes down what it did up to the end of the pause after it. */
  observe(place: string, command: string): Promise<Seen>;
}
