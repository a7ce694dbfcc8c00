/** What the real kernel drew or counts, so that a simulation can be given the same. */
import { readFileSync } from 'node:fs';
import { execute } from './execute';

/** A network namespace: whose it is, and the beginning of a command line that runs in it. */
export interface Network {
  readonly place: string;
  readonly enter: readonly string[];
}

/** Seconds for which a neighbour counts as reachable, by place and device: `host docker0`. Linux: neigh_parms.reachable_time. */
export type ReachableTimes = ReadonlyMap<string, number>;

interface NeighbourParameters {
  readonly family: string;
  readonly dev?: string;
  /** Milliseconds. */
  readonly reachable?: number;
}

/** Of all devices of the networks; a container that has ended has none. */
export async function reachableTimes(networks: readonly Network[]): Promise<ReachableTimes> {
  const times = new Map<string, number>();
  for (const { place, enter } of networks) {
    const { stdout } = await execute([...enter, 'ip', '-j', 'ntable', 'show']);
    const tables = stdout === '' ? [] : (JSON.parse(stdout) as NeighbourParameters[]);
    for (const { family, dev, reachable } of tables)
      if (family === 'inet' && dev !== undefined && reachable !== undefined)
        times.set(`${place} ${dev}`, reachable / 1000);
  }
  return times;
}

/** Of CONFIG_HZ=250, in nanoseconds. */
const TICK = 4_000_000n;

/**
 * What the kernel's tick counter stood at at a time of its clock (CLOCK_MONOTONIC, ns); `undefined` where that cannot be
 * read. Where the slots of the timer wheel begin follows from it.
 */
export function ticksAt(time: bigint): number | undefined {
  let list: string;
  try {
    list = readFileSync('/proc/timer_list', 'utf8');
  } catch {
    return undefined;
  }
  const now = /^now at (\d+) nsecs/m.exec(list)?.[1];
  const jiffies = /^jiffies: (\d+)/m.exec(list)?.[1];
  if (now === undefined || jiffies === undefined) return undefined;
  return Number(BigInt(jiffies) - (BigInt(now) - time) / TICK);
}
