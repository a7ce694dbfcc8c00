/** A chain while its table is being changed. Userspace: struct chain_head, libiptc/libiptc.c. */
import type { Chain, Policy } from './chain';
import { ChainFacts } from './chainFacts';
import { NO_COUNTERS } from './counters';
import type { Rule } from './rule';

/** A chain's name, policy, counters and rules, which may all be changed. */
export class ChainDraft {
  counters = NO_COUNTERS;
  #rules: readonly Rule[] = [];
  #facts: ChainFacts | undefined = undefined;
  /** Whether `#rules` is the draft's own, and no chain's. */
  #own = false;

  constructor(
    public name: string,
    /** Absent for a user chain. */
    public policy: Policy | undefined = undefined,
  ) {}

  /** As the chain is now: rules are shared with it, and keep their counters; the list is copied if it is changed. */
  static of({ name, policy, counters, rules, facts }: Chain): ChainDraft {
    const draft = new ChainDraft(name, policy);
    draft.counters = counters;
    draft.#rules = rules;
    draft.#facts = facts;
    return draft;
  }

  /** In their order; `change` gives a list that can be changed. */
  get rules(): readonly Rule[] {
    return this.#rules;
  }

  /** What is known of the rules as they are now. */
  get facts(): ChainFacts {
    this.#facts ??= ChainFacts.of(this.#rules);
    return this.#facts;
  }

  /** Puts a rule at a place. */
  insert(place: number, rule: Rule): void {
    // The list of jumps is copied for each: of many that come at once, all are looked at in the end.
    const facts = this.#own && rule.jumps ? undefined : this.#facts?.inserted(place, rule);
    this.change().splice(place, 0, rule);
    this.#facts = facts;
  }

  /** Takes the rule of a place out. */
  remove(place: number): void {
    const facts = this.#facts?.removed(place, this.#rules[place] as Rule);
    this.change().splice(place, 1);
    this.#facts = facts;
  }

  /** The rules, to be changed before anything else is asked of the draft. */
  change(): Rule[] {
    const rules = this.#own ? (this.#rules as Rule[]) : [...this.#rules];
    this.#own = true;
    this.#facts = undefined;
    this.#rules = rules;
    return rules;
  }
}
