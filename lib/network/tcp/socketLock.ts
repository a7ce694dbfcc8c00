/** A socket while a program's call is at work on it: what comes in meanwhile waits. Linux: lock_sock, release_sock, net/core/sock.c. */

/** Of one socket. */
export class SocketLock {
  #held = false;
  readonly #postponed: (() => void)[] = [];

  /** A program's call is at work. Linux: sock_owned_by_user. */
  get held(): boolean {
    return this.#held;
  }

  /** Does a program's work, then what was postponed meanwhile. */
  call(work: () => void): void {
    this.#held = true;
    work();
    for (let next = this.#postponed.shift(); next !== undefined; next = this.#postponed.shift()) next();
    this.#held = false;
  }

  /** Linux: sk_add_backlog. */
  postpone(work: () => void): void {
    this.#postponed.push(work);
  }
}
