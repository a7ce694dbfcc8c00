/** The lists of addresses that `-m recent` keeps. Linux: struct recent_table, net/netfilter/xt_recent.c. */
import type { Ipv4Address } from '../packet';

/** An address that was seen, and when, in µs. */
export interface RecentEntry {
  readonly address: Ipv4Address;
  ttl: number;
  /** In a ring: the next goes to `index`. */
  readonly stamps: number[];
  index: number;
}

/** Linux: ip_list_tot. */
const MOST_ENTRIES = 100;

/** One list. */
export class RecentTable {
  /** The one that was seen longest ago comes first. */
  readonly #entries = new Map<Ipv4Address, RecentEntry>();
  #places = 0;

  constructor(
    /** What of an address counts: what the first rule of this name says. */
    readonly mask: Ipv4Address,
  ) {}

  /** Keeps so many times of each address; all are forgotten if that is more than before. */
  keep(places: number): void {
    if (places <= this.#places) return;
    this.#places = places;
    this.#entries.clear();
  }

  /** `ttl` 0: whatever it is. */
  find(address: Ipv4Address, ttl: number): RecentEntry | undefined {
    const entry = this.#entries.get(address);
    return entry === undefined || (ttl !== 0 && entry.ttl !== ttl) ? undefined : entry;
  }

  add(address: Ipv4Address, ttl: number, now: number): void {
    const [oldest] = this.#entries.values();
    if (oldest !== undefined && this.#entries.size >= MOST_ENTRIES) this.remove(oldest);
    this.#entries.set(address, { address, ttl, stamps: [now], index: 1 });
  }

  update(entry: RecentEntry, ttl: number, now: number): void {
    entry.index %= this.#places;
    entry.stamps[entry.index++] = now;
    entry.ttl = ttl;
    this.#entries.delete(entry.address);
    this.#entries.set(entry.address, entry);
  }

  remove(entry: RecentEntry): void {
    this.#entries.delete(entry.address);
  }

  /** Forgets the address that was seen longest ago, if that was before `time`; not `kept`. Linux: recent_entry_reap. */
  reap(time: number, kept: RecentEntry | undefined): void {
    const [oldest] = this.#entries.values();
    if (oldest !== undefined && oldest !== kept && (oldest.stamps[oldest.index - 1] ?? 0) < time) this.remove(oldest);
  }
}

/** The lists of a namespace by name: rules of one name share one, which lives as long as one of them. */
export class RecentTables {
  readonly #tables = new Map<string, RecentTable>();

  get size(): number {
    return this.#tables.size;
  }

  /** The list of a name; a new one looks at addresses through `mask`. */
  get(name: string, mask: Ipv4Address): RecentTable {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new RecentTable(mask);
      this.#tables.set(name, table);
    }
    return table;
  }

  /** Forgets lists that no rule names any more. */
  retain(names: ReadonlySet<string>): void {
    for (const name of this.#tables.keys()) if (!names.has(name)) this.#tables.delete(name);
  }
}
