/** What the real kernel drew or counts, so that a simulation can be given the same. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute } from './execute';

/** A network namespace: whose it is, and the beginning of a command line that runs in it. */
export interface Network {
  readonly place: string;
  readonly enter: readonly string[];
}

/** For how long neighbours count as reachable, in seconds, by place and device: `host docker0`. Linux: neigh_parms.reachable_time. */
export interface ReachableTimes {
  /** Seconds of the machines' clock. */
  readonly at: number;
  readonly times: ReadonlyMap<string, number>;
}

interface NeighbourParameters {
  readonly family: string;
  readonly dev?: string;
  /** Milliseconds. */
  readonly reachable?: number;
}

/** How often it is looked whether the kernel has drawn anew, which it does all at once, each five minutes (neigh_periodic_work). */
const POLL_MS = 1000;

/** Writes down what the kernel draws. */
export class ReachableTimesLog {
  readonly #entries: ReachableTimes[] = [];
  readonly #networks: () => readonly Network[];
  readonly #now: () => number;
  readonly #end = new AbortController();
  readonly #polling: Promise<void>;
  #first = '';

  /** The first of the networks tells whether there is something new. */
  constructor(networks: () => readonly Network[], now: () => number) {
    this.#networks = networks;
    this.#now = now;
    this.#polling = this.#poll();
  }

  /** What was written down since this was called last, and what holds now. */
  async take(): Promise<readonly ReachableTimes[]> {
    await this.#write();
    return this.#entries.splice(0);
  }

  async end(): Promise<void> {
    this.#end.abort();
    await this.#polling;
  }

  async #poll(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await sleep(POLL_MS, undefined, { signal, ref: false }).catch(() => {});
      const [first] = this.#networks();
      if (!signal.aborted && first !== undefined && (await parameters(first)) !== this.#first) await this.#write();
    }
  }

  async #write(): Promise<void> {
    const networks = this.#networks();
    const times = new Map<string, number>();
    const at = this.#now();
    for (const [index, network] of networks.entries()) {
      const text = await parameters(network);
      if (index === 0) this.#first = text;
      const tables = text === '' ? [] : (JSON.parse(text) as NeighbourParameters[]);
      for (const { family, dev, reachable } of tables)
        if (family === 'inet' && dev !== undefined && reachable !== undefined)
          times.set(`${network.place} ${dev}`, reachable / 1000);
    }
    this.#entries.push({ at, times });
  }
}

/** JSON; nothing for a container that has ended. */
async function parameters({ enter }: Network): Promise<string> {
  const { stdout } = await execute([...enter, 'ip', '-j', 'ntable', 'show']);
  return stdout;
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
