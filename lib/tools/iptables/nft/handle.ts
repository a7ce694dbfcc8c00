/**
 * A table of nf_tables under the hands of iptables-nft: what it asks for is gathered, and done as one transaction. Builtin chains
 * are made when a command names them. Userspace: iptables/nft.c.
 */
import {
  builtinChains,
  type Counters,
  type Netfilter,
  NO_COUNTERS,
  type Policy,
  type RuleSpec,
  type TableName,
} from '../../../netfilter';
import type { NfErrno, NfRequest } from '../../../netfilter/nf';
import { findEqual } from '../equal';
import { kernelError } from '../program';
import type { ListedChain, RuleTable } from '../ruleTable';
import { Batch, type RequestName } from './batch';
import { builtinHook, builtinPlace, CachedChain, type CachedRule, listedRule, readChains } from './chains';
import { decodeRule } from './decode';
import { encodeRule } from './encode';

const NO_CHAIN = 'No chain/target/match by that name.';
const NO_RULE = 'Bad rule (does a matching rule exist in that chain?).';

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
      (hook) => this.#find(hook) ?? new CachedChain(hook, 'ACCEPT', undefined),
    );
    return [...builtin, ...this.#userChains()].map(listedChain);
  }

  chain(name: string): ListedChain {
    const chain = this.#find(name);
    if (chain !== undefined) return listedChain(chain);
    if (!this.#isBuiltin(name)) throw kernelError(NO_CHAIN);
    return { name, policy: 'ACCEPT', counters: NO_COUNTERS, rules: [] };
  }

  /** Whether rules may lead there as far as the program can tell. */
  isChain(name: string): boolean {
    return this.#isBuiltin(name) || this.#find(name) !== undefined;
  }

  /** Whether the program lists a chain, or all of them, rather than point to nft. */
  isCompatible(name?: string): boolean {
    return this.#chains.every((chain) => (name !== undefined && chain.name !== name) || chain.isCompatible);
  }

  /** What the program says of the first rule that it cannot read. */
  unreadable(name?: string): string | undefined {
    for (const { name: one } of this.chains()) {
      if (name !== undefined && one !== name) continue;
      const rule = this.#find(one)?.rules.find(({ decoded }) => 'unreadable' in decoded);
      if (rule !== undefined && 'unreadable' in rule.decoded) return rule.decoded.unreadable;
    }
    return undefined;
  }

  /** As the kernel counts them: elements of maps lead to chains as well. */
  references(): ReadonlyMap<string, number> {
    return new Map(this.#chains.map(({ name, chain }) => [name, chain?.uses ?? 0]));
  }

  /** `confirm` is told as soon as the program is done with what it can find wrong before the chain is looked for. */
  append(name: string, spec: RuleSpec, counters: Counters = NO_COUNTERS, confirm?: () => void): void {
    this.#need(name);
    confirm?.();
    const chain = this.#get(name);
    this.#addRule('RULE_APPEND', chain, spec, counters, undefined);
  }

  /** `number` counts from 1; one above the last appends. */
  insert(name: string, number: number, spec: RuleSpec, counters: Counters = NO_COUNTERS): void {
    this.#need(name);
    const chain = this.#get(name);
    if (number === 1) {
      this.#addRule('RULE_INSERT', chain, spec, counters, 0);
      return;
    }
    const { length } = chain.rules;
    if (number > length + 1) throw kernelError('Index of insertion too big.');
    if (number === length + 1) this.#addRule('RULE_APPEND', chain, spec, counters, undefined);
    else this.#addRule('RULE_INSERT', chain, spec, counters, number - 1);
  }

  replace(name: string, number: number, spec: RuleSpec, counters: Counters = NO_COUNTERS): void {
    const chain = this.#get(name);
    const old = chain.rules[number - 1];
    if (old === undefined) throw kernelError('Index of replacement too big.');
    const expressions = encodeRule(spec, counters);
    this.#push(
      'RULE_REPLACE',
      {
        kind: 'replace rule',
        ...this.#place,
        chain: name,
        ...placeOf(old, number - 1),
        expressions,
        comment: undefined,
      },
      faultOf(spec),
    );
    chain.rules[number - 1] = newRule(spec, old.handle);
  }

  deleteNumber(name: string, number: number): void {
    const chain = this.#get(name);
    if (number > chain.rules.length) throw kernelError('Index of deletion too big.');
    this.#delete(chain, number - 1);
  }

  /** Deletes the first rule that is equal. */
  delete(name: string, spec: RuleSpec): void {
    const chain = this.#find(name);
    this.#delete(chain, this.#index(chain, spec));
  }

  /** Fails if there is no equal rule. */
  check(name: string, spec: RuleSpec): void {
    this.#index(this.#find(name), spec);
  }

  /** Of a chain that is named, or of all that there are. */
  flush(name: string): void {
    this.#need(name);
    const chain = this.#get(name);
    this.#push('RULE_FLUSH', { kind: 'flush chain', ...this.#place, chain: name });
    chain.rules.length = 0;
  }

  /** The names of the chains that a command without a chain is about; with `-v` all builtin chains are made for it. */
  chainsToFlush(verbose: boolean): readonly string[] {
    if (verbose) for (const hook of builtinChains(this.table)) this.#need(hook);
    return this.#existing().map(({ name }) => name);
  }

  /** The chains that are there, or the one that is named; those that were `listed` count as there. */
  chainsToZero(name: string | undefined, listed: boolean): readonly string[] {
    if (listed) {
      for (const hook of builtinChains(this.table)) {
        if (this.#find(hook) === undefined) this.#chains.push(new CachedChain(hook, 'ACCEPT', undefined));
      }
    }
    if (name !== undefined) return [this.#get(name).name];
    return this.#existing().map((chain) => chain.name);
  }

  /** From then on its policy counts, if it has one. */
  zero(name: string): void {
    const chain = this.#get(name);
    if (chain.policy !== undefined) this.#updateChain('CHAIN_ZERO', chain, chain.policy, NO_COUNTERS);
    for (const [index, rule] of chain.rules.entries()) if (hasCounted(rule)) this.#zeroRule(name, rule, index);
  }

  /** Of a rule that is not there nothing is said. */
  zeroNumber(name: string, number: number): void {
    const chain = this.#find(name);
    if (chain === undefined) throw kernelError(NO_RULE);
    const rule = chain.rules[number - 1];
    if (rule !== undefined) this.#zeroRule(name, rule, number - 1);
  }

  create(name: string): void {
    this.#needTable();
    if (this.isChain(name)) throw kernelError('Chain already exists.');
    this.#createUserChain(name);
  }

  /** What a file's line for a user chain asks for: an empty chain, whether or not there was one. */
  restoreChain(name: string): void {
    this.#needTable();
    if (this.#find(name) === undefined) this.#createUserChain(name);
    else this.flush(name);
  }

  #createUserChain(name: string): void {
    this.#push('CHAIN_USER_ADD', { kind: 'add chain', ...this.#place, chain: name, exclusive: true, base: undefined });
    this.#chains.push(new CachedChain(name, undefined, undefined));
  }

  deleteChain(name: string): void {
    const chain = this.#get(name);
    if (chain.policy === 'DROP') throw kernelError('Directory not empty.');
    this.#deleteChain(chain);
  }

  /** The user chains that there are. */
  chainsToDelete(): readonly string[] {
    return this.#userChains().map(({ name }) => name);
  }

  /** Builtin chains that say nothing go as well, when all chains are to. */
  deleteIdleChains(): void {
    for (const chain of this.#existing()) if (chain.policy === 'ACCEPT' && chain.isEmpty) this.#deleteChain(chain);
  }

  #deleteChain(chain: CachedChain): void {
    this.#push('CHAIN_DEL', {
      kind: 'delete chain',
      ...this.#place,
      chain: chain.name,
      ifExists: false,
      onlyEmpty: true,
    });
    this.#chains = this.#chains.filter((one) => one !== chain);
  }

  /** Any chain that is there: a builtin one then stays at its hook under a name that iptables does not know. */
  rename(name: string, newName: string): void {
    if (this.isChain(newName)) throw kernelError('File exists.');
    const chain = this.#get(name);
    this.#push('CHAIN_RENAME', { kind: 'rename chain', ...this.#place, chain: name, newName });
    chain.name = newName;
  }

  /** Its counters begin at 0, or at what is given. */
  setPolicy(name: string, policy: string, counters: Counters = NO_COUNTERS): void {
    if (policy !== 'ACCEPT' && policy !== 'DROP')
      throw kernelError("Bad policy name. Run `dmesg' for more information.");
    if (!this.#isBuiltin(name)) throw kernelError('Bad built-in chain name.');
    this.#need(name);
    this.#updateChain('CHAIN_UPDATE', this.#get(name), policy, counters);
  }

  /** Forgets all that the table has, so that a file may say it anew. */
  clear(): void {
    if (this.#exists) this.#push('TABLE_FLUSH', { kind: 'delete table', ...this.#place, ifExists: false });
    this.#exists = false;
    this.#chains = [];
  }

  /** Puts it into the kernel: all that was asked for, or nothing. */
  commit(): void {
    this.batch.commit(this.#netfilter);
  }

  get #place() {
    return { family: 'ip', table: this.table } as const;
  }

  #push(name: RequestName, request: NfRequest, fault?: NfErrno): void {
    this.batch.push(name, request, fault);
  }

  #isBuiltin(name: string): boolean {
    return builtinHook(this.table, name) !== undefined;
  }

  #find(name: string): CachedChain | undefined {
    return this.#chains.find((chain) => chain.name === name);
  }

  #get(name: string): CachedChain {
    const chain = this.#find(name);
    if (chain === undefined) throw kernelError(NO_CHAIN);
    return chain;
  }

  #userChains(): readonly CachedChain[] {
    return this.#chains.filter(({ policy }) => policy === undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Those that are there, in the order of listings. */
  #existing(): readonly CachedChain[] {
    return [...builtinChains(this.table).flatMap((hook) => this.#find(hook) ?? []), ...this.#userChains()];
  }

  #needTable(): void {
    if (this.#exists) return;
    this.#push('TABLE_ADD', { kind: 'add table', ...this.#place, exclusive: false, dormant: undefined });
    this.#exists = true;
  }

  /** Makes a builtin chain that is not there, and the table. */
  #need(name: string): void {
    this.#needTable();
    const hook = builtinHook(this.table, name);
    if (hook === undefined || this.#find(name) !== undefined) return;
    const base = { ...builtinPlace(this.table, hook), policy: 'ACCEPT' } as const;
    this.#push('CHAIN_ADD', { kind: 'add chain', ...this.#place, chain: name, exclusive: false, base });
    this.#chains.push(new CachedChain(name, 'ACCEPT', undefined));
  }

  #updateChain(request: RequestName, chain: CachedChain, policy: Policy, counters: Counters): void {
    const hook = builtinHook(this.table, chain.name);
    if (hook === undefined) return;
    const base = { ...builtinPlace(this.table, hook), policy };
    this.#push(request, { kind: 'add chain', ...this.#place, chain: chain.name, exclusive: false, base, counters });
    chain.policy = policy;
  }

  #addRule(
    name: RequestName,
    chain: CachedChain,
    spec: RuleSpec,
    counters: Counters,
    before: number | undefined,
  ): void {
    const expressions = encodeRule(spec, counters);
    const kind = before === undefined ? 'add rule' : 'insert rule';
    const place = before === undefined || before === 0 ? undefined : ({ at: 'index', value: before } as const);
    this.#push(
      name,
      { kind, ...this.#place, chain: chain.name, place, expressions, comment: undefined },
      faultOf(spec),
    );
    chain.rules.splice(before ?? chain.rules.length, 0, newRule(spec, undefined));
  }

  #index(chain: CachedChain | undefined, spec: RuleSpec): number {
    const index = chain === undefined ? -1 : findEqual(chain.rules, normalized(spec));
    if (index < 0) throw kernelError(NO_RULE);
    return index;
  }

  #delete(chain: CachedChain | undefined, index: number): void {
    const rule = chain?.rules[index];
    if (chain === undefined || rule === undefined) return;
    const place = placeOf(rule, index);
    this.#push('RULE_DELETE', { kind: 'delete rule', ...this.#place, chain: chain.name, ...place, ifExists: false });
    chain.rules.splice(index, 1);
  }

  #zeroRule(chain: string, rule: CachedRule, index: number): void {
    const expressions = (rule.rule?.parts ?? []).map(({ expression }) =>
      expression.kind === 'counter' ? { kind: 'counter' as const, counters: NO_COUNTERS } : expression,
    );
    const comment = rule.rule?.comment;
    const place = placeOf(rule, index);
    this.#push('RULE_REPLACE', { kind: 'replace rule', ...this.#place, chain, ...place, expressions, comment });
  }
}

function listedChain(chain: CachedChain): ListedChain {
  const { name, policy } = chain;
  const counters = chain.chain?.counter?.counters ?? NO_COUNTERS;
  const end = chain.rules.findIndex(({ decoded }) => 'unreadable' in decoded);
  const rules = end < 0 ? chain.rules : chain.rules.slice(0, end);
  return { name, policy, counters, rules: rules.map(listedRule) };
}

function placeOf({ handle }: CachedRule, index: number): { readonly handle: number; readonly index?: number } {
  return handle === undefined ? { handle: 0, index } : { handle };
}

/** A rule as it will be read back. */
function normalized(spec: RuleSpec): RuleSpec {
  const decoded = decodeRule(encodeRule(spec, NO_COUNTERS), undefined);
  return 'unreadable' in decoded ? spec : decoded;
}

function newRule(spec: RuleSpec, handle: number | undefined): CachedRule {
  const made = normalized(spec);
  return { handle, decoded: made, spec: made, rule: undefined, digest: undefined };
}

function hasCounted(rule: CachedRule): boolean {
  const { packets, bytes } = listedRule(rule).counters;
  return packets > 0n || bytes > 0n;
}

/** No address at all (`! -s 0/0`) is a comparison of no bytes. */
function faultOf({ source, destination }: RuleSpec): NfErrno | undefined {
  const compareNothing = [source, destination].some((one) => one?.invert === true && one.value.mask === 0);
  return compareNothing ? 'EINVAL' : undefined;
}
