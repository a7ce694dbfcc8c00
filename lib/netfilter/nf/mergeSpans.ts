/** Spans that touch or overlap become one, in sets that were declared so. Userspace: set_automerge, src/intervals.c. */
import type { ElementValue } from './expression';
import { IntervalStore, spanOfElement } from './sets/intervalStore';
import type { ElementStore, SetElement } from './sets/set';
import { type Scalar, type Span, valueBehind } from './value';

/** What is to be there instead of some elements. */
export interface Merging {
  readonly merged: readonly ElementValue[];
  readonly gone: readonly SetElement[];
}

/** What is said of an element besides its key is what the first of the new ones says. */
export function mergeSpans(store: ElementStore, elements: readonly ElementValue[]): Merging {
  const gone = new Set<SetElement>();
  const wholes = joinElements(elements).map((value) => {
    let whole = spanOfElement(value);
    if (!(store instanceof IntervalStore)) return value;
    for (const element of store.around(whole)) {
      gone.add(element);
      const other = spanOfElement(element.value);
      whole = { from: lesser(whole.from, other.from), to: greater(whole.to, other.to) };
    }
    return { ...value, key: [whole] };
  });
  return { merged: joinElements(wholes), gone: [...gone] };
}

/** Sorted, and none touches another. */
export function joinSpans(spans: readonly Span[]): readonly Span[] {
  return joinElements(spans.map((span) => ({ key: [span] }))).map(spanOfElement);
}

function joinElements(elements: readonly ElementValue[]): readonly ElementValue[] {
  const joined: ElementValue[] = [];
  const sorted = elements.map((value) => ({ value, span: spanOfElement(value) }));
  for (const { value, span } of sorted.sort((a, b) =>
    a.span.from < b.span.from ? -1 : a.span.from > b.span.from ? 1 : 0,
  )) {
    const last = joined.at(-1);
    const before = last && spanOfElement(last);
    if (last !== undefined && before !== undefined && span.from <= valueBehind(before.to))
      joined[joined.length - 1] = { ...last, key: [{ from: before.from, to: greater(before.to, span.to) }] };
    else joined.push(value);
  }
  return joined;
}

function lesser(a: Scalar, b: Scalar): Scalar {
  return a < b ? a : b;
}

function greater(a: Scalar, b: Scalar): Scalar {
  return a > b ? a : b;
}
