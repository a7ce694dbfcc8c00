/** What a command writes, as it comes; of more than a terminal can show, the beginning and the end. */

/** Characters of one command that are shown as they come. */
const FIRST = 400_000;
/** Characters of its end that are shown after a gap. */
const LAST = 20_000;

export class OutputGate {
  readonly #send: (text: string) => void;
  #sent = 0;
  #taken = 0;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  /** The next of standard output. */
  take(text: string): void {
    this.#taken += text.length;
    const shown = text.slice(0, Math.max(0, FIRST - this.#sent));
    this.#sent += shown.length;
    if (shown !== '') this.#send(shown);
  }

  /** What is still to be shown of the command's whole standard output. */
  rest(stdout: string): string {
    const rest = stdout.slice(this.#taken);
    const hidden = this.#taken - this.#sent;
    if (hidden + rest.length <= Math.max(0, FIRST - this.#sent) + LAST) return stdout.slice(this.#sent);
    const begin = stdout.slice(this.#sent, FIRST);
    const end = stdout.slice(-LAST);
    const left = stdout.length - Math.max(FIRST, this.#sent) - LAST;
    return `${begin}\nchainwalk: ${left.toLocaleString('en')} characters are left out here\n${end.slice(end.indexOf('\n') + 1)}`;
  }
}
