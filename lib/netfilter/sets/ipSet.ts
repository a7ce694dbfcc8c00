/** One IP set: its elements, with what is noted about them. Linux: struct ip_set, include/linux/netfilter/ipset/ip_set.h. */
import { keyOf, type SetElement, type SetEntry, type SetNotes } from './element';
import { HashedEntries, ListedEntries, NumberedEntries, type SetEntries } from './entries';
import { SET_TYPES, type SetError, type SetOptions } from './setType';

/** Microseconds of a second. */
const SECOND = 1_000_000;

/** Where a member of a list goes, or is: next to another. */
export interface BesideMember {
  readonly name: string;
  readonly after: boolean;
}

/** A set of one namespace. */
export class IpSet {
  readonly entries: SetEntries;
  /** Lengths of the prefixes that are there, with how many there are. Linux: struct net_prefixes. */
  readonly #lengths = new Map<number, number>();

  constructor(
    /** Of at most 31 characters. */
    public name: string,
    readonly options: SetOptions,
  ) {
    const { type } = options;
    this.entries =
      type === 'list:set'
        ? new ListedEntries()
        : type === 'bitmap:port'
          ? new NumberedEntries()
          : new HashedEntries(options);
  }

  /** Lengths of prefixes in the set, the longest first. */
  get lengths(): readonly number[] {
    return [...this.#lengths.keys()].sort((a, b) => b - a);
  }

  /** The elements that have not expired, in the kernel's order. */
  living(now: number): readonly SetEntry[] {
    const all = this.entries.all();
    if (this.options.timeout === undefined) return all;
    for (const entry of all) if (hasExpired(entry, now)) this.#remove(entry);
    return this.entries.all();
  }

  /** The very element, if it is in the set. */
  find(element: SetElement, now: number): SetEntry | undefined {
    const entry = this.entries.get(keyOf(this.options.type, element));
    return entry === undefined || hasExpired(entry, now) ? undefined : entry;
  }

  /**
   * The element, or for one address of a set of networks the smallest network around it that the packet `passes`.
   * Linux: mtype_test_cidrs.
   */
  lookup(element: SetElement, now: number, passes: (entry: SetEntry) => boolean = () => true): SetEntry | undefined {
    const { address, length } = element;
    const elements =
      SET_TYPES[this.options.type].hasNetworks && address !== undefined && length === widthOf(address)
        ? this.lengths.map((shorter) => ({ ...element, address: networkOf(address, shorter), length: shorter }))
        : [element];
    for (const candidate of elements) {
      const entry = this.find(candidate, now);
      if (entry !== undefined && passes(entry)) return entry;
    }
    return undefined;
  }

  /** Adds an element; `exist`: one that is there gets the new notes instead of being refused. */
  add(
    element: SetElement,
    notes: SetNotes,
    { now, exist, beside }: { readonly now: number; readonly exist: boolean; readonly beside?: BesideMember },
  ): SetError | undefined {
    const refusal = this.#refuses(element, notes, beside, now);
    if (refusal !== undefined) return refusal;
    const old = this.find(element, now);
    if (old !== undefined) {
      if (!exist) return 'exists';
      Object.assign(old, this.#noted(notes, now));
      return undefined;
    }
    this.living(now);
    if (this.entries.size >= this.#capacity) return 'full';
    const entry = { element, key: keyOf(this.options.type, element), ...this.#noted(notes, now) };
    const neighbour = beside && this.entries.get(beside.name);
    this.entries.add(entry, neighbour && beside && { beside: neighbour, after: beside.after });
    this.#countLength(element.length, 1);
    return undefined;
  }

  /** Takes an element out. */
  delete(element: SetElement, now: number): SetError | undefined {
    const entry = this.find(element, now);
    if (entry === undefined) return 'missing';
    this.#remove(entry);
    return undefined;
  }

  /** Takes all elements out. */
  flush(): void {
    this.entries.clear();
    this.#lengths.clear();
  }

  get #capacity(): number {
    const { type, maxElements, size } = this.options;
    if (type === 'list:set') return size;
    return type === 'bitmap:port' ? Number.POSITIVE_INFINITY : maxElements;
  }

  #refuses(
    { address, port = 0, length }: SetElement,
    notes: SetNotes,
    beside: BesideMember | undefined,
    now: number,
  ): SetError | undefined {
    const { type, timeout, counters, comment, from, to } = this.options;
    if (notes.timeout !== undefined && timeout === undefined) return 'no timeout';
    if ((notes.packets ?? notes.bytes) !== undefined && !counters) return 'no counters';
    if (notes.comment !== undefined && !comment) return 'no comment';
    if (type === 'bitmap:port' && (port < from || port > to)) return 'out of range';
    if (type === 'hash:net' && length === 0) return 'wrong prefix';
    if (type === 'hash:ip' && (address === 0 || address === 0n)) return 'null';
    if (beside !== undefined && this.find({ set: beside.name }, now) === undefined) return 'reference not added';
    return undefined;
  }

  #noted({ timeout, packets = 0n, bytes = 0n, comment, nomatch = false }: SetNotes, now: number) {
    const seconds = timeout ?? this.options.timeout ?? 0;
    return { expiresAt: seconds === 0 ? 0 : now + seconds * SECOND, packets, bytes, comment, nomatch };
  }

  #remove(entry: SetEntry): void {
    this.entries.remove(entry);
    this.#countLength(entry.element.length, -1);
  }

  #countLength(length: number | undefined, by: number): void {
    if (length === undefined) return;
    const count = (this.#lengths.get(length) ?? 0) + by;
    if (count === 0) this.#lengths.delete(length);
    else this.#lengths.set(length, count);
  }
}

/** Seconds that an entry has left, at least 1; 0 for ever. Linux: ip_set_timeout_get. */
export function secondsLeft({ expiresAt }: SetEntry, now: number): number {
  return expiresAt === 0 ? 0 : Math.max(1, Math.floor((expiresAt - now) / SECOND));
}

/** How many bits an address has. */
export function widthOf(address: number | bigint): number {
  return typeof address === 'number' ? 32 : 128;
}

/** The first address of the network of this length around an address. */
export function networkOf(address: number | bigint, length: number): number | bigint {
  if (typeof address === 'bigint') {
    const shift = BigInt(128 - length);
    return (address >> shift) << shift;
  }
  return length === 0 ? 0 : (address & (-1 << (32 - length))) >>> 0;
}

function hasExpired({ expiresAt }: SetEntry, now: number): boolean {
  return expiresAt !== 0 && expiresAt <= now;
}
