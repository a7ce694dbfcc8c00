/** A table of iptables while it is read, whether it was printed by iptables-save, -S or -L. */
import type { ChainFact, DumpCounters, RuleFact, SourceLine, TableFact } from './facts';

/** Of nat alone. */
const NAT_TARGETS = /(?:^| )-j (?:DNAT|SNAT|MASQUERADE|REDIRECT|NETMAP)\b/;
const BUILTIN: Readonly<Record<string, readonly string[]>> = {
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
};

export class TableDraft {
  readonly #chains = new Map<string, ChainFact>();
  readonly #rules: RuleFact[] = [];
  readonly #listed: boolean;
  readonly #at: SourceLine;
  /** `undefined` until it is known. */
  name: string | undefined;
  family: TableFact['family'] = 'ipv4';
  backend: TableFact['backend'] = undefined;

  constructor(name: string | undefined, at: SourceLine, listed = false) {
    this.name = name;
    this.#at = at;
    this.#listed = listed;
  }

  get empty(): boolean {
    return this.#chains.size === 0 && this.#rules.length === 0;
  }

  hasPolicy(chain: string): boolean {
    return this.#chains.get(chain)?.policy !== undefined;
  }

  addChain(chain: ChainFact): void {
    this.#chains.set(chain.name, { ...this.#chains.get(chain.name), ...chain });
  }

  addRule(chain: string, text: string, counters: DumpCounters | undefined, at: SourceLine): void {
    this.#rules.push({ chain, text, at, ...(counters !== undefined && { counters }) });
  }

  finish(): TableFact {
    return {
      family: this.family,
      name: this.name ?? this.#guess(),
      backend: this.backend,
      chains: [...this.#chains.values()],
      rules: this.#rules,
      listed: this.#listed,
      at: this.#at,
    };
  }

  /** A listing does not say whose it is, but chains and targets do. */
  #guess(): string {
    const builtin = [...this.#chains.keys(), ...this.#rules.map(({ chain }) => chain)];
    if (this.#rules.some(({ text }) => NAT_TARGETS.test(text))) return 'nat';
    const has = (name: string) => builtin.includes(name);
    if (has('PREROUTING') && has('FORWARD')) return 'mangle';
    if (has('POSTROUTING')) return 'nat';
    if (has('PREROUTING')) return 'raw';
    return 'filter';
  }
}

/** Whether a table has a builtin chain of that name. */
export function isBuiltinChain(table: string, chain: string): boolean {
  return (Object.hasOwn(BUILTIN, table) ? (BUILTIN[table] ?? []) : []).includes(chain);
}
