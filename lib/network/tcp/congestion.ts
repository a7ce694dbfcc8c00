/** How many segments may be in flight at once (RFC 5681, section 3.1). Linux: tcp_slow_start, tcp_reno_cong_avoid, tcp_reno_ssthresh. */

/** TCP_INIT_CWND. */
const INITIAL_WINDOW = 10;
/** In segments. */
const LEAST_THRESHOLD = 2;

/** Of one connection. */
export class CongestionWindow {
  #segments = INITIAL_WINDOW;
  #beforeLoss: number | undefined;
  #slowStartThreshold = Number.POSITIVE_INFINITY;

  /** In segments. */
  get size(): number {
    return this.#segments;
  }

  /** The SYN was lost more than once. Linux: tcp_init_transfer. */
  beginAfterLoss(): void {
    this.#segments = 1;
  }

  /** A segment was acknowledged: by one a segment in slow start, else by one a round trip. */
  grow(): void {
    this.#segments += this.#segments < this.#slowStartThreshold ? 1 : 1 / this.#segments;
  }

  /** A segment is missing: half as many as before. */
  halve(): void {
    this.#slowStartThreshold = Math.max(LEAST_THRESHOLD, Math.floor(this.#segments / 2));
    this.#segments = this.#slowStartThreshold;
  }

  /** Segments are missing: a new one for each that has left the network. Linux: bbr_set_cwnd_to_recover_or_restore. */
  conserve(inFlight: number, delivered: number): void {
    if (this.#beforeLoss === undefined) {
      this.#beforeLoss = this.#segments;
      this.#segments = inFlight + Math.max(1, delivered);
    } else this.#segments = Math.max(this.#segments, inFlight + delivered);
  }

  /** All that was missing has come in. */
  restore(): void {
    this.#segments = Math.max(this.#segments, this.#beforeLoss ?? 0);
    this.#beforeLoss = undefined;
  }

  /** Nothing was acknowledged in time: slow start towards half as many as before. */
  collapse(): void {
    this.halve();
    this.#segments = 1;
  }
}
