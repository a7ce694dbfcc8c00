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
    this.#facts ??= new ChainFacts(this.#rules);
    return this.#facts;
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
