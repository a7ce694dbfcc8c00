/**
 * Segments after the first ten leave one by one, spaced in time, as BBR has it: of those that could leave at once, the next waits for
 * the next acknowledgement, or until all that is on its path on this processor has arrived.
 * Linux: tcp_pacing_check, tcp_update_skb_after_send, tcp_pace_kick (net/ipv4/tcp_output.c). Not modelled: how long the spaces are.
 */
import type { Clock, Timer } from '../clock';
import type { SocketLock } from './socketLock';

const NOT_PACED = 10;

/** Of one connection. */
export class Pacing {
  #sent = 0;
  #timer: Timer | undefined;
  readonly #clock: Clock;
  readonly #lock: SocketLock;
  readonly #goOn: () => void;

  /** `goOn` sends what waits. */
  constructor(clock: Clock, lock: SocketLock, goOn: () => void) {
    this.#clock = clock;
    this.#lock = lock;
    this.#goOn = goOn;
  }

  /** A segment with data leaves, repetitions included (data_segs_out). */
  dataSent(): void {
    this.#sent += 1;
  }

  /** After a segment with data: whether the next has to wait, for which it is called. */
  get spaces(): boolean {
    if (this.#sent < NOT_PACED) return false;
    this.#timer ??= this.#clock.schedule(0, () => {
      this.#timer = undefined;
      if (this.#lock.held) this.#lock.beforeRelease(this.#goOn);
      else this.#goOn();
    });
    return true;
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
