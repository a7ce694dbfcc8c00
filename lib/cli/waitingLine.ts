/** A line that tells of work which takes long: it is there after a second, rewrites itself, and is gone when the work is done. */

/** Where it is written; nothing is unless it is a terminal. */
export interface LineStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Real milliseconds before it is first shown, and between two looks. */
const PATIENCE = 1000;
const EVERY = 250;
/** To the first column, and all that stands right of it wiped out. */
const WIPE = '\r\u001b[K';

export class WaitingLine {
  readonly #stream: LineStream;
  #isShown = false;

  constructor(stream: LineStream) {
    this.#stream = stream;
  }

  /** Shows what `describe` says of the work and its real seconds for as long as it goes on. */
  async during<T>(describe: (seconds: number) => string, work: () => Promise<T>): Promise<T> {
    if (this.#stream.isTTY !== true) return work();
    const startedAt = Date.now();
    const timer = setInterval(() => {
      const elapsed = Date.now() - startedAt;
      if (elapsed >= PATIENCE) this.#show(describe(Math.floor(elapsed / 1000)));
    }, EVERY);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      this.clear();
    }
  }

  /** Wipes it out before something else is written; it comes back if the work goes on. */
  clear(): void {
    if (this.#isShown) this.#stream.write(WIPE);
    this.#isShown = false;
  }

  /** One line, however narrow the terminal is: what wrapped could not be wiped out. */
  #show(text: string): void {
    const width = (this.#stream.columns || 80) - 1;
    const characters = [...text.replace(/\p{Cc}+/gu, ' ')];
    const line = characters.length <= width ? characters : [...characters.slice(0, Math.max(0, width - 1)), '…'];
    this.#stream.write(`${WIPE}${line.join('')}`);
    this.#isShown = true;
  }
}

/** `3 s, 7,200 s of the machines’ time: host# sleep 86400` */
export function describeCommand(place: string, command: string, seconds: number, virtualSeconds: number): string {
  const passed = Math.floor(virtualSeconds).toLocaleString('en');
  return `${seconds} s, ${passed} s of the machines’ time: ${place}# ${command}`;
}
