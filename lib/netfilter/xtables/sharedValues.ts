/**
 * What thousands of rules ask for alike, kept once: rules of a container's ports name the same interface and the same address,
 * and a packet that tries one of them finds these in the processor's cache.
 */

/** As many as are remembered; then all are forgotten, and rules that have them keep them. */
const MOST = 256;

/** Values by their text. */
export class SharedValues<Value> {
  readonly #values = new Map<string, Value>();

  /** The value of a text: the one that was made before, or else a new one. */
  get(text: string, make: () => Value): Value {
    const known = this.#values.get(text);
    if (known !== undefined) return known;
    if (this.#values.size >= MOST) this.#values.clear();
    const value = make();
    this.#values.set(text, value);
    return value;
  }
}
