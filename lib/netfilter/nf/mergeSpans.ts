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

export function mergeSpans(store: ElementStore, elements: readonly ElementValue[]): Merging {
  const gone = new Set<SetElement>();
  const spans = joinSpans(elements.map(spanOfElement)).map((span) => {
    let whole = span;
    if (!(store instanceof IntervalStore)) return whole;
    for (const element of store.around(span)) {
      gone.add(element);
      const other = spanOfElement(element.value);
      whole = { from: lesser(whole.from, other.from), to: greater(whole.to, other.to) };
    }
    return whole;
  });
  return { merged: joinSpans(spans).map((span) => ({ key: [span] })), gone: [...gone] };
}

/** Sorted, and none touches another. */
export function joinSpans(spans: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))) {
    const last = joined.at(-1);
    if (last !== undefined && span.from <= valueBehind(last.to))
      joined[joined.length - 1] = { from: last.from, to: greater(last.to, span.to) };
    else joined.push(span);
  }
  return joined;
}

function lesser(a: Scalar, b: Scalar): Scalar {
  return a < b ? a : b;
}

function greater(a: Scalar, b: Scalar): Scalar {
  return a > b ? a : b;
}
