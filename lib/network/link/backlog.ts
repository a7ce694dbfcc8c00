/** Frames that devices without a wire have sent and that have not come in yet: one processor's queue. Linux: softnet_data, net/core/dev.c. */
import { type BudgetError, type DescribeTransit, MOST_FRAMES, tooManyFrames } from '../budget';

interface Arrival {
  readonly arrive: () => void;
  readonly describe: DescribeTransit | undefined;
}

/** The queue of frames on their path between devices of the simulated machines. */
export class Backlog {
  #arrivals: Arrival[] = [];
  #delivering = false;
  readonly #raise: (deliver: () => void) => void;
  readonly #overrun: (error: BudgetError) => void;

  /** `raise` schedules the delivery of frames that wait; `overrun` is called when deliveries never end. */
  constructor(raise: (deliver: () => void) => void, overrun: (error: BudgetError) => void) {
    this.#raise = raise;
    this.#overrun = overrun;
  }

  /** Queues a frame, which is described if it goes between two ports of bridges. Linux: netif_rx. */
  push(arrive: () => void, describe?: DescribeTransit): void {
    this.#arrivals.push({ arrive, describe });
    if (this.#arrivals.length === 1 && !this.#delivering) this.#raise(() => this.deliver());
  }

  /** Delivers all waiting frames, and those that they cause, before the sending program's call returns. Linux: do_softirq, net_rx_action. */
  deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    let betweenBridges = 0;
    while (this.#arrivals.length > 0) {
      const batch = this.#arrivals;
      this.#arrivals = [];
      for (const { arrive, describe } of batch) {
        arrive();
        if (describe === undefined) continue;
        betweenBridges += 1;
        // All in one moment: so many were not sent, but go round.
        if (betweenBridges > MOST_FRAMES) {
          this.#overrun(tooManyFrames(describe));
          this.clear();
          break;
        }
      }
    }
    this.#delivering = false;
  }

  /** Drops all that has not come in. */
  clear(): void {
    this.#arrivals = [];
  }
}
