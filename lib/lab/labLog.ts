/** What was asked of a lab, in its order: machines that are asked the same become the same, for nothing about them is left to chance. */

/** One thing that was asked. */
export type LabEntry =
  | { readonly kind: 'line'; readonly place: string; readonly command: string; readonly nextStart: number | undefined }
  | { readonly kind: 'pause'; readonly nextStart: number | undefined }
  | { readonly kind: 'file'; readonly place: string; readonly path: string; readonly content: string }
  /** A shell was begun, perhaps by a line: then there is one already. */
  | { readonly kind: 'shell'; readonly place: string };

export class LabLog {
  readonly #entries: LabEntry[] = [];
  readonly #marks = new Map<string, number>();
  /** How many lines run. */
  #running = 0;
  /** Where the first line stands that Ctrl-C ended: when it did so depends on the person. */
  #interruptedAt = Number.POSITIVE_INFINITY;

  get length(): number {
    return this.#entries.length;
  }

  add(entry: LabEntry): void {
    // Of a line that runs, its pause and its shells come by themselves.
    if (this.#running > 0 && entry.kind !== 'line') return;
    if (entry.kind === 'line') this.#running += 1;
    this.#entries.push(entry);
  }

  /** A line has ended. */
  end(): void {
    this.#running -= 1;
  }

  /** The line that runs was interrupted, if one does. */
  interrupt(): void {
    if (this.#running > 0) this.#interruptedAt = Math.min(this.#interruptedAt, this.#entries.length - 1);
  }

  mark(name: string): void {
    if (!this.#marks.has(name)) this.#marks.set(name, this.#entries.length);
  }

  /** What was asked before a mark. Throws a `RangeError` for a mark that there is not, or that cannot be come back to. */
  upTo(name: string): readonly LabEntry[] {
    const at = this.#marks.get(name);
    if (at === undefined) {
      const names = [...this.#marks.keys()].map((one) => `"${one}"`).join(', ');
      throw new RangeError(`there is no mark "${name}"; ${names === '' ? 'none was made' : `there are: ${names}`}`);
    }
    if (this.#running > 0) throw new RangeError(`the machines cannot go back to "${name}" while a command runs`);
    if (at > this.#interruptedAt)
      throw new RangeError(
        `the machines cannot go back to "${name}": a command before it was interrupted, and nobody knows at which moment`,
      );
    return this.#entries.slice(0, at);
  }

  /** Forgets what came after a mark. */
  cut(name: string): void {
    const at = this.#marks.get(name) ?? this.#entries.length;
    this.#entries.length = at;
    if (this.#interruptedAt >= at) this.#interruptedAt = Number.POSITIVE_INFINITY;
    for (const [other, position] of [...this.#marks]) if (position > at) this.#marks.delete(other);
  }
}
