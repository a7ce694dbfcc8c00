/** Round-trip time and retransmission time-out (RFC 6298). Linux: tcp_rtt_estimator, tcp_set_rto, net/ipv4/tcp_input.c. */
import { MILLISECOND, type Microseconds, SECOND } from '../clock';

/** TCP_TIMEOUT_INIT, TCP_RTO_MIN, TCP_RTO_MAX. */
const INITIAL: Microseconds = SECOND;
const LEAST: Microseconds = 200 * MILLISECOND;
const MOST: Microseconds = 120 * SECOND;
/** Nothing comes back in no time. */
const SHORTEST: Microseconds = 1;

/** The estimate of one connection, from its measurements in µs. */
export class RttEstimator {
  #smoothed: Microseconds | undefined;
  /** Four times the mean deviation (mdev_us), its most in this round trip (mdev_max_us), and what counts (rttvar_us). */
  #deviation: Microseconds = 0;
  #mostDeviation: Microseconds = 0;
  #variation: Microseconds = 0;
  #timeout: Microseconds = INITIAL;
  #backoff = 0;
  /** Time-outs that were not followed by longer ones. */
  linearTimeouts = 0;

  /** Smoothed round-trip time; `undefined` before the first measurement. */
  get smoothed(): Microseconds | undefined {
    return this.#smoothed;
  }

  /** How much round trips vary. */
  get variation(): Microseconds {
    return this.#deviation / 4;
  }

  /** How long to wait for an acknowledgement: doubled by each time-out in a row. Linux: icsk_rto. */
  get timeout(): Microseconds {
    return this.#timeout;
  }

  get backoff(): number {
    return this.#backoff;
  }

  /** `isNewRound`: what was sent when the last round was over has been acknowledged (rtt_seq). */
  measure(measured: Microseconds, isNewRound = false): void {
    const rtt = Math.max(SHORTEST, measured);
    if (this.#smoothed === undefined) {
      this.#smoothed = rtt;
      this.#deviation = 2 * rtt;
      this.#variation = Math.max(this.#deviation, LEAST);
      this.#mostDeviation = this.#variation;
    } else this.#average(rtt, isNewRound);
    this.#backoff = 0;
    this.#timeout = this.#base;
  }

  /** A time-out: wait twice as long for the next. */
  backOff(): void {
    this.#backoff += 1;
    this.#timeout = Math.min(MOST, 2 * this.#timeout);
  }

  /** The peer's window stays shut: what was asked is asked again after twice the time. Linux: tcp_probe0_when. */
  get probeTimeout(): Microseconds {
    return Math.min(MOST, Math.max(LEAST, this.#timeout) * 2 ** this.#backoff);
  }

  /** It was asked in vain. */
  backOffProbe(): void {
    this.#backoff += 1;
  }

  /** The window is open again. Linux: tcp_ack_probe. */
  endProbes(): void {
    this.#backoff = 0;
  }

  /** The last time-out does not count. Linux: tcp_ld_RTO_revert. */
  revert(): void {
    this.#backoff = Math.max(0, this.#backoff - 1);
    this.#timeout = Math.min(MOST, this.#base * 2 ** this.#backoff);
  }

  get #base(): Microseconds {
    return this.#smoothed === undefined ? INITIAL : Math.min(MOST, this.#smoothed + this.#variation);
  }

  #average(rtt: Microseconds, isNewRound: boolean): void {
    const error = rtt - (this.#smoothed ?? 0);
    this.#smoothed = Math.max(SHORTEST, (this.#smoothed ?? 0) + error / 8);
    const change = Math.abs(error) - this.#deviation / 4;
    // Where the time falls, deviations grow more slowly (Eifel).
    this.#deviation += error < 0 && change > 0 ? change / 8 : change;
    if (this.#deviation > this.#mostDeviation) {
      this.#mostDeviation = this.#deviation;
      this.#variation = Math.max(this.#variation, this.#mostDeviation);
    }
    if (!isNewRound) return;
    if (this.#mostDeviation < this.#variation) this.#variation -= (this.#variation - this.#mostDeviation) / 4;
    this.#mostDeviation = LEAST;
  }
}
