/** Elements whose keys have several fields, and spans in some. Linux: nft_set_pipapo.c. */
import type { ElementValue } from '../expression';
import { isSingle, type Scalar } from '../value';
import { ExactStore, textOf } from './exactStore';
import { type ElementStore, SetElement } from './set';

export class ConcatenationStore implements ElementStore {
  /** Those that are single values in every field. */
  readonly #exact = new ExactStore();
  /** All, by the text of their keys, in the order in which they came. */
  readonly #all = new Map<string, SetElement>();
  /** Those whose first field is a single value, by that: mostly an address. */
  readonly #byFirst = new Map<Scalar, Set<SetElement>>();
  /** The others. */
  readonly #wide = new Set<SetElement>();

  get size(): number {
    return this.#all.size;
  }

  elements(): Iterable<SetElement> {
    return this.#all.values();
  }

  find(values: readonly Scalar[]): SetElement | undefined {
    const found = this.#exact.find(values);
    if (found !== undefined) return found;
    const [first] = values;
    const likely = first === undefined ? undefined : this.#byFirst.get(first);
    for (const element of likely ?? []) if (contains(element.value, values)) return element;
    for (const element of this.#wide) if (contains(element.value, values)) return element;
    return undefined;
  }

  findOne(value: Scalar): SetElement | undefined {
    return this.find([value]);
  }

  exact(element: ElementValue): SetElement | undefined {
    return this.#all.get(spansText(element));
  }

  conflict(elements: readonly ElementValue[]): number | undefined {
    const added = new ConcatenationStore();
    for (const [index, element] of elements.entries()) {
      if (this.#overlaps(element) || added.#overlaps(element)) return index;
      added.add(new SetElement(element, undefined, undefined));
    }
    return undefined;
  }

  /** Whether a key shares values with one that is not the same. */
  #overlaps(element: ElementValue): boolean {
    const text = spansText(element);
    for (const other of this.#near(element)) {
      if (shares(element, other.value) && spansText(other.value) !== text) return true;
    }
    return false;
  }

  *#near({ key: [first] }: ElementValue): Iterable<SetElement> {
    if (first === undefined || !isSingle(first)) {
      yield* this.#all.values();
      return;
    }
    yield* this.#byFirst.get(first.from) ?? [];
    yield* this.#wide;
  }

  add(element: SetElement): void {
    const { key } = element.value;
    this.#all.set(spansText(element.value), element);
    if (key.every(isSingle)) this.#exact.add(element);
    this.#bucketOf(element.value).add(element);
  }

  remove(element: SetElement): void {
    this.#all.delete(spansText(element.value));
    if (element.value.key.every(isSingle)) this.#exact.remove(element);
    this.#bucketOf(element.value).delete(element);
  }

  #bucketOf({ key: [first] }: ElementValue): Set<SetElement> {
    if (first === undefined || !isSingle(first)) return this.#wide;
    let bucket = this.#byFirst.get(first.from);
    if (bucket === undefined) {
      bucket = new Set();
      this.#byFirst.set(first.from, bucket);
    }
    return bucket;
  }
}

function shares(element: ElementValue, other: ElementValue): boolean {
  return element.key.every(({ from, to }, field) => {
    const span = other.key[field];
    return span !== undefined && from <= span.to && span.from <= to;
  });
}

function contains({ key }: ElementValue, values: readonly Scalar[]): boolean {
  return key.every(({ from, to }, field) => {
    const value = values[field];
    return value !== undefined && from <= value && value <= to;
  });
}

function spansText({ key }: ElementValue): string {
  return textOf(key.flatMap(({ from, to }) => [from, to]));
}
