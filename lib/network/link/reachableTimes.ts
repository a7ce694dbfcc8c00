/** For how long a neighbour counts as reachable after a sign of life. Linux: neigh_parms.reachable_time, net/core/neighbour.c. */
import { type Clock, type Microseconds, SECOND, TICK } from '../clock';
import type { Random } from '../random';

const BASE_REACHABLE_TIME: Microseconds = 30 * SECOND;
/** How often it is drawn anew (neigh_periodic_work). */
const REDRAW_INTERVAL: Microseconds = 300 * SECOND;

interface Draw {
  readonly interval: number;
  readonly time: Microseconds;
}

/** The times of one namespace's devices. */
export class ReachableTimes {
  readonly #drawn = new WeakMap<object, Draw>();

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Half to one and a half of the base, drawn for each device, so that machines do not fall into step (RFC 4861, section 6.3.2). */
  of(device: object): Microseconds {
    const interval = Math.floor(this.clock.now / REDRAW_INTERVAL);
    const known = this.#drawn.get(device);
    if (known?.interval === interval) return known.time;
    const time = BASE_REACHABLE_TIME / 2 + this.random.below(BASE_REACHABLE_TIME / TICK) * TICK;
    this.#drawn.set(device, { interval, time });
    return time;
  }
}
