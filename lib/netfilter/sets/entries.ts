/** The entries of one set, in the order in which the kernel lists them. */
import { jhash2 } from '../nat/hash';
import { hashWords, type SetEntry } from './element';
import type { SetOptions } from './setType';

/** Where a set keeps its entries; each is found by its key. */
export interface SetEntries {
  readonly size: number;
  get(key: string | number): SetEntry | undefined;
  add(entry: SetEntry, place?: { readonly beside: SetEntry; readonly after: boolean }): void;
  remove(entry: SetEntry): void;
  clear(): void;
  all(): readonly SetEntry[];
}

/** In buckets, by their hash; the table doubles when a bucket is full. Linux: ip_set_hash_gen.h. */
export class HashedEntries implements SetEntries {
  readonly #byKey = new Map<string | number, SetEntry>();
  #buckets = new Map<number, SetEntry[]>();
  #bits: number;

  constructor(readonly options: SetOptions) {
    this.#bits = Math.max(6, Math.ceil(Math.log2(options.hashSize)));
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** How many buckets there are now. */
  get hashSize(): number {
    return 2 ** this.#bits;
  }

  /** How many entries each bucket has that has some. */
  get fillings(): readonly number[] {
    return [...this.#buckets.values()].map(({ length }) => length);
  }

  get(key: string | number): SetEntry | undefined {
    return this.#byKey.get(key);
  }

  add(entry: SetEntry): void {
    this.#byKey.set(entry.key, entry);
    while (!this.#put(entry)) this.#grow();
  }

  remove(entry: SetEntry): void {
    this.#byKey.delete(entry.key);
    const number = this.#bucketOf(entry);
    const left = (this.#buckets.get(number) ?? []).filter((other) => other !== entry);
    if (left.length === 0) this.#buckets.delete(number);
    else this.#buckets.set(number, left);
  }

  clear(): void {
    this.#byKey.clear();
    this.#buckets.clear();
  }

  all(): readonly SetEntry[] {
    return [...this.#buckets].sort(([a], [b]) => a - b).flatMap(([, entries]) => entries);
  }

  #bucketOf({ element }: SetEntry): number {
    const { type, initialValue } = this.options;
    return jhash2(hashWords(type, element), initialValue) & (this.hashSize - 1);
  }

  #put(entry: SetEntry): boolean {
    const number = this.#bucketOf(entry);
    const bucket = this.#buckets.get(number);
    if (bucket === undefined) this.#buckets.set(number, [entry]);
    // Networks of one prefix with many interfaces share a bucket, whatever its size.
    else if (bucket.length < this.options.bucketSize || this.options.type === 'hash:net,iface') bucket.push(entry);
    else return false;
    return true;
  }

  /** Linux: mtype_resize. */
  #grow(): void {
    const entries = this.all();
    this.#bits += 1;
    this.#buckets = new Map();
    for (const entry of entries) if (!this.#put(entry)) return this.#grow();
  }
}

/** By number. Linux: ip_set_bitmap_gen.h. */
export class NumberedEntries implements SetEntries {
  readonly #byNumber = new Map<string | number, SetEntry>();

  get size(): number {
    return this.#byNumber.size;
  }

  get(key: string | number): SetEntry | undefined {
    return this.#byNumber.get(key);
  }

  add(entry: SetEntry): void {
    this.#byNumber.set(entry.key, entry);
  }

  remove(entry: SetEntry): void {
    this.#byNumber.delete(entry.key);
  }

  clear(): void {
    this.#byNumber.clear();
  }

  all(): readonly SetEntry[] {
    return [...this.#byNumber.values()].sort((a, b) => Number(a.key) - Number(b.key));
  }
}

/** In the order that they were put into. Linux: ip_set_list_set.c. */
export class ListedEntries implements SetEntries {
  #entries: readonly SetEntry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  get(key: string | number): SetEntry | undefined {
    return this.#entries.find((entry) => entry.key === key);
  }

  add(entry: SetEntry, place?: { readonly beside: SetEntry; readonly after: boolean }): void {
    const at = place === undefined ? this.#entries.length : this.#entries.indexOf(place.beside) + (place.after ? 1 : 0);
    this.#entries = [...this.#entries.slice(0, at), entry, ...this.#entries.slice(at)];
  }

  remove(entry: SetEntry): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }

  clear(): void {
    this.#entries = [];
  }

  all(): readonly SetEntry[] {
    return this.#entries;
  }
}
