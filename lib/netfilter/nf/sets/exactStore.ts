/** Elements whose keys are single values: one look finds them. Linux: nft_set_hash.c. */
import type { ElementValue } from '../expression';
import type { Scalar, Span } from '../value';
import type { ElementStore, SetElement } from './set';

/** No name of an interface has a space, so that texts of different keys differ. */
export function textOf(values: readonly Scalar[]): string {
  return values.join(' ');
}

export class ExactStore implements ElementStore {
  readonly #elements = new Map<Scalar, SetElement>();

  get size(): number {
    return this.#elements.size;
  }

  elements(): Iterable<SetElement> {
    return this.#elements.values();
  }

  find(values: readonly Scalar[]): SetElement | undefined {
    return this.#elements.get(textOf(values));
  }

  findOne(value: Scalar): SetElement | undefined {
    return this.#elements.get(value);
  }

  exact({ key }: ElementValue): SetElement | undefined {
    return this.#elements.get(keyOf(key));
  }

  /** Two single values that are not equal share nothing. */
  conflict(): undefined {}

  add(element: SetElement): void {
    this.#elements.set(keyOf(element.value.key), element);
  }

  remove(element: SetElement): void {
    this.#elements.delete(keyOf(element.value.key));
  }
}

function keyOf(key: readonly Span[]): Scalar {
  const [first] = key;
  return key.length === 1 && first !== undefined ? first.from : textOf(key.map(({ from }) => from));
}
