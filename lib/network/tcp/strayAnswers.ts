/** Segments out of place are answered twice a second at most, so that two peers do not go on forever. Linux: tcp_oow_rate_limited, net/ipv4/tcp_input.c. */
import type { TcpSegment } from '../../packet';
import { SYN, sequenceSpace } from '../../packet/tcp';
import { type Clock, type Microseconds, SECOND } from '../clock';

/** tcp_invalid_ratelimit. */
const INTERVAL: Microseconds = SECOND / 2;

/** The rate limit of one connection. */
export class StrayAnswers {
  #lastAt: Microseconds | undefined = undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the segment is to be answered: one with data always is. */
  mayAnswer(segment: TcpSegment): boolean {
    return (sequenceSpace(segment) > 0 && (segment.flags & SYN) === 0) || this.mayChallenge();
  }

  /** Whether it is time for an answer, whatever it is about. Linux: tcp_send_challenge_ack. */
  mayChallenge(): boolean {
    const { now } = this.#clock;
    if (this.#lastAt !== undefined && now - this.#lastAt < INTERVAL) return false;
    this.#lastAt = now;
    return true;
  }
}
