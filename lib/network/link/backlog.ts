/** Frames that devices without a wire have sent and that have not come in yet: one processor's queue. Linux: softnet_data, net/core/dev.c. */
import { type Arrival, type BudgetError, MOST_FRAMES, tooManyFrames } from '../budget';

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

  /** Queues a frame. Linux: netif_rx. */
  push(arrival: Arrival): void {
    this.#arrivals.push(arrival);
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
      for (const arrival of batch) {
        arrival.arrive();
        if (!arrival.isBetweenBridges) continue;
        betweenBridges += 1;
        // All in one moment: so many were not sent, but go round.
        if (betweenBridges > MOST_FRAMES) {
          this.#overrun(tooManyFrames(arrival));
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
