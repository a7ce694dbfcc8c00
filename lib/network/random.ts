/**
 * A seeded generator (mulberry32 by Tommy Ettinger, public domain): the same seed gives the same run.
 *
 * @example
 * ```ts
 * import { Random } from 'chainwalk/network';
 *
 * new Random(7).hex(8) === new Random(7).hex(8); // → true
 * new Random(7).below(6) < 6; // → true
 * ```
 */
export class Random {
  #state: number;

  /** The lowest 32 bits of `seed` count. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to below `limit`, which is at most 2³². */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
  }

  /** Lower-case hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.below(16).toString(16);
    return text;
  }

  /** Another generator, whose numbers follow from where this one stands; this one draws nothing. */
  fork(): Random {
    return new Random(Math.imul(this.#state ^ 0x5bd1e995, 0x9e3779b1));
  }
}
