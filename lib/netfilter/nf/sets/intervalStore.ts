/** Elements whose keys are spans of one field, none of which overlaps another: kept in their order. Linux: nft_set_rbtree.c. */
import type { ElementValue } from '../expression';
import { type Scalar, type Span, valueBehind } from '../value';
import type { ElementStore, SetElement } from './set';

/** With more new elements than this, all are sorted anew. */
const FEW = 32;

export class IntervalStore implements ElementStore {
  /** By the start of their spans. */
  #sorted: SetElement[] = [];
  /** What was added since somebody asked last. */
  #fresh: SetElement[] = [];
  /** By the start of their spans: what is added and deleted is mostly there as it is. */
  readonly #starts = new Map<Scalar, SetElement>();

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
    added.sort((a, b) => compare(a.span.from, b.span.from) || a.index - b.index);
    let first: number | undefined;
    let widest: (typeof added)[number] | undefined;
    for (const one of added) {
      const there = this.#lastFrom(one.span.to);
      const isTaken = there !== undefined && conflicts(spanOfElement(there.value), one.span);
      const isDouble = widest !== undefined && conflicts(widest.span, one.span);
      const index = isTaken ? one.index : isDouble ? Math.max(one.index, widest?.index ?? 0) : undefined;
      if (index !== undefined && (first === undefined || index < first)) first = index;
      if (widest === undefined || one.span.to > widest.span.to) widest = one;
    }
    return first;
  }

  /** The elements that share a value with a span, or border on it. */
  around({ from, to }: Span): readonly SetElement[] {
    const sorted = this.#order();
    const found: SetElement[] = [];
    for (let place = placeOf(sorted, valueBehind(to)); place >= 0; place--) {
      const element = sorted[place];
      if (element === undefined || valueBehind(spanOfElement(element.value).to) < from) break;
      found.push(element);
    }
    return found;
  }

  add(element: SetElement): void {
    this.#starts.set(spanOfElement(element.value).from, element);
    this.#fresh.push(element);
  }

  remove(element: SetElement): void {
    const { from } = spanOfElement(element.value);
    this.#order();
    this.#sorted.splice(placeOf(this.#sorted, from), 1);
    this.#starts.delete(from);
  }

  /** The last element that begins at a value or before it. */
  #lastFrom(value: Scalar): SetElement | undefined {
    const sorted = this.#order();
    return sorted[placeOf(sorted, value)];
  }

  #order(): readonly SetElement[] {
    const fresh = this.#fresh;
    if (fresh.length === 0) return this.#sorted;
    this.#fresh = [];
    if (fresh.length > FEW) {
      const by = ({ value }: SetElement) => spanOfElement(value).from;
      this.#sorted = [...this.#sorted, ...fresh].sort((a, b) => compare(by(a), by(b)));
    } else {
      for (const element of fresh)
        this.#sorted.splice(placeOf(this.#sorted, spanOfElement(element.value).from) + 1, 0, element);
    }
    return this.#sorted;
  }
}

/** The place of the last element that begins at a value or before it; -1 if there is none. */
function placeOf(sorted: readonly SetElement[], value: Scalar): number {
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

/** Whether spans share values without being the same. */
function conflicts(a: Span, b: Span): boolean {
  return a.from <= b.to && b.from <= a.to && !(a.from === b.from && a.to === b.to);
}

function compare(a: Scalar, b: Scalar): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The span of a key of one field. */
export function spanOfElement({ key: [span] }: ElementValue): Span {
  if (span === undefined) throw new RangeError('a key without fields');
  return span;
}
