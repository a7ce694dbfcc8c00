/** Frames that devices without a wire have sent and that have not come in yet: one processor's queue. Linux: softnet_data, net/core/dev.c. */

export class Backlog {
  readonly #arrivals: (() => void)[] = [];
  #delivering = false;
  readonly #raise: (deliver: () => void) => void;

  /** `raise` sees to it that what nobody delivers before is delivered soon. */
  constructor(raise: (deliver: () => void) => void) {
    this.#raise = raise;
  }

  /** Linux: netif_rx. */
  push(arrive: () => void): void {
    this.#arrivals.push(arrive);
    if (this.#arrivals.length === 1 && !this.#delivering) this.#raise(() => this.deliver());
  }

  /** What was sent comes in, and what that sends: all before the program's call goes on that sent it. Linux: do_softirq, net_rx_action. */
  deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    for (let arrive = this.#arrivals.shift(); arrive !== undefined; arrive = this.#arrivals.shift()) arrive();
    this.#delivering = false;
  }
}
