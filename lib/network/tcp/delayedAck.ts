/**
 * When to acknowledge: at once in the beginning, with data or a little later once both sides talk.
 * Linux: tcp_event_data_recv, __tcp_ack_snd_check, tcp_send_delayed_ack, tcp_cleanup_rbuf, net/ipv4/tcp_*.c.
 */
import { sequenceDistance } from '../../packet/tcp';
import { type Clock, MILLISECOND, type Microseconds, type Timer } from '../clock';
import type { ReceiveState } from './receiveState';
import type { RttEstimator } from './rtt';
import type { SocketLock } from './socketLock';

/** TCP_ATO_MIN, TCP_DELACK_MAX, TCP_MAX_QUICKACKS. */
const LEAST: Microseconds = 40 * MILLISECOND;
const MOST: Microseconds = 200 * MILLISECOND;
const MOST_QUICK_ACKS = 16;

/** The connection whose segments are acknowledged. */
interface Acknowledging {
  readonly lock: SocketLock;
  readonly namespace: { readonly clock: Clock };
  readonly receive: ReceiveState;
  readonly rtt: RttEstimator;
  sendAck(): void;
}

export class DelayedAck {
  /** An acknowledgement is owed. */
  #owed = false;
  /** Acknowledgements still to be sent at once. */
  #quick = 0;
  /** Both sides send in turn: data will soon carry the acknowledgement. */
  #interactive = false;
  #timeout: Microseconds = 0;
  #lastReceived: Microseconds = 0;
  #timer: Timer | undefined;
  #closedGap = false;
  /** Whether short segments came in, or ones that were marked for pushing. */
  #pushed: 0 | 1 | 2 = 0;
  readonly #socket: Acknowledging;

  constructor(socket: Acknowledging) {
    this.#socket = socket;
  }

  /** The connection is set up. */
  begin(): void {
    this.#lastReceived = this.#now;
  }

  /** Data came in, in order. Linux: tcp_event_data_recv. */
  dataReceived(kind: 'whole' | 'marked' | 'short'): void {
    this.#owed = true;
    if (kind === 'short') this.#pushed = this.#pushed === 0 ? 1 : 2;
    else if (kind === 'marked' && this.#pushed === 0) this.#pushed = 1;
    const gap = this.#now - this.#lastReceived;
    if (this.#timeout === 0) {
      this.#grantQuickAcks();
      this.#timeout = LEAST;
    } else if (gap <= LEAST / 2) {
      this.#timeout = this.#timeout / 2 + LEAST / 2;
    } else if (gap < this.#timeout) {
      this.#timeout = Math.min(this.#timeout / 2 + gap, this.#socket.rtt.timeout);
    } else if (gap > this.#socket.rtt.timeout) {
      this.#grantQuickAcks();
    }
    this.#lastReceived = this.#now;
  }

  /** A gap is closed, or a part of it. Linux: ICSK_ACK_NOW. */
  hasClosedGap(): void {
    this.#closedGap = true;
  }

  /** Data came in out of order: the peer hears of it at once. Linux: inet_csk_schedule_ack. */
  owe(): void {
    this.#owed = true;
  }

  /** What came in was there already: the peer did not hear of it. Linux: tcp_enter_quickack_mode. */
  hurry(): void {
    this.#owed = true;
    this.#grantQuickAcks();
    this.#interactive = false;
    this.#timeout = LEAST;
  }

  /** The next acknowledgement must not wait. Linux: tcp_grow_window. */
  windowGrew(): void {
    this.#quick |= 1;
  }

  /** More than half of the buffer is taken: the program is to read first. Linux: __tcp_select_window. */
  slowDown(): void {
    this.#quick = 0;
  }

  /** A FIN came in: the answer will follow with ours. Linux: tcp_fin. */
  finReceived(): void {
    this.#owed = true;
    this.#interactive = true;
  }

  /** Data goes out: soon after data came in, the two sides talk in turn. Linux: tcp_event_data_sent. */
  dataSent(): void {
    if (this.#now - this.#lastReceived < this.#timeout) this.#interactive = true;
  }

  /** A segment carried the acknowledgement. Linux: tcp_event_ack_sent. */
  acknowledged(): void {
    if (this.#owed && this.#quick > 0) {
      this.#quick -= 1;
      // Linux: tcp_dec_quickack_mode.
      if (this.#quick === 0) this.#timeout = LEAST;
    }
    this.#owed = false;
    this.#pushed = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** After a segment was taken in: acknowledge now or later. Linux: __tcp_ack_snd_check. */
  check(): void {
    if (!this.#owed) return;
    // Two segments, and the program keeps up with them; if it does not, it acknowledges when it reads.
    const { segmentSize, told } = this.#socket.receive.window;
    const two = this.#unacknowledged > segmentSize && this.#socket.receive.window.select() >= told;
    const atOnce = two || this.#closedGap || (this.#quick > 0 && !this.#interactive);
    this.#closedGap = false;
    if (!atOnce) this.#delay();
    else if (this.#socket.lock.held) this.#socket.lock.beforeRelease(this.#acknowledgeAll);
    else this.#socket.sendAck();
  }

  /** Of all that came in while a program's call was at work. Linux: TCP_ACK_DEFERRED. */
  readonly #acknowledgeAll = (): void => {
    if (this.#owed) this.#socket.sendAck();
  };

  /** The program took data. Linux: tcp_cleanup_rbuf. */
  dataRead(): void {
    if (!this.#owed) return;
    const pushed = this.#pushed === 2 || (this.#pushed === 1 && !this.#interactive);
    const { window, unread } = this.#socket.receive;
    if (this.#unacknowledged > window.segmentSize || (pushed && unread.length === 0)) this.#socket.sendAck();
  }

  /** The socket was closed for good. */
  stop(): void {
    this.#timer?.cancel();
  }

  get #unacknowledged(): number {
    return sequenceDistance(this.#socket.receive.next, this.#socket.receive.acknowledged);
  }

  get #now(): Microseconds {
    return this.#socket.namespace.clock.now;
  }

  #grantQuickAcks(): void {
    const { segmentSize, told } = this.#socket.receive.window;
    const wanted = Math.floor(told / (2 * segmentSize)) || 2;
    this.#quick = Math.max(this.#quick, Math.min(wanted, MOST_QUICK_ACKS));
  }

  #delay(): void {
    if (this.#timer !== undefined) return;
    const longest = Math.min(MOST, Math.max(this.#socket.rtt.smoothed ?? MOST, LEAST));
    this.#timer = this.#socket.namespace.clock.scheduleTimer(Math.min(this.#timeout || LEAST, longest), () => {
      this.#timer = undefined;
      if (!this.#owed) return;
      if (this.#interactive) {
        this.#interactive = false;
        this.#timeout = LEAST;
      } else {
        this.#timeout = Math.min(this.#timeout * 2, this.#socket.rtt.timeout);
      }
      this.#socket.sendAck();
    });
  }
}
