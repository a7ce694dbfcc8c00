/** Round-trip time and retransmission time-out (RFC 6298). Linux: tcp_rtt_estimator, tcp_set_rto, net/ipv4/tcp_input.c. */
import { MILLISECOND, type Microseconds, SECOND } from '../clock';

/** TCP_TIMEOUT_INIT, TCP_RTO_MIN, TCP_RTO_MAX. */
const INITIAL: Microseconds = SECOND;
const LEAST: Microseconds = 200 * MILLISECOND;
const MOST: Microseconds = 120 * SECOND;

/** The estimate of one connection, from its measurements in µs. */
export class RttEstimator {
  #smoothed: Microseconds | undefined;
  #variation: Microseconds = 0;
  #backoff = 0;
  /** Time-outs that were not followed by longer ones. */
  linearTimeouts = 0;

  /** Smoothed round-trip time; `undefined` before the first measurement. */
  get smoothed(): Microseconds | undefined {
    return this.#smoothed;
  }

  /** How much round trips vary. */
  get variation(): Microseconds {
    return this.#variation;
  }

  /** How long to wait for an acknowledgement: doubled by each time-out in a row. */
  get timeout(): Microseconds {
    const base = this.#smoothed === undefined ? INITIAL : this.#smoothed + Math.max(LEAST, 4 * this.#variation);
    return Math.min(MOST, base * 2 ** this.#backoff);
  }

  get backoff(): number {
    return this.#backoff;
  }

  measure(rtt: Microseconds): void {
    this.#backoff = 0;
    if (this.#smoothed === undefined) {
      this.#smoothed = rtt;
      this.#variation = rtt / 2;
      return;
    }
    this.#variation += (Math.abs(rtt - this.#smoothed) - this.#variation) / 4;
    this.#smoothed += (rtt - this.#smoothed) / 8;
  }

  /** A time-out: wait twice as long for the next. */
  backOff(): void {
    this.#backoff += 1;
  }

  /** The last time-out does not count. */
  revert(): void {
    this.#backoff = Math.max(0, this.#backoff - 1);
  }

  /** New data was acknowledged, so the path works, though no time could be measured. */
  progress(): void {
    this.#backoff = 0;
  }
}
