/** Sets and maps: elements by key. Linux: struct nft_set; how they are kept: nft_set_hash.c, nft_set_rbtree.c, nft_set_pipapo.c. */

import { PacketCounter } from '../../xtables/counters';
import type { Used } from '../chain';
import type { Decision } from '../decision';
import type { ElementValue } from '../expression';
import type { Scalar, TypeName } from '../value';

/** What a set is declared as. */
export interface SetDeclaration {
  /** A type for each field of the key. */
  readonly types: readonly TypeName[];
  /** What a map's elements lead to: verdicts, or values of these types; absent for a set. */
  readonly data: 'verdict' | readonly TypeName[] | undefined;
  readonly interval: boolean;
  readonly constant: boolean;
  readonly dynamic: boolean;
  /** Elements may be forgotten. */
  readonly hasTimeout: boolean;
  readonly autoMerge: boolean;
  /** How many elements it may have. */
  readonly size: number | undefined;
  /** Microseconds that elements are kept. */
  readonly timeout: number | undefined;
  /** Microseconds; only listed. */
  readonly gcInterval: number | undefined;
  /** Elements count packets. */
  readonly counter: boolean;
  readonly comment: string | undefined;
  /** The fields that key and data were declared by, as they are listed, instead of the types. */
  readonly typeof: { readonly key: string; readonly data: string | undefined } | undefined;
}

/** An element as a set keeps it. */
export class SetElement {
  counter: PacketCounter | undefined = undefined;
  /** When it is forgotten, in µs of the machine's clock; Infinity for never. */
  expiresAt = Infinity;
  /** Made of `add @set { … limit … }`: whether the packet is within it. */
  admits: ((length: number, now: number) => boolean) | undefined = undefined;

  constructor(
    public value: ElementValue,
    /** Where a verdict map leads. */
    readonly decision: Decision | undefined,
    /** What a value map says. */
    readonly values: readonly Scalar[] | undefined,
  ) {
    if (value.counter === undefined) return;
    this.counter = new PacketCounter();
    this.counter.counters = value.counter;
  }
}

/** How a kind of set finds and keeps elements. */
export interface ElementStore {
  readonly size: number;
  /** In the order in which they came, or of their keys. */
  elements(): Iterable<SetElement>;
  find(values: readonly Scalar[]): SetElement | undefined;
  /** The same for a key of one field. */
  findOne(value: Scalar): SetElement | undefined;
  /** The element with exactly this key. */
  exact(element: ElementValue): SetElement | undefined;
  /** The place of the first of these keys that shares values with another one, or with an element that is there, without being the same. */
  conflict(elements: readonly ElementValue[]): number | undefined;
  add(element: SetElement): void;
  remove(element: SetElement): void;
}

/** A set or map of a table, or of a rule. */
export class NfSet implements Used {
  uses = 0;
  /** `*`: what all other keys lead to. */
  catchAll: SetElement | undefined = undefined;

  constructor(
    readonly name: string,
    readonly handle: number,
    readonly declaration: SetDeclaration,
    readonly store: ElementStore,
  ) {}

  get size(): number {
    return this.store.size + (this.catchAll === undefined ? 0 : 1);
  }

  /** All that are not forgotten yet. */
  elements(now: number): readonly SetElement[] {
    const found: SetElement[] = [];
    for (const element of this.store.elements()) if (element.expiresAt > now) found.push(element);
    if (this.catchAll !== undefined) found.push(this.catchAll);
    return found;
  }

  lookup(values: readonly Scalar[], now: number): SetElement | undefined {
    const found = values.length === 1 ? this.store.findOne(values[0] as Scalar) : this.store.find(values);
    return found !== undefined && found.expiresAt > now ? found : this.catchAll;
  }

  lookupOne(value: Scalar, now: number): SetElement | undefined {
    const found = this.store.findOne(value);
    return found !== undefined && found.expiresAt > now ? found : this.catchAll;
  }
}
