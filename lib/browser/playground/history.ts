/** The lines that were typed, for the arrows and for Ctrl-R. */

/** Lines that are remembered. */
const MOST_LINES = 1000;

export class History {
  readonly #lines: string[] = [];
  /** Where the arrows are; the number of lines for the one that is being typed. */
  #at = 0;
  /** What was being typed when the arrows began. */
  #draft = '';

  /** Remembers a line; the same twice in a row counts once. */
  add(line: string): void {
    if (line.trim() !== '' && this.#lines.at(-1) !== line) this.#lines.push(line);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
    this.#at = this.#lines.length;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The line before; `typed` is the one on the screen. */
  older(typed: string): string | undefined {
    if (this.#at === this.#lines.length) this.#draft = typed;
    if (this.#at === 0) return undefined;
    this.#at -= 1;
    return this.#lines[this.#at];
  }

  newer(): string | undefined {
    if (this.#at === this.#lines.length) return undefined;
    this.#at += 1;
    return this.#lines[this.#at] ?? this.#draft;
  }

  /** The newest line that has `text` in it, older than number `before`; undefined if there is none. */
  find(text: string, before = this.#lines.length): { readonly line: string; readonly index: number } | undefined {
    for (let index = before - 1; index >= 0; index -= 1) {
      const line = this.#lines[index];
      if (line?.includes(text)) return { line, index };
    }
    return undefined;
  }
}
