/** Names that have to be asked for while something is compiled or printed, neither of which can wait. */
import type { Process, Wait } from '../../machine';
import type { IpAddress } from '../../packet';
import { nameOf, resolveAll } from '../common/resolve';

/** Thrown by work that needs a name that nobody asked for yet; the work begins anew when it is known. */
class NameWanted extends Error {
  constructor(readonly wanted: string | IpAddress) {
    super('a name is not known yet');
    this.name = 'NameWanted';
  }
}

/** What is known so far. */
export class Names {
  readonly #names = new Map<IpAddress, string>();
  readonly #addresses = new Map<string, readonly IpAddress[]>();

  /** The name of an address. */
  readonly nameOf = (address: IpAddress): string => {
    const name = this.#names.get(address);
    if (name === undefined) throw new NameWanted(address);
    return name;
  };

  /** The addresses of a name; none if it has none. */
  readonly resolve = (name: string): readonly IpAddress[] => {
    const addresses = this.#addresses.get(name);
    if (addresses === undefined) throw new NameWanted(name);
    return addresses;
  };

  /** Does work that may want names, which are asked for in between. */
  *during<T>(process: Process, work: () => T): Generator<Wait, T, void> {
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!(error instanceof NameWanted)) throw error;
        const { wanted } = error;
        if (typeof wanted === 'string') {
          const found = yield* resolveAll(process, wanted);
          this.#addresses.set(wanted, typeof found === 'string' ? [] : found);
        } else this.#names.set(wanted, yield* nameOf(process, wanted));
      }
    }
  }
}
