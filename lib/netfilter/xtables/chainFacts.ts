/**
 * What is known of a chain's rules as a whole. A table is taken out and put back for each rule that is added: its other
 * chains, which may have thousands of rules, are then not looked through again.
 */
import type { Rule } from './rule';

/** Facts of a list of rules that does not change. */
export class ChainFacts {
  /** How many rules can be reached: what stands behind an unconditional verdict never is. */
  readonly reachable: number;
  /** The indexes of the rules that jump to a chain, ascending. */
  readonly jumps: readonly number[];
  /** Rules that remember packets. */
  readonly remembering: readonly Rule[];
  /** Whether some rule needs connection tracking. */
  readonly needsConntrack: boolean;
  /** Whether some rule needs the packets of connections to be counted. */
  readonly needsAccounting: boolean;
  /** The hooks that led to the chain when the kernel last took all of its rules; `undefined` before. */
  checkedHooks: number | undefined = undefined;

  constructor(rules: readonly Rule[]) {
    const jumps: number[] = [];
    const remembering: Rule[] = [];
    let reachable = rules.length;
    let needsConntrack = false;
    let needsAccounting = false;
    for (let place = 0; place < rules.length; place++) {
      const rule = rules[place] as Rule;
      if (rule.jumps) jumps.push(place);
      if (rule.remembers) remembering.push(rule);
      if (rule.needsConntrack) {
        needsConntrack = true;
        if (rule.spec.matches.some(({ kind }) => kind === 'connbytes')) needsAccounting = true;
      }
      if (rule.decidesAlways && place < reachable) reachable = place + 1;
    }
    this.reachable = reachable;
    this.jumps = jumps;
    this.remembering = remembering;
    this.needsConntrack = needsConntrack;
    this.needsAccounting = needsAccounting;
  }
}
