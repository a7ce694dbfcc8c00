/**
 * How many segments may be in flight at once, as BBR has it where the path is short: all that is delivered makes room for as much
 * again. Linux: bbr_set_cwnd, bbr_set_cwnd_to_recover_or_restore, net/ipv4/tcp_bbr.c. Not modelled: what it measures of the path.
 */
import type { LossState } from './loss';

/** TCP_INIT_CWND. */
const INITIAL_WINDOW = 10;
/** bbr_cwnd_min_target. */
const LEAST = 4;

/** What an acknowledgement tells. Linux: struct rate_sample. */
interface Sample {
  readonly state: LossState;
  /** Segments that it says have come in, and of which it shows that they are lost. */
  readonly acknowledged: number;
  readonly lost: number;
  readonly inFlight: number;
  /** How many have come in so far, and how many had when the last of those left. */
  readonly delivered: number;
  readonly deliveredBefore: number | undefined;
}

/** Of one connection. */
export class CongestionWindow {
  #segments = INITIAL_WINDOW;
  #beforeLoss = 0;
  #state: LossState = 'open';
  /** A round trip long only as much leaves as comes in. */
  #conserves = false;
  /** Delivered when the round began. */
  #round = 0;

  /** In segments. */
  get size(): number {
    return this.#segments;
  }

  /** The SYN was lost more than once. Linux: tcp_init_transfer. */
  beginAfterLoss(): void {
    this.#segments = 1;
  }

  /** A loss was noticed: this is to be had again after it. Linux: bbr_save_cwnd. */
  save(): void {
    this.#beforeLoss = isRepairing(this.#state) ? Math.max(this.#beforeLoss, this.#segments) : this.#segments;
  }

  /** Nothing was acknowledged in time. Linux: tcp_enter_loss, bbr_set_state. */
  collapse(inFlight: number): void {
    this.#segments = inFlight + 1;
    this.#state = 'loss';
  }

  /** Linux: bbr_main. */
  acknowledge({ state, acknowledged, lost, inFlight, delivered, deliveredBefore }: Sample): void {
    if (deliveredBefore !== undefined && deliveredBefore >= this.#round) {
      this.#round = delivered;
      this.#conserves = false;
    }
    if (acknowledged === 0) return;
    let segments = lost > 0 ? Math.max(this.#segments - lost, 1) : this.#segments;
    if (state === 'recovery' && this.#state !== 'recovery') {
      this.#conserves = true;
      this.#round = delivered;
      segments = inFlight + acknowledged;
    } else if (isRepairing(this.#state) && !isRepairing(state)) {
      segments = Math.max(segments, this.#beforeLoss);
      this.#conserves = false;
    }
    this.#state = state;
    this.#segments = this.#conserves
      ? Math.max(segments, inFlight + acknowledged)
      : Math.max(segments + acknowledged, LEAST);
  }
}

function isRepairing(state: LossState): boolean {
  return state === 'recovery' || state === 'loss';
}
