/** A batch while it is carried out: what was done, so that it can be undone. Linux: the commit list of struct nftables_pernet. */
import type { NfChain, NfRule } from './chain';
import { NfError } from './error';
import type { TablePlace } from './request';
import type { NfTable } from './table';

export class Journal {
  readonly #undo: (() => void)[] = [];
  /** Base chains that came and went, in this order. */
  readonly registered: (readonly [NfTable, NfChain])[] = [];
  readonly unregistered: NfChain[] = [];
  /** Tables whose chains may lead elsewhere now. */
  readonly suspects = new Set<NfTable>();
  readonly #disordered = new Set<Map<string, Handled>>();
  readonly #ownRules = new Map<NfChain, NfRule[]>();

  /** `now` is the machine's clock, in µs. */
  constructor(
    readonly tables: Map<string, NfTable>,
    readonly takeTableHandle: () => number,
    readonly now: number,
  ) {}

  /** Does something that can be undone. */
  change(change: () => void, undo: () => void): void {
    change();
    this.#undo.push(undo);
  }

  /** A chain's rules as a list that this batch may change. */
  ownRules(chain: NfChain): NfRule[] {
    const own = this.#ownRules.get(chain);
    if (own !== undefined && own === chain.rules) return own;
    const before = chain.rules;
    const rules = [...before];
    this.#ownRules.set(chain, rules);
    this.change(
      () => (chain.rules = rules),
      () => (chain.rules = before),
    );
    return rules;
  }

  /** Whether nothing was changed. */
  get isEmpty(): boolean {
    return this.#undo.length === 0;
  }

  /** The newest change first. */
  rollBack(): void {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) undo();
    for (const map of this.#disordered) putInOrder(map);
  }

  /** Notes that something was taken out of a map. */
  disorder<Value extends Handled>(map: Map<string, Value>): void {
    this.#disordered.add(map as Map<string, Handled>);
  }

  find({ family, table }: TablePlace): NfTable | undefined {
    return this.tables.get(`${family} ${table}`);
  }

  table(name: TablePlace): NfTable {
    const table = this.find(name);
    if (table === undefined) throw new NfError('ENOENT', { part: 'table' });
    return table;
  }

  chain(table: NfTable, name: string): NfChain {
    const chain = table.chains.get(name);
    if (chain === undefined) throw new NfError('ENOENT', { part: 'chain' });
    return chain;
  }
}

/** What tables hold under names: their handles tell in which order they came. */
interface Handled {
  readonly handle: number;
}

/** Puts something into a map under a new name, or takes it out, so that it can be undone. */
export function setEntry<Value extends Handled>(
  journal: Journal,
  map: Map<string, Value>,
  key: string,
  value: Value | undefined,
): void {
  const before = map.get(key);
  const change = (wanted: Value | undefined) => () => {
    if (wanted === undefined) map.delete(key);
    else map.set(key, wanted);
  };
  journal.change(change(value), change(before));
  if (value === undefined) journal.disorder(map);
}

/** What comes back stands behind the others: all get their places again. */
function putInOrder(map: Map<string, Handled>): void {
  const entries = [...map].sort(([, a], [, b]) => a.handle - b.handle);
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
