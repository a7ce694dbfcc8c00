/** Requests one after the other, and what becomes of them. iputils 20221126: ping/ping_common.c, pinger, main_loop, gather_statistics. */
import { type EchoSocket, type IcmpReceived, type Process, type Thread, type Wait, waitFor } from '../../machine';
import { ERRNO_TEXT, LONGEST_PACKET, MILLISECOND, type Microseconds, SECOND } from '../../network';
import { ICMP_HEADER_LENGTH, type IpAddress } from '../../packet';
import type { PingOptions } from './options';
import { largest } from './roundTrips';
import { milliseconds, summary } from './statistics';

/** Data that has no room for the time at which it was sent has no round trip. */
const TIME_LENGTH = 16;
/** What counts of the time until a request is tried again. */
const LONGEST_RETRY = SECOND / 2;

/** Without an interval, how long an answer is waited for. iputils: MIN_INTERVAL_MS. */
const SHORTEST_INTERVAL = 10 * MILLISECOND;

/** The requests of one command line, and what became of them. */
export class Pinging {
  readonly #process: Process;
  readonly #echo: EchoSocket;
  readonly #options: PingOptions;
  readonly #target: string;
  readonly #name: (address: IpAddress) => Generator<Wait, string, void>;
  readonly #begin: Microseconds;
  readonly #times: Microseconds[] = [];
  #errors = 0;
  /** The most requests that were unanswered when a reply came. */
  #pipe = 0;
  #sent = 0;
  #sentAt: Microseconds;
  /** Whether an answer came since the last request, and whether one to that itself. */
  #isConfirmed = false;
  #isAnswered = false;
  /** Requests in a row for which there was no room. */
  #overflows = 0;
  #interval: Microseconds;
  /** Eight times the average of round trips. iputils: rts->rtt. */
  #smoothed: Microseconds = 0;

  constructor(
    process: Process,
    echo: EchoSocket,
    options: PingOptions,
    target: string,
    name: (address: IpAddress) => Generator<Wait, string, void>,
  ) {
    this.#process = process;
    this.#echo = echo;
    this.#options = options;
    this.#target = target;
    this.#name = name;
    this.#begin = process.place.net.clock.now;
    this.#sentAt = this.#begin;
    this.#interval = options.interval;
  }

  *run(): Thread {
    const { clock } = this.#process.place.net;
    const { count, preload } = this.#options;
    this.#process.handlers.set('SIGINT', () => {
      this.#process.stdout += this.#statistics();
      this.#process.exit(this.#times.length > 0 ? 0 : 1);
    });
    const deadline = this.#begin + this.#options.deadline;
    if (count === Number.POSITIVE_INFINITY && deadline === Number.POSITIVE_INFINITY) this.#process.endedBy = '-c';
    let until = this.#begin;
    while (!this.#isDone && until < deadline && !this.#isLast) {
      const isSent = this.#sendOne();
      const pause = this.#interval > 0 ? this.#interval : SHORTEST_INTERVAL;
      if (!isSent) {
        until = Math.min(this.#sentAt + pause, deadline);
        yield* waitFor(this.#process, [], () => false, until - this.#sentAt);
        continue;
      }
      if (this.#sent < preload) {
        // Time does not pass, but what is near may answer.
        yield* waitFor(this.#process, [this.#echo], () => this.#echo.received.length > 0, 0);
        continue;
      }
      until = Math.min(this.#sentAt + (this.#isLast ? this.#lingerTime() : pause), deadline);
      while (clock.now < until && !this.#isDone) {
        yield* waitFor(this.#process, [this.#echo], () => this.#echo.received.length > 0, until - clock.now);
        yield* this.#take();
        if (this.#isLast) continue;
        if (this.#interval === 0 && this.#isAnswered) break;
        if (this.#options.adaptive && this.#interval > 0) until = Math.min(this.#sentAt + this.#interval, deadline);
      }
    }
    this.#process.stdout += this.#statistics();
    return this.#times.length > 0 ? 0 : 1;
  }

  get #isDone(): boolean {
    const { count, deadline } = this.#options;
    return this.#times.length + this.#errors >= count || (deadline < Number.POSITIVE_INFINITY && this.#errors > 0);
  }

  /** With a deadline, more are sent until enough are answered. */
  get #isLast(): boolean {
    return this.#options.deadline === Number.POSITIVE_INFINITY && this.#sent >= this.#options.count;
  }

  /** Sends the next request; false if there was no room, so that it is tried again and does not count. iputils: pinger. */
  #sendOne(): boolean {
    const { outstanding, quiet, flood, size, ttl, wait } = this.#options;
    if (outstanding && this.#sent > 0 && !this.#isAnswered)
      this.#process.stdout += `${this.#timestamp()}no answer yet for icmp_seq=${this.#sent}\n`;
    this.#sent += 1;
    this.#sentAt = this.#process.place.net.clock.now;
    const error = this.#echo.send(this.#sent, size, ttl, this.#isConfirmed);
    if (error === 'ENOBUFS' && ++this.#overflows * Math.min(this.#interval / 2, LONGEST_RETRY) < wait) {
      this.#sent -= 1;
      return false;
    }
    if (error === undefined) this.#overflows = 0;
    // What no datagram could hold is refused before anything is queued. Linux: raw_sendmsg.
    if (error === 'EMSGSIZE' && size + ICMP_HEADER_LENGTH <= LONGEST_PACKET) {
      // What the kernel queues for the socket is told instead.
      if (!quiet) this.#process.stderr += `ping: local error: message too long, mtu=${this.#echo.mtu}\n`;
      if (!quiet) this.#errors += 1;
    } else if (error === 'ENOBUFS' && !quiet) this.#process.stderr += `ping: sendmsg: ${ERRNO_TEXT[error]}\n`;
    else if (error === undefined && flood && !quiet) this.#process.stdout += '.';
    // Of other errors it says nothing: it looks for their reason where the kernel keeps those of ICMP.
    this.#isConfirmed = false;
    this.#isAnswered = false;
    return true;
  }

  /** What has come in. iputils: gather_statistics. */
  *#take(): Generator<Wait, void, void> {
    const { size, quiet, flood, audible, adaptive } = this.#options;
    for (const received of this.#echo.received.splice(0)) {
      this.#pipe = Math.max(this.#pipe, this.#sent - received.sequence + 1);
      if (received.kind === 'error') this.#errors += 1;
      else {
        this.#isConfirmed = true;
        this.#isAnswered ||= received.sequence === (this.#sent & 0xffff);
        this.#times.push(received.time);
        this.#smoothed += this.#smoothed === 0 ? 8 * received.time : received.time - this.#smoothed / 8;
        if (adaptive) this.#interval = Math.round(this.#smoothed / 8 / MILLISECOND) * MILLISECOND;
      }
      if (quiet) continue;
      if (flood) this.#process.stdout += received.kind === 'error' ? '\bE' : '\b \b';
      else {
        const text = line(received, size, yield* this.#name(received.from));
        const bell = audible && received.kind === 'reply' ? '\x07' : '';
        this.#process.stdout += `${this.#timestamp()}${text}${bell}\n`;
      }
    }
  }

  /** `[SECONDS.MICROSECONDS] `, with `-D`. */
  #timestamp(): string {
    if (!this.#options.timestamps) return '';
    const { machine, net } = this.#process.place;
    const seconds = Math.floor(machine.date().getTime() / 1000);
    return `[${seconds}.${String(Math.floor(net.clock.now % SECOND)).padStart(6, '0')}] `;
  }

  /** How long answers are waited for after the last packet. iputils: __schedule_exit. */
  #lingerTime(): Microseconds {
    if (this.#times.length === 0) return this.#options.wait;
    return Math.max(2 * largest(this.#times), this.#interval, MILLISECOND);
  }

  #statistics(): string {
    const { interval, flood, adaptive, size } = this.#options;
    const follows = this.#interval === 0 || interval === 0 || flood || adaptive;
    return summary({
      target: this.#target,
      sent: this.#sent,
      times: this.#times,
      isTimed: size >= TIME_LENGTH,
      errors: this.#errors,
      pipe: this.#pipe,
      elapsed: this.#sentAt - this.#begin,
      smoothed: follows ? this.#smoothed : undefined,
    });
  }
}

function line(received: IcmpReceived, size: number, from: string): string {
  if (received.kind === 'error') return `From ${from} icmp_seq=${received.sequence} ${received.text}`;
  const time = size < TIME_LENGTH ? '' : ` time=${milliseconds(received.time)} ms`;
  return `${size + 8} bytes from ${from}: icmp_seq=${received.sequence} ttl=${received.ttl}${time}`;
}
