/**
 * A table of nf_tables under the hands of iptables-nft: what it asks for is gathered, and done as one transaction. Builtin chains
 * are made when a command names them. Userspace: iptables/nft.c. What commands do to it: changeChains.ts, changeRules.ts.
 */
import {
  builtinChains,
  type Counters,
  type Netfilter,
  NO_COUNTERS,
  type Policy,
  type TableName,
} from '../../../netfilter';
import type { NfErrno, NfRequest } from '../../../netfilter/nf';
import { kernelError } from '../program';
import type { ListedChain, RuleTable } from '../ruleTable';
import { Batch, type RequestName } from './batch';
import { builtinHook, builtinPlace, CachedChain, listedRule, readChains } from './chains';

const NO_CHAIN = 'No chain/target/match by that name.';

/** A table while a command, or the lines of a file, are carried out. */
export class NftTable implements RuleTable {
  readonly batch = new Batch();
  readonly family = 'ipv4';
  readonly #netfilter: Netfilter;
  #chains: CachedChain[];
  #exists: boolean;
  /** Whether it has base chains that iptables knows nothing of. */
  readonly hasForeignChains: boolean;

  constructor(
    netfilter: Netfilter,
    readonly table: TableName,
  ) {
    this.#netfilter = netfilter;
    const found = netfilter.nf.tables.find(({ title }) => title === `ip ${table}`);
    const { chains, foreign } = readChains(table, found);
    this.#chains = chains;
    this.#exists = found !== undefined;
    this.hasForeignChains = foreign;
  }

  /** Builtin chains that are not there are listed as if they were. */
  chains(): readonly ListedChain[] {
    const builtin = builtinChains(this.table).map(
      (hook) => this.find(hook) ?? new CachedChain(hook, 'ACCEPT', undefined),
    );
    return [...builtin, ...this.userChains()].map(listedChain);
  }

  chain(name: string): ListedChain {
    const chain = this.find(name);
    if (chain !== undefined) return listedChain(chain);
    if (!this.isBuiltin(name)) throw kernelError(NO_CHAIN);
    return { name, policy: 'ACCEPT', counters: NO_COUNTERS, rules: [] };
  }

  /** Whether rules may lead there as far as the program can tell. */
  isChain(name: string): boolean {
    return this.isBuiltin(name) || this.find(name) !== undefined;
  }

  /** Whether the program lists a chain, or all of them, rather than point to nft. */
  isCompatible(name?: string): boolean {
    return this.#chains.every((chain) => (name !== undefined && chain.name !== name) || chain.isCompatible);
  }

  /** What the program says of the first rule that it cannot read. */
  unreadable(name?: string): string | undefined {
    for (const { name: one } of this.chains()) {
      if (name !== undefined && one !== name) continue;
      const rule = this.find(one)?.rules.find(({ decoded }) => 'unreadable' in decoded);
      if (rule !== undefined && 'unreadable' in rule.decoded) return rule.decoded.unreadable;
    }
    return undefined;
  }

  /** As the kernel counts them: elements of maps lead to chains as well. */
  references(): ReadonlyMap<string, number> {
    return new Map(this.#chains.map(({ name, chain }) => [name, chain?.uses ?? 0]));
  }

  /** Forgets all that the table has, so that a file may say it anew. */
  clear(): void {
    if (this.#exists) this.push('TABLE_FLUSH', { kind: 'delete table', ...this.place, ifExists: false });
    this.#exists = false;
    this.#chains = [];
  }

  /** Puts it into the kernel: all that was asked for, or nothing. */
  commit(): void {
    this.batch.commit(this.#netfilter);
  }

  /** How requests name the table. */
  get place() {
    return { family: 'ip', table: this.table } as const;
  }

  /** Asks for something, when all is committed; `fault`: why the kernel will refuse it. */
  push(name: RequestName, request: NfRequest, fault?: NfErrno): void {
    this.batch.push(name, request, fault);
  }

  isBuiltin(name: string): boolean {
    return builtinHook(this.table, name) !== undefined;
  }

  /** `undefined` for a chain that is not there yet. */
  find(name: string): CachedChain | undefined {
    return this.#chains.find((chain) => chain.name === name);
  }

  /** Throws an `IptablesError` for one. */
  get(name: string): CachedChain {
    const chain = this.find(name);
    if (chain === undefined) throw kernelError(NO_CHAIN);
    return chain;
  }

  /** By name. */
  userChains(): readonly CachedChain[] {
    return this.#chains.filter(({ policy }) => policy === undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Those that are there, in the order of listings. */
  existing(): readonly CachedChain[] {
    return [...builtinChains(this.table).flatMap((hook) => this.find(hook) ?? []), ...this.userChains()];
  }

  /** A chain that is there from now on. */
  add(name: string, policy: Policy | undefined): void {
    this.#chains.push(new CachedChain(name, policy, undefined));
  }

  remove(chain: CachedChain): void {
    this.#chains = this.#chains.filter((one) => one !== chain);
  }

  /** Makes the table. */
  needTable(): void {
    if (this.#exists) return;
    this.push('TABLE_ADD', { kind: 'add table', ...this.place, exclusive: false, dormant: undefined });
    this.#exists = true;
  }

  /** Makes a builtin chain that is not there, and the table. */
  need(name: string): void {
    this.needTable();
    const hook = builtinHook(this.table, name);
    if (hook === undefined || this.find(name) !== undefined) return;
    const base = { ...builtinPlace(this.table, hook), policy: 'ACCEPT' } as const;
    this.push('CHAIN_ADD', { kind: 'add chain', ...this.place, chain: name, exclusive: false, base });
    this.add(name, 'ACCEPT');
  }

  /** Of a builtin chain. */
  updateChain(request: RequestName, chain: CachedChain, policy: Policy, counters: Counters): void {
    const hook = builtinHook(this.table, chain.name);
    if (hook === undefined) return;
    const base = { ...builtinPlace(this.table, hook), policy };
    this.push(request, { kind: 'add chain', ...this.place, chain: chain.name, exclusive: false, base, counters });
    chain.policy = policy;
  }
}

function listedChain(chain: CachedChain): ListedChain {
  const { name, policy } = chain;
  const counters = chain.chain?.counter?.counters ?? NO_COUNTERS;
  const end = chain.rules.findIndex(({ decoded }) => 'unreadable' in decoded);
  const rules = end < 0 ? chain.rules : chain.rules.slice(0, end);
  return { name, policy, counters, rules: rules.map(listedRule) };
}
