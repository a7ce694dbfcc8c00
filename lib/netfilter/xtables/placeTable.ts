/**
 * Places of a chain's rules by a hash, in one array of numbers: open addressing, so that what a packet asks for is mostly found in
 * the one line of the processor's cache that it looks at (Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithm L).
 */

/** In the place of a slot: nothing is there. */
const EMPTY = -1;
/** Slots are two numbers: a hash, and a place, or below EMPTY the number of a list of places. */
const SLOT = 2;

/** The places of each hash, ascending. */
export class PlaceTable {
  readonly #slots: Int32Array;
  readonly #mask: number;
  /** Of hashes that several rules have. */
  readonly #lists: (readonly number[])[] = [];

  constructor(places: ReadonlyMap<number, readonly number[]>) {
    let size = 2;
    while (size < 2 * places.size) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(SLOT * size).fill(EMPTY);
    for (const [hash, list] of places) {
      const at = this.#find(hash);
      this.#slots[at] = hash;
      this.#slots[at + 1] = list.length === 1 ? (list[0] as number) : EMPTY - this.#lists.push(list);
    }
  }

  /** The first place of a hash from `from` on and below `otherwise`; `otherwise` if there is none. */
  next(hash: number, from: number, otherwise: number): number {
    const place = this.#slots[this.#find(hash) + 1] as number;
    if (place >= 0) return place >= from && place < otherwise ? place : otherwise;
    return place === EMPTY
      ? otherwise
      : firstFrom(this.#lists[EMPTY - 1 - place] as readonly number[], from, otherwise);
  }

  /** The slot of a hash, or the empty one where its search ends: half of all slots are empty. */
  #find(hash: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (slots[SLOT * slot + 1] !== EMPTY && slots[SLOT * slot] !== hash) slot = (slot + 1) & mask;
    return SLOT * slot;
  }
}

/** The first of ascending numbers that is not below `from`; `otherwise` if there is none below that. */
function firstFrom(numbers: readonly number[], from: number, otherwise: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  const first = numbers[low];
  return first === undefined || first > otherwise ? otherwise : first;
}
