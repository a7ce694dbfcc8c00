/** Rules of one host against those of another, chain by chain. */
import { isOfIptables } from '../../netfilter/xtables/tableHooks';
import type { CounterRow } from '../observe/counters';

/** What differs between two hosts' rules. */
export interface RuleChanges {
  /**
   * On the first alone, with the table in front: `filter -A DOCKER-USER -j RETURN`; a chain is `filter -N DOCKER`. Of nf_tables
   * `ip docker-bridges nat-PREROUTING: fib daddr type local counter jump …`, and `ip docker-bridges chain nat-PREROUTING`.
   */
  readonly gone: readonly string[];
  /** On the second alone. */
  readonly come: readonly string[];
  /** Chains in which what both have stands in another order: `nat DOCKER`. */
  readonly reordered: readonly string[];
}

/** A rule as `iptables -S` prints it, behind its table. */
export interface RuleLine {
  /** `nat DOCKER` */
  readonly chain: string;
  readonly text: string;
}

/** The rules of iptables in a reading, each as `rename` makes it, with chains and with policies that are not ACCEPT, as they are unless somebody sets them. */
export function listedRules(rows: readonly CounterRow[], rename: (rule: string) => string): readonly RuleLine[] {
  return rows
    .filter(({ table, rule }) => isOfIptables(table) && rule !== 'policy ACCEPT')
    .map(({ table, chain, index, rule }) => {
      const policy = rule.replace(/^policy /, '');
      const own = policy === '-' ? `-N ${chain}` : `-P ${chain} ${policy}`;
      return { chain: `${table} ${chain}`, text: `${table} ${index > 0 ? `-A ${chain} ${rename(rule)}` : own}` };
    });
}

/** Compares two readings. */
export function compareRules(from: readonly RuleLine[], to: readonly RuleLine[]): RuleChanges {
  const gone = without(from, to);
  const come = without(to, from);
  const kept = (lines: readonly RuleLine[], lost: readonly RuleLine[]) => textsByChain(without(lines, lost));
  const [before, after] = [kept(from, gone), kept(to, come)];
  return {
    gone: gone.map(({ text }) => text),
    come: come.map(({ text }) => text),
    reordered: [...before].flatMap(([chain, texts]) => (after.get(chain) === texts ? [] : [chain])),
  };
}

/** What is in a difference and was not in an earlier one. */
export function newChanges(now: RuleChanges, earlier: RuleChanges): RuleChanges {
  const fresh = (lines: readonly string[], old: readonly string[]) => takeAway(lines, old, (line) => line);
  return {
    gone: fresh(now.gone, earlier.gone),
    come: fresh(now.come, earlier.come),
    reordered: fresh(now.reordered, earlier.reordered),
  };
}

/** Whether nothing differs. */
export function isUnchanged({ gone, come, reordered }: RuleChanges): boolean {
  return gone.length + come.length + reordered.length === 0;
}

function without(lines: readonly RuleLine[], others: readonly RuleLine[]): readonly RuleLine[] {
  return takeAway(lines, others, ({ text }) => text);
}

/** A rule that is there twice is taken away once for each that the others have. */
function takeAway<T>(lines: readonly T[], others: readonly T[], textOf: (line: T) => string): readonly T[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(textOf(other), (left.get(textOf(other)) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(textOf(line)) ?? 0;
    left.set(textOf(line), count - 1);
    return count <= 0;
  });
}

function textsByChain(lines: readonly RuleLine[]): ReadonlyMap<string, string> {
  const chains = new Map<string, string>();
  for (const { chain, text } of lines) chains.set(chain, `${chains.get(chain) ?? ''}${text}\n`);
  return chains;
}
