/** What `-m hashlimit` counts: rules of one name draw from the same buckets. Linux: struct xt_hashlimit_htable, net/netfilter/xt_hashlimit.c. */
import { type HashlimitBucket, type HashlimitRate, newBucket } from './hashlimitBuckets';
import { JIFFY } from './jiffies';

/** The buckets of one name. */
export class HashlimitTable {
  readonly #buckets = new Map<string, { readonly bucket: HashlimitBucket; expiresAt: number }>();
  readonly #rate: HashlimitRate;
  readonly #expire: number;

  /** `expire` in µs. */
  constructor(rate: HashlimitRate, expire: number) {
    this.#rate = rate;
    this.#expire = expire;
  }

  /** Counts a packet of `length` bytes to its ends; false if it is above the limit. */
  take(key: string, now: number, length: number): boolean {
    const jiffy = Math.floor(now / JIFFY);
    const entry = this.#find(key, now) ?? { bucket: newBucket(this.#rate, jiffy), expiresAt: 0 };
    this.#buckets.set(key, entry);
    entry.expiresAt = now + this.#expire;
    return entry.bucket.take(jiffy, length);
  }

  /** A bucket that was not asked for in a long time is forgotten, with all of its kind. Linux: htable_gc. */
  #find(key: string, now: number) {
    const entry = this.#buckets.get(key);
    if (entry !== undefined && entry.expiresAt >= now) return entry;
    for (const [other, { expiresAt }] of this.#buckets) if (expiresAt < now) this.#buckets.delete(other);
    return undefined;
  }
}

/** The buckets of a namespace by name, which live as long as a rule of that name. */
export class HashlimitTables {
  readonly #tables = new Map<string, HashlimitTable>();

  get size(): number {
    return this.#tables.size;
  }

  /** The buckets of a name; the first rule of it says how fast they fill. */
  get(name: string, rate: HashlimitRate, expire: number): HashlimitTable {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new HashlimitTable(rate, expire);
      this.#tables.set(name, table);
    }
    return table;
  }

  /** Forgets what no rule names any more. */
  retain(names: ReadonlySet<string>): void {
    for (const name of this.#tables.keys()) if (!names.has(name)) this.#tables.delete(name);
  }
}
