/** A socket while a program's call is at work on it: what comes in meanwhile waits. Linux: lock_sock, release_sock, net/core/sock.c. */

/** What has been sent comes in when it is told to. Linux: do_softirq. */
interface Arrivals {
  deliver(): void;
}

/** Of one socket. */
export class SocketLock {
  #held = false;
  #releasing = false;
  readonly #postponed: (() => void)[] = [];
  #backlog = 0;
  readonly #beforeRelease = new Set<() => void>();
  readonly #arrivals: Arrivals;

  constructor(arrivals: Arrivals) {
    this.#arrivals = arrivals;
  }

  /** A program's call is at work. Linux: sock_owned_by_user. */
  get held(): boolean {
    return this.#held;
  }

  /** What the packets take, in bytes, that came in meanwhile, until all of them are dealt with. Linux: sk_backlog.len. */
  get backlog(): number {
    return this.#backlog;
  }

  /** Does a program's work, then what was postponed meanwhile, then what was to be done last. */
  call(work: () => void): void {
    if (this.#held) return this.postpone(work);
    this.#held = true;
    work();
    this.flush();
    this.#release();
    this.#held = false;
    this.#arrivals.deliver();
  }

  /** Nothing comes in meanwhile (spin_lock_bh). */
  #release(): void {
    this.#releasing = true;
    for (const last of this.#beforeRelease) {
      this.#beforeRelease.delete(last);
      last();
    }
    this.flush();
    this.#releasing = false;
  }

  /** A packet was sent in the middle of a call: it gets there before the next one is made. Linux: local_bh_enable. */
  sent(): void {
    if (this.#held && !this.#releasing) this.#arrivals.deliver();
  }

  /** For a packet that takes so many bytes. Linux: sk_add_backlog. */
  postpone(work: () => void, memory = 0): void {
    this.#postponed.push(work);
    this.#backlog += memory;
  }

  /** Does once, at the end of the call, what it was asked for any number of times. Linux: tcp_release_cb. */
  beforeRelease(work: () => void): void {
    this.#beforeRelease.add(work);
  }

  /** Does what was postponed so far, in the middle of a call; false if there was nothing. Linux: sk_flush_backlog. */
  flush(): boolean {
    if (this.#postponed.length === 0) return false;
    for (let next = this.#postponed.shift(); next !== undefined; next = this.#postponed.shift()) next();
    this.#backlog = 0;
    return true;
  }
}
