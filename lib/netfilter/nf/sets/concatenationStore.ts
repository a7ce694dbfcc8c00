/** Elements whose keys have several fields, and spans in some. Linux: nft_set_pipapo.c. */
import type { ElementValue } from '../expression';
import { isSingle, type Scalar } from '../value';
import { ExactStore, textOf } from './exactStore';
import type { ElementStore, SetElement } from './set';

export class ConcatenationStore implements ElementStore {
  /** Those that are single values in every field: mostly all, or none. */
  readonly #exact = new ExactStore();
  readonly #spans = new Map<string, SetElement>();
  /** All, in the order in which they came. */
  readonly #all = new Set<SetElement>();

  get size(): number {
    return this.#all.size;
  }

  elements(): Iterable<SetElement> {
    return this.#all;
  }

  find(values: readonly Scalar[]): SetElement | undefined {
    const found = this.#exact.find(values);
    if (found !== undefined) return found;
    for (const element of this.#spans.values()) if (contains(element.value, values)) return element;
    return undefined;
  }

  findOne(value: Scalar): SetElement | undefined {
    return this.find([value]);
  }

  exact(element: ElementValue): SetElement | undefined {
    return element.key.every(isSingle) ? this.#exact.exact(element) : this.#spans.get(spansText(element));
  }

  conflict(elements: readonly ElementValue[]): number | undefined {
    const there = [...this.elements()].map(({ value }) => value);
    const isSpan = (element: ElementValue) => !element.key.every(isSingle);
    // Single values share nothing with each other: only those with spans are compared with all.
    const spans = there.filter(isSpan);
    for (const [index, element] of elements.entries()) {
      const others = isSpan(element) ? there : spans;
      if (others.some((other) => shares(element, other) && spansText(element) !== spansText(other))) return index;
      there.push(element);
      if (isSpan(element)) spans.push(element);
    }
    return undefined;
  }

  add(element: SetElement): void {
    this.#all.add(element);
    if (element.value.key.every(isSingle)) this.#exact.add(element);
    else this.#spans.set(spansText(element.value), element);
  }

  remove(element: SetElement): void {
    this.#all.delete(element);
    if (element.value.key.every(isSingle)) this.#exact.remove(element);
    else this.#spans.delete(spansText(element.value));
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
