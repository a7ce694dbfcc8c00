/**
 * Asks a peer that has been silent for long whether it is still there, and gives up one that does not answer.
 * Linux: tcp_keepalive_timer (net/ipv4/tcp_timer.c), SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL.
 */
import { type Clock, type Microseconds, SECOND, type Timer } from '../clock';
import type { Sysctl } from '../sysctl';
import type { SendState } from './sendState';

/** In µs; what is not given is as the settings net.ipv4.tcp_keepalive_* say. */
export interface KeepAliveTimes {
  /** How long the peer may be silent. */
  readonly idle?: Microseconds;
  /** From one question to the next. */
  readonly interval?: Microseconds;
}

/** What a connection is asked for. */
interface Asking {
  readonly namespace: { readonly clock: Clock; readonly sysctl: Sysctl };
  readonly state: string;
  readonly send: SendState;
}

/** Of one connection. */
export class KeepAlive {
  #times: KeepAliveTimes | undefined;
  #heardAt: Microseconds = 0;
  #unanswered = 0;
  #timer: Timer | undefined;
  readonly #socket: Asking;
  readonly #ask: () => void;
  readonly #giveUp: () => void;

  /** `ask` sends what the peer has to answer; `giveUp` ends the connection. */
  constructor(socket: Asking, ask: () => void, giveUp: () => void) {
    this.#socket = socket;
    this.#ask = ask;
    this.#giveUp = giveUp;
  }

  /** A program wants to know. */
  turnOn(times: KeepAliveTimes = {}): void {
    this.#times = times;
    if (this.#isOpen) this.#wait(this.#idle - (this.#now - this.#heardAt));
  }

  /** The connection is set up. Linux: tcp_finish_connect. */
  begin(): void {
    this.#heardAt = this.#now;
    if (this.#times !== undefined) this.#wait(this.#idle);
  }

  /** The peer has acknowledged something. */
  heard(): void {
    this.#heardAt = this.#now;
    this.#unanswered = 0;
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #wait(delay: Microseconds): void {
    this.#timer?.cancel();
    const { clock } = this.#socket.namespace;
    this.#timer = clock.scheduleTimer(Math.max(0, delay), () => this.#check(), {
      // Who waits for an answer will see something happen.
      idle: this.#unanswered === 0,
    });
  }

  #check(): void {
    if (!this.#isOpen) return;
    const silence = this.#now - this.#heardAt;
    if (this.#socket.send.queue.length > 0) this.#wait(this.#idle);
    else if (silence < this.#idle) this.#wait(this.#idle - silence);
    else if (this.#unanswered >= this.#setting('probes')) this.#giveUp();
    else {
      this.#ask();
      this.#unanswered += 1;
      this.#wait(this.#times?.interval ?? this.#setting('intvl') * SECOND);
    }
  }

  get #isOpen(): boolean {
    return this.#socket.state !== 'CLOSE' && this.#socket.state !== 'SYN_SENT';
  }

  get #idle(): Microseconds {
    return this.#times?.idle ?? this.#setting('time') * SECOND;
  }

  get #now(): Microseconds {
    return this.#socket.namespace.clock.lastTick;
  }

  #setting(name: 'time' | 'intvl' | 'probes'): number {
    return this.#socket.namespace.sysctl.number(`net.ipv4.tcp_keepalive_${name}`);
  }
}
