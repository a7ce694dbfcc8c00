/** What rules remember of the packets that they saw: each question is answered as if it were the first. */
import type { Chain, Match, Netfilter, Rule, Target } from '../../netfilter';

const NO_NAMES: ReadonlySet<string> = new Set();
/** Expressions of nf_tables that keep something of their own. */
const KEEPING: ReadonlySet<string> = new Set(['limit', 'quota', 'object', 'dynset']);
/** Matches and targets that keep something in a rule of nf_tables, which is not prepared anew. */
const KEEPING_IN_NFT: ReadonlySet<string> = new Set(['limit', 'statistic', 'quota', 'connlimit']);

/** The memory of all rules of a machine. */
export class PacketMemory {
  readonly #netfilter: Netfilter;
  /** Rules that remember, by their table's chains: a table that is changed has others. */
  readonly #rules = new WeakMap<ReadonlyMap<string, Chain>, readonly Rule[]>();

  #isLasting: boolean | undefined = undefined;

  constructor(netfilter: Netfilter) {
    this.#netfilter = netfilter;
  }

  /** Whether something changes that `forget` cannot take back: members of sets, what nf_tables counts, the time of day. Rules no longer change. */
  get isLasting(): boolean {
    this.#isLasting ??= this.#keeps();
    return this.#isLasting;
  }

  #keeps(): boolean {
    const { nf, tables, sets } = this.#netfilter;
    if (sets.all().some(({ options }) => options.timeout !== undefined)) return true;
    for (const { chains } of tables.values())
      for (const { rules } of chains.values())
        if (rules.some(({ spec }) => isLasting(spec.target) || spec.matches.some(isLasting))) return true;
    for (const one of nf.extensions()) if (isLasting(one) || KEEPING_IN_NFT.has(one.kind)) return true;
    return nf.tables.some(
      (table) =>
        [...table.sets.values()].some(({ declaration }) => declaration.hasTimeout) ||
        [...table.rules()].some(([, { parts }]) =>
          parts.some(({ expression }) => KEEPING.has(expression.kind) || countsUp(expression)),
        ),
    );
  }

  /** Limits are full again, and nobody was seen before. */
  forget(): void {
    const { tables, recent, hashlimits } = this.#netfilter;
    for (const { chains } of tables.values()) for (const rule of this.#remembering(chains)) rule.renew();
    if (recent.size > 0) recent.retain(NO_NAMES);
    if (hashlimits.size > 0) hashlimits.retain(NO_NAMES);
  }

  #remembering(chains: ReadonlyMap<string, Chain>): readonly Rule[] {
    let rules = this.#rules.get(chains);
    if (rules === undefined) {
      rules = [...chains.values()].flatMap((chain) => chain.rules.filter(({ remembers }) => remembers));
      this.#rules.set(chains, rules);
    }
    return rules;
  }
}

function isLasting({ kind }: Match | Target): boolean {
  return kind === 'SET' || kind === 'time';
}

/** Whether a part of an expression is `numgen`. */
function countsUp(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return ('kind' in part && part.kind === 'numgen') || Object.values(part).some(countsUp);
}
