/** What is to happen, in the order of time: a binary heap, and before it the one event that is next. */

/** A place in time: events of one time come in the order of their sequence numbers. */
export interface Timed {
  readonly at: number;
  readonly sequence: number;
}

/**
 * Events, the earliest first. Most frames are the next that happens, and are taken out before another is put in: the earliest
 * event stays outside the heap, and they never enter it.
 */
export class EventQueue<Event extends Timed> {
  /** Before all that are in the heap; `undefined`: the heap's first is the earliest. */
  #next: Event | undefined = undefined;
  /** Each event is before its children. */
  readonly #heap: Event[] = [];

  /** The earliest event; `undefined` if there is none. */
  get first(): Event | undefined {
    return this.#next ?? this.#heap[0];
  }

  /** All events, in no order. */
  *[Symbol.iterator](): Iterator<Event> {
    if (this.#next !== undefined) yield this.#next;
    yield* this.#heap;
  }

  add(event: Event): void {
    const { first } = this;
    if (first !== undefined && !isBefore(event, first)) return this.#push(event);
    if (this.#next !== undefined) this.#push(this.#next);
    this.#next = event;
  }

  /** Takes the earliest event out. */
  removeFirst(): void {
    if (this.#next === undefined) this.#pop();
    else this.#next = undefined;
  }

  clear(): void {
    this.#next = undefined;
    this.#heap.length = 0;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, heap[parent] as Event)) break;
      heap[index] = heap[parent] as Event;
      index = parent;
    }
    heap[index] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child += 1;
      if (!isBefore(heap[child] as Event, last)) break;
      heap[index] = heap[child] as Event;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(a: Timed, b: Timed): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
