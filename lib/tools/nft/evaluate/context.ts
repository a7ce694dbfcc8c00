/** What is known while commands get their meaning: the sets that there are, or will be, and the interfaces. */
import type { NfFamily, NfTables, SetDeclaration } from '../../../netfilter/nf';
import type { NameReference } from '../command';
import type { Interfaces } from '../values';

/** Userspace: the cache, src/cache.c. */
export class Context {
  readonly #kernel: NfTables;
  /** Sets of the commands so far; `undefined` for those that were deleted. */
  readonly #sets = new Map<string, SetDeclaration | undefined>();

  constructor(
    kernel: NfTables,
    readonly interfaces: Interfaces,
  ) {
    this.#kernel = kernel;
  }

  declareSet(reference: NameReference, declaration: SetDeclaration): void {
    this.#sets.set(keyOf(reference.family, reference.table, reference.name), declaration);
  }

  /** Forgets all sets of a table that the kernel has: it was deleted. */
  forgetTable(family: NfFamily, table: string): void {
    for (const key of this.#sets.keys()) if (key.startsWith(keyOf(family, table, ''))) this.#sets.delete(key);
    const found = this.#kernel.tables.find((one) => one.family === family && one.name === table);
    for (const name of found?.sets.keys() ?? []) this.#sets.set(keyOf(family, table, name), undefined);
  }

  forgetSet({ family, table, name }: NameReference): void {
    this.#sets.set(keyOf(family, table, name), undefined);
  }

  forgetAll(family: NfFamily | undefined): void {
    for (const table of this.#kernel.tables)
      if (family === undefined || table.family === family) this.forgetTable(table.family, table.name);
  }

  set(family: NfFamily, table: string, name: string): SetDeclaration | undefined {
    const key = keyOf(family, table, name);
    if (this.#sets.has(key)) return this.#sets.get(key);
    const found = this.#kernel.tables.find((one) => one.family === family && one.name === table);
    return found?.sets.get(name)?.declaration;
  }
}

function keyOf(family: NfFamily, table: string, name: string): string {
  return `${family} ${table} ${name}`;
}
