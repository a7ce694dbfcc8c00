/** What `-m hashlimit` counts: rules of one name draw from the same buckets. Linux: struct xt_hashlimit_htable, net/netfilter/xt_hashlimit.c. */
import { JIFFY } from './jiffies';

/** How fast a bucket fills, and what a packet takes out of it, in credits; `expire` in µs. */
export interface Hashlimit {
  readonly cost: bigint;
  readonly capacity: bigint;
  readonly perJiffy: bigint;
  readonly expire: number;
}

/** Credits of one combination of ends; `jiffy` when they were last counted. */
interface Bucket {
  credit: bigint;
  jiffy: number;
  expiresAt: number;
}

/** The buckets of one name. */
export class HashlimitTable {
  readonly #buckets = new Map<string, Bucket>();

  constructor(readonly limit: Hashlimit) {}

  /** Takes a packet's cost out of the bucket of its ends; false if there is not enough in it. */
  take(key: string, now: number): boolean {
    const { cost, capacity, perJiffy, expire } = this.limit;
    const jiffy = Math.floor(now / JIFFY);
    const bucket = this.#find(key, now) ?? { credit: capacity, jiffy, expiresAt: 0 };
    this.#buckets.set(key, bucket);
    const earned = bucket.credit + BigInt(jiffy - bucket.jiffy) * perJiffy;
    bucket.credit = earned > capacity ? capacity : earned;
    bucket.jiffy = jiffy;
    bucket.expiresAt = now + expire;
    if (bucket.credit < cost) return false;
    bucket.credit -= cost;
    return true;
  }

  /** A bucket that was not asked for in a long time is forgotten, with all of its kind. Linux: htable_gc. */
  #find(key: string, now: number): Bucket | undefined {
    const bucket = this.#buckets.get(key);
    if (bucket !== undefined && bucket.expiresAt >= now) return bucket;
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
  get(name: string, limit: Hashlimit): HashlimitTable {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new HashlimitTable(limit);
      this.#tables.set(name, table);
    }
    return table;
  }

  /** Forgets what no rule names any more. */
  retain(names: ReadonlySet<string>): void {
    for (const name of this.#tables.keys()) if (!names.has(name)) this.#tables.delete(name);
  }
}
