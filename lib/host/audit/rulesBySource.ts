/** Rules of a chain by the source that they ask for: of thousands only few can take what another rule asks for. */
import type { Rule, RuleSpec } from '../../netfilter';

/** A rule and its place in its chain, 1-based. */
export interface NumberedRule {
  readonly rule: Rule;
  readonly number: number;
}

export class RulesBySource {
  /** By mask, then by address. */
  readonly #bySource = new Map<number, Map<number, NumberedRule[]>>();
  /** Those that ask for no source, or for all but one. */
  readonly #others: NumberedRule[] = [];

  add(one: NumberedRule): void {
    const { source } = one.rule.spec;
    if (source === undefined || source.invert) {
      this.#others.push(one);
      return;
    }
    const { address, mask } = source.value;
    const ofMask = this.#bySource.get(mask) ?? new Map<number, NumberedRule[]>();
    this.#bySource.set(mask, ofMask);
    ofMask.set(address, [...(ofMask.get(address) ?? []), one]);
  }

  /** The first of all whose source is at least as wide as another rule's that passes a test. */
  first({ source }: RuleSpec, test: (rule: Rule) => boolean): NumberedRule | undefined {
    const groups = [this.#others];
    if (source?.invert === false) {
      const { address, mask } = source.value;
      for (const [wide, ofMask] of this.#bySource)
        if ((wide & mask) >>> 0 === wide) groups.push(ofMask.get((address & wide) >>> 0) ?? []);
    }
    const found = groups.flatMap((group) => group.find(({ rule }) => test(rule)) ?? []);
    return found.sort((one, other) => one.number - other.number)[0];
  }
}
