/** Elements whose keys are spans of one field, none of which overlaps another: kept in their order. Linux: nft_set_rbtree.c. */
import type { ElementValue } from '../expression';
import { type Scalar, type Span, valueBehind } from '../value';
import type { ElementStore, SetElement } from './set';

export class IntervalStore implements ElementStore {
  /** By the start of their spans; sorted when somebody asks, so that many can be added at once. */
  #sorted: SetElement[] = [];
  /** By the start and the end of their spans: what is added and deleted is mostly there as it is. */
  readonly #starts = new Map<Scalar, SetElement>();
  #isSorted = true;

  get size(): number {
    return this.#starts.size;
  }

  elements(): Iterable<SetElement> {
    return this.#order();
  }

  find([value]: readonly Scalar[]): SetElement | undefined {
    return value === undefined ? undefined : this.findOne(value);
  }

  findOne(value: Scalar): SetElement | undefined {
    const found = this.#lastFrom(value);
    return found !== undefined && value <= spanOfElement(found.value).to ? found : undefined;
  }

  exact(element: ElementValue): SetElement | undefined {
    const { from, to } = spanOfElement(element);
    const found = this.#starts.get(from);
    return found !== undefined && spanOfElement(found.value).to === to ? found : undefined;
  }

  conflict(elements: readonly ElementValue[]): number | undefined {
    const added = elements.map((element, index) => ({ span: spanOfElement(element), index }));
    const there = this.#order().map(({ value }) => ({ span: spanOfElement(value), index: -1 }));
    const all = [...there, ...added].sort((a, b) => compare(a.span.from, b.span.from) || a.index - b.index);
    let widest: (typeof all)[number] | undefined;
    let first: number | undefined;
    for (const one of all) {
      const isSame = widest?.span.from === one.span.from && widest.span.to === one.span.to;
      if (widest !== undefined && !isSame && one.span.from <= widest.span.to) {
        const index = Math.max(one.index, widest.index);
        if (first === undefined || index < first) first = index;
      }
      if (widest === undefined || one.span.to > widest.span.to) widest = one;
    }
    return first;
  }

  /** The elements that share a value with a span, or border on it. */
  around({ from, to }: Span): readonly SetElement[] {
    const sorted = this.#order();
    const found: SetElement[] = [];
    for (let place = this.#place(valueBehind(to)); place >= 0; place--) {
      const element = sorted[place];
      if (element === undefined || valueBehind(spanOfElement(element.value).to) < from) break;
      found.push(element);
    }
    return found;
  }

  add(element: SetElement): void {
    const { from } = spanOfElement(element.value);
    const last = this.#sorted.at(-1);
    if (this.#isSorted && last !== undefined && spanOfElement(last.value).from > from) this.#isSorted = false;
    this.#starts.set(from, element);
    this.#sorted.push(element);
  }

  remove(element: SetElement): void {
    this.#starts.delete(spanOfElement(element.value).from);
    this.#isSorted = false;
  }

  /** The last element that begins at a value or before it. */
  #lastFrom(value: Scalar): SetElement | undefined {
    return this.#order()[this.#place(value)];
  }

  /** Its place; -1 if there is none. */
  #place(value: Scalar): number {
    const sorted = this.#order();
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const element = sorted[middle];
      if (element !== undefined && spanOfElement(element.value).from <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #order(): readonly SetElement[] {
    if (!this.#isSorted || this.#sorted.length !== this.#starts.size) {
      this.#sorted = [...this.#starts.values()].sort((a, b) =>
        compare(spanOfElement(a.value).from, spanOfElement(b.value).from),
      );
      this.#isSorted = true;
    }
    return this.#sorted;
  }
}

function compare(a: Scalar, b: Scalar): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The span of a key of one field. */
export function spanOfElement({ key: [span] }: ElementValue): Span {
  if (span === undefined) throw new RangeError('a key without fields');
  return span;
}
