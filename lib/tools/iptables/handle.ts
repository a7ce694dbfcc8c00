/**
 * A table taken out, changed and put back as a whole: nothing is changed until it is committed, and a commit is
 * refused as a whole. Userspace: libiptc/libiptc.c. As release 1.8.9 does, any commit zeroes the counters of all
 * policies of the table; rules keep theirs.
 */
import {
  ChainDraft,
  type Counters,
  type Family,
  NO_COUNTERS,
  type Policy,
  Rule,
  type RuleSpec,
  type TableDraft,
  type TableName,
  type TableStore,
  type ValidationError,
  validateDraft,
} from '../../netfilter';
import { findEqual } from './equal';
import { kernelError } from './program';
import type { RuleTable } from './ruleTable';

const NO_CHAIN = 'No chain/target/match by that name.';
const INVALID = "Invalid argument. Run `dmesg' for more information.";
/** What iptc_strerror makes of the kernel's refusals. */
const ERRORS: Readonly<Record<ValidationError['code'], string>> = {
  EINVAL: INVALID,
  ELOOP: 'Too many levels of symbolic links.',
  ENOENT: NO_CHAIN,
  ERANGE: 'Numerical result out of range.',
};
const NO_RULE = 'Bad rule (does a matching rule exist in that chain?).';

/** A table that was taken out. Userspace: struct xtc_handle. */
export class TableHandle implements RuleTable {
  readonly #store: TableStore;
  #draft: TableDraft;
  #changed = false;
  /** Counters that policies were given on purpose. */
  readonly #policyCounters = new Map<string, Counters>();

  /** Takes out a table, which touches it. */
  constructor(
    store: TableStore,
    readonly table: TableName,
  ) {
    this.#store = store;
    this.#draft = store.table(table).draft();
  }

  get family(): Family {
    return this.#store.family;
  }

  /** Builtin chains in the order of the hooks, then user chains by name. */
  chains(): readonly ChainDraft[] {
    const chains = [...this.#draft.values()];
    const user = chains.filter(({ policy }) => policy === undefined);
    return [...chains.filter(({ policy }) => policy !== undefined), ...user.sort((a, b) => (a.name < b.name ? -1 : 1))];
  }

  isChain(name: string): boolean {
    return this.#draft.has(name);
  }

  chain(name: string): ChainDraft {
    const chain = this.#draft.get(name);
    if (chain === undefined) throw kernelError(NO_CHAIN);
    return chain;
  }

  /** How many rules lead to each chain that some rule leads to. */
  references(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { rules, facts } of this.#draft.values()) {
      for (const place of facts.jumps) {
        const { target } = (rules[place] as Rule).spec;
        if (target.kind === 'jump') counts.set(target.chain, (counts.get(target.chain) ?? 0) + 1);
      }
    }
    return counts;
  }

  append(name: string, spec: RuleSpec, counters?: Counters): void {
    const chain = this.chain(name);
    const rule = this.#rule(spec, counters);
    chain.insert(chain.rules.length, rule);
  }

  /** `number` counts from 1; one above the last appends. */
  insert(name: string, number: number, spec: RuleSpec, counters?: Counters): void {
    const chain = this.chain(name);
    if (number > chain.rules.length + 1) throw kernelError('Index of insertion too big.');
    const rule = this.#rule(spec, counters);
    chain.insert(number - 1, rule);
  }

  replace(name: string, number: number, spec: RuleSpec, counters?: Counters): void {
    const chain = this.chain(name);
    if (number > chain.rules.length) throw kernelError('Index of replacement too big.');
    const rule = this.#rule(spec, counters);
    chain.change()[number - 1] = rule;
  }

  deleteNumber(name: string, number: number): void {
    const chain = this.chain(name);
    if (number > chain.rules.length) throw kernelError('Index of deletion too big.');
    chain.remove(number - 1);
    this.#changed = true;
  }

  /** Deletes the first rule that is equal. */
  delete(name: string, spec: RuleSpec): void {
    const index = this.#find(name, spec);
    this.chain(name).remove(index);
    this.#changed = true;
  }

  /** Fails if there is no equal rule. */
  check(name: string, spec: RuleSpec): void {
    this.#find(name, spec);
  }

  #find(name: string, spec: RuleSpec): number {
    const chain = this.#draft.get(name);
    if (chain === undefined) throw kernelError(NO_RULE);
    this.#checkTarget(spec);
    const index = findEqual(chain.rules, spec, chain.facts);
    if (index >= 0) return index;
    // Looking at a target's name, libiptc forgets what it was about, and says less.
    throw kernelError(isVerdict(spec) ? NO_RULE : NO_CHAIN);
  }

  flush(name: string): void {
    this.chain(name).change().length = 0;
    this.#changed = true;
  }

  /** Zeroes a chain's rules, or one of them. */
  zero(name: string, number = 0): void {
    const chain = this.chain(name);
    if (number > chain.rules.length) throw kernelError('Index of counter too big.');
    const rules = chain.change();
    for (const [index, { spec }] of rules.entries()) {
      // A new rule: the one that packets meet must not change before the commit.
      if (number === 0 || index === number - 1) rules[index] = new Rule(spec);
    }
    this.#changed = true;
  }

  create(name: string): void {
    if (this.#draft.has(name) || isReserved(name)) throw kernelError('Chain already exists.');
    this.#draft.set(name, new ChainDraft(name));
    this.#changed = true;
  }

  deleteChain(name: string): void {
    const { policy, rules } = this.chain(name);
    if (policy !== undefined) throw kernelError(INVALID);
    if (this.references().has(name)) throw kernelError('Too many links.');
    if (rules.length > 0) throw kernelError('Directory not empty.');
    this.#draft.delete(name);
    this.#changed = true;
  }

  /** Rules that lead to the chain follow it and keep their counters. */
  rename(name: string, newName: string): void {
    if (this.#draft.has(newName) || isReserved(newName)) throw kernelError('File exists.');
    const chain = this.#draft.get(name);
    if (chain === undefined || chain.policy !== undefined) throw kernelError(NO_CHAIN);
    chain.name = newName;
    this.#draft = new Map([...this.#draft.values()].map((one) => [one.name, one]));
    for (const one of this.#draft.values()) {
      for (const place of one.facts.jumps) {
        const rule = one.rules[place] as Rule;
        const { target } = rule.spec;
        if (target.kind !== 'jump' || target.chain !== name) continue;
        one.change()[place] = makeRule({ ...rule.spec, target: { ...target, chain: newName } }, rule.counters);
      }
    }
    this.#changed = true;
  }

  setPolicy(name: string, policy: string, counters?: Counters): void {
    const chain = this.#draft.get(name);
    if (chain?.policy === undefined) throw kernelError('Bad built-in chain name.');
    if (policy !== 'ACCEPT' && policy !== 'DROP')
      throw kernelError("Bad policy name. Run `dmesg' for more information.");
    chain.policy = policy satisfies Policy;
    if (counters === undefined) this.#policyCounters.delete(name);
    else this.#policyCounters.set(name, counters);
    this.#changed = true;
  }

  /** Puts the table back, if anything was changed and the kernel takes it. */
  commit(): void {
    if (!this.#changed) return;
    const error = validateDraft(this.table, this.#draft, this.family);
    if (error !== undefined) {
      throw kernelError(ERRORS[error.code]);
    }
    for (const chain of this.#draft.values()) {
      chain.counters = this.#policyCounters.get(chain.name) ?? NO_COUNTERS;
    }
    this.#store.commit(this.table, this.#draft);
  }

  #rule(spec: RuleSpec, counters: Counters | undefined): Rule {
    this.#checkTarget(spec);
    this.#changed = true;
    return makeRule(spec, counters);
  }

  /** A builtin chain cannot be jumped to. */
  #checkTarget({ target }: RuleSpec): void {
    if (target.kind === 'jump' && this.#draft.get(target.chain)?.policy !== undefined) throw kernelError(INVALID);
  }
}

/** Linux: LABEL_ACCEPT and its like, libiptc/libiptc.c; the program itself refuses more. */
function isReserved(name: string): boolean {
  return ['', 'ACCEPT', 'DROP', 'QUEUE', 'RETURN'].includes(name);
}

function isVerdict({ target: { kind } }: RuleSpec): boolean {
  return kind === 'ACCEPT' || kind === 'DROP' || kind === 'RETURN' || kind === 'none';
}

function makeRule(spec: RuleSpec, counters: Counters = NO_COUNTERS): Rule {
  const rule = new Rule(spec);
  rule.counters = counters;
  return rule;
}
