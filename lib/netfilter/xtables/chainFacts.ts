/**
 * What is known of a chain's rules as a whole. A table is taken out and put back for each rule that comes or goes: rules of
 * its other chains, and the others of the same chain, of which there may be thousands, are then not looked through again.
 */
import type { Rule } from './rule';

/** Facts of a list of rules that does not change; of another list, in which a rule came or went, they are made anew. */
export class ChainFacts {
  /** The indexes of the rules that jump to a chain, ascending. */
  readonly jumps: readonly number[];
  /** Rules that remember packets. */
  readonly remembering: readonly Rule[];
  /** What the kernel took last: so many rules, from the first on, of a chain that these hooks led to. */
  checked: { readonly rules: number; readonly hooks: number };
  /** What rules are compared by, of the first `digested` rules, and perhaps of rules that are not there any more. */
  readonly digests: Set<number>;
  digested: number;
  readonly #length: number;
  /** The place of the first rule that decides about every packet. */
  readonly #end: number | undefined;
  readonly #tracking: number;
  readonly #accounting: number;

  private constructor(parts: FactsParts) {
    this.jumps = parts.jumps;
    this.remembering = parts.remembering;
    this.checked = parts.checked;
    this.digests = parts.digests;
    this.digested = parts.digested;
    this.#length = parts.length;
    this.#end = parts.end;
    this.#tracking = parts.tracking;
    this.#accounting = parts.accounting;
  }

  static of(rules: readonly Rule[]): ChainFacts {
    const jumps: number[] = [];
    const remembering: Rule[] = [];
    let end: number | undefined;
    let tracking = 0;
    let accounting = 0;
    for (let place = 0; place < rules.length; place++) {
      const rule = rules[place] as Rule;
      if (rule.jumps) jumps.push(place);
      if (rule.remembers) remembering.push(rule);
      if (rule.needsConntrack) tracking++;
      if (needsAccounting(rule)) accounting++;
      if (rule.decidesAlways) end ??= place;
    }
    const checked = { rules: 0, hooks: 0 };
    const { length } = rules;
    return new ChainFacts({
      jumps,
      remembering,
      checked,
      digests: new Set(),
      digested: 0,
      length,
      end,
      tracking,
      accounting,
    });
  }

  /** How many rules can be reached: what stands behind an unconditional verdict never is. */
  get reachable(): number {
    return this.#end === undefined ? this.#length : this.#end + 1;
  }

  /** Whether some rule needs connection tracking. */
  get needsConntrack(): boolean {
    return this.#tracking > 0;
  }

  /** Whether some rule needs the packets of connections to be counted. */
  get needsAccounting(): boolean {
    return this.#accounting > 0;
  }

  /** With one rule more, which now stands at this place. */
  inserted(place: number, rule: Rule): ChainFacts {
    const moved = place === this.#length ? this.jumps : this.jumps.map((jump) => (jump < place ? jump : jump + 1));
    const end = this.#end === undefined || this.#end < place ? this.#end : this.#end + 1;
    return new ChainFacts({
      jumps: rule.jumps ? [...moved, place].sort((a, b) => a - b) : moved,
      remembering: rule.remembers ? [...this.remembering, rule] : this.remembering,
      checked: { ...this.checked, rules: Math.min(this.checked.rules, place) },
      digests: this.digests,
      digested: Math.min(this.digested, place),
      length: this.#length + 1,
      end: rule.decidesAlways && (end === undefined || end > place) ? place : end,
      tracking: this.#tracking + Number(rule.needsConntrack),
      accounting: this.#accounting + Number(needsAccounting(rule)),
    });
  }

  /** Without the rule that stood at this place; `undefined` where all rules have to be looked at to know. */
  removed(place: number, rule: Rule): ChainFacts | undefined {
    // What stood behind it may be reached now.
    if (place === this.#end) return undefined;
    const less = (count: number) => (count > place ? count - 1 : count);
    const digested = less(this.digested);
    const stale = this.digests.size > 2 * digested;
    return new ChainFacts({
      jumps: this.jumps.filter((jump) => jump !== place).map(less),
      remembering: rule.remembers ? this.remembering.filter((one) => one !== rule) : this.remembering,
      checked: { ...this.checked, rules: less(this.checked.rules) },
      digests: stale ? new Set() : this.digests,
      digested: stale ? 0 : digested,
      length: this.#length - 1,
      end: this.#end === undefined ? undefined : less(this.#end),
      tracking: this.#tracking - Number(rule.needsConntrack),
      accounting: this.#accounting - Number(needsAccounting(rule)),
    });
  }
}

interface FactsParts {
  readonly jumps: readonly number[];
  readonly remembering: readonly Rule[];
  readonly checked: ChainFacts['checked'];
  readonly digests: Set<number>;
  readonly digested: number;
  readonly length: number;
  readonly end: number | undefined;
  readonly tracking: number;
  readonly accounting: number;
}

function needsAccounting({ needsConntrack, spec }: Rule): boolean {
  return needsConntrack && spec.matches.some(({ kind }) => kind === 'connbytes');
}
