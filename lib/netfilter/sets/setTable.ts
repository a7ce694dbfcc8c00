/** The IP sets of one namespace. Linux: struct ip_set_net, net/netfilter/ipset/ip_set_core.c. */
import { IpSet } from './ipSet';
import type { SetOptions } from './setType';

/** Why the kernel refuses a command about whole sets. */
export type SetTableError =
  | 'no such set'
  | 'name taken'
  | 'in use'
  | 'new name taken'
  | 'second set missing'
  | 'types differ';

/** Sets by name; rules know them by name, as the kernel's know the place that keeps its name when sets are swapped. */
export class SetTable {
  readonly #sets = new Map<string, IpSet>();
  /** Names in their places; the first that is free goes to the next set. Linux: ip_set_list. */
  readonly #places: (string | undefined)[] = [];

  /** `rules`: how many matches and targets of rules name a set. */
  constructor(readonly rules: (name: string) => number) {}

  get(name: string): IpSet | undefined {
    return this.#sets.get(name);
  }

  /** In the order of their places. */
  all(): readonly IpSet[] {
    return this.#places.flatMap((name) => (name === undefined ? [] : (this.#sets.get(name) ?? [])));
  }

  /** How many rules and lists of sets name the set. */
  references(name: string): number {
    const lists = this.all().filter(({ options, entries }) => options.type === 'list:set' && entries.get(name));
    return this.rules(name) + lists.length;
  }

  /** Makes a set; `exist`: one of that name that was made alike is taken for it. */
  create(name: string, options: SetOptions, exist: boolean): SetTableError | undefined {
    const old = this.#sets.get(name);
    if (old !== undefined) return exist && isAlike(old.options, options) ? undefined : 'name taken';
    this.#sets.set(name, new IpSet(name, options));
    const free = this.#places.indexOf(undefined);
    this.#places[free < 0 ? this.#places.length : free] = name;
    return undefined;
  }

  /** Removes a set, or all of them: none if one is in use. Linux: ip_set_destroy. */
  destroy(name: string | undefined): SetTableError | undefined {
    if (name !== undefined && !this.#sets.has(name)) return 'no such set';
    const names = name === undefined ? [...this.#sets.keys()] : [name];
    const inUse = (one: string) => (name === undefined ? this.rules(one) : this.references(one)) > 0;
    if (names.some(inUse)) return 'in use';
    for (const one of names) {
      this.#sets.delete(one);
      this.#places[this.#places.indexOf(one)] = undefined;
    }
    return undefined;
  }

  /** Gives a set another name: none that a rule knows. */
  rename(name: string, newName: string): SetTableError | undefined {
    const set = this.#sets.get(name);
    if (set === undefined) return 'no such set';
    if (this.references(name) > 0) return 'in use';
    if (this.#sets.has(newName)) return 'new name taken';
    set.name = newName;
    this.#sets.delete(name);
    this.#sets.set(newName, set);
    this.#places[this.#places.indexOf(name)] = newName;
    return undefined;
  }

  /** Exchanges the contents of two names: rules go on with what is now under the name that they have. */
  swap(name: string, otherName: string): SetTableError | undefined {
    const set = this.#sets.get(name);
    const other = this.#sets.get(otherName);
    if (set === undefined) return 'no such set';
    if (other === undefined) return 'second set missing';
    if (set.options.type !== other.options.type || set.options.family !== other.options.family) return 'types differ';
    set.name = otherName;
    other.name = name;
    this.#sets.set(name, other);
    this.#sets.set(otherName, set);
    return undefined;
  }
}

/** Linux: mtype_same_set. */
function isAlike(a: SetOptions, b: SetOptions): boolean {
  const facts = ({ type, family, maxElements, netmask, timeout, counters, comment, from, to, size }: SetOptions) =>
    JSON.stringify([type, family, maxElements, netmask, timeout, counters, comment, from, to, size]);
  return facts(a) === facts(b);
}
