/**
 * How much a program reads in a round trip, by which the buffer for what comes in grows, as a kernel 6.18 has it.
 * Linux: tcp_rcv_space_adjust, tcp_rcv_rtt_update, tcp_rcv_rtt_measure, tcp_rcv_rtt_measure_ts, net/ipv4/tcp_input.c.
 */
import { addSequence, sequenceDistance } from '../../packet/tcp';
import { type Clock, MILLISECOND, type Microseconds } from '../clock';

/** TCP_INIT_CWND. */
const FIRST_SEGMENTS = 10;
const SHORTEST: Microseconds = 1;

/** Of one connection. */
export class ReceiveSpace {
  /** What the program is known to read in a round trip, in octets (rcvq_space.space). */
  size = 0;
  /** How many octets it has read so far, and had when the measurement began, and when that was. */
  #read = 0;
  #readBefore = 0;
  #since: Microseconds = 0;
  /** The shortest round trip (rcv_rtt_est.rtt_us); `undefined`: none is known yet. */
  #roundTrip: Microseconds | undefined;
  /** A window is a round trip: where the one ends that is measured, and when it began (rcv_rtt_est.seq, rcv_rtt_est.time). */
  #windowEnd: number | undefined;
  #windowSince: Microseconds = 0;
  #lastEcho = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The connection is set up: so much its peer may send, in segments of so many octets. Linux: tcp_init_buffer_space. */
  begin(window: number, mss: number): void {
    this.size = Math.min(window, FIRST_SEGMENTS * mss);
    this.#since = this.#clock.now;
  }

  /** Data came in, in order, and up to there; the window is so large. Linux: tcp_rcv_rtt_measure. */
  dataReceived(next: number, window: number): void {
    if (this.#windowEnd !== undefined) {
      if (sequenceDistance(next, this.#windowEnd) < 0) return;
      const elapsed = Math.max(SHORTEST, this.#clock.now - this.#windowSince);
      if (this.#roundTrip === undefined || elapsed < this.#roundTrip) this.#roundTrip = elapsed;
    }
    this.#windowEnd = addSequence(next, window);
    this.#windowSince = this.#clock.now;
  }

  /** A segment came in that echoes a timestamp of ours, so long ago; it counts if it is whole, and nothing waits to be read. Linux: tcp_rcv_rtt_measure_ts. */
  echoed(echo: number, elapsed: Microseconds, isWhole: boolean, isUnread: boolean): void {
    if (echo === this.#lastEcho) return;
    this.#lastEcho = echo;
    // What comes back within a tick tells nothing.
    if (!isWhole || elapsed < MILLISECOND) return;
    const before = this.#roundTrip;
    if (before === undefined || elapsed < before) this.#roundTrip = elapsed;
    else if (!isUnread) this.#roundTrip = before + (elapsed - before) / 8;
  }

  /**
   * A program has read octets, of which `first` were of one segment, and so many remain: whether it reads more in a round trip
   * than was known, and how much.
   */
  dataRead(length: number, first: number, unread: number): number | undefined {
    const read = this.#read + first;
    this.#read += length;
    const { now } = this.#clock;
    if (this.#roundTrip === undefined || now - this.#since < Math.floor(this.#roundTrip)) return undefined;
    const copied = read - this.#readBefore - (unread + length - first);
    this.#readBefore = read;
    this.#since = now;
    return copied > this.size ? copied : undefined;
  }
}
