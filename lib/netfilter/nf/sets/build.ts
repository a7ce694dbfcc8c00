/** Makes sets and their elements of what was said of them. */
import type { NfChain } from '../chain';
import type { Decision } from '../decision';
import type { AnonymousSet, ElementValue, VerdictValue } from '../expression';
import { ConcatenationStore } from './concatenationStore';
import { ExactStore } from './exactStore';
import { IntervalStore } from './intervalStore';
import { type ElementStore, NfSet, type SetDeclaration, SetElement } from './set';

/** A set, and the chains that its elements lead to, one for each element that does. */
export interface BuiltSet {
  readonly set: NfSet;
  readonly chains: readonly NfChain[];
}

type Decide = (verdict: VerdictValue) => Decision;

/** The store that a set of these fields needs. */
export function storeOf({ types, interval }: Pick<SetDeclaration, 'types' | 'interval'>): ElementStore {
  if (!interval) return new ExactStore();
  return types.length === 1 ? new IntervalStore() : new ConcatenationStore();
}

/** An element as a set keeps it; `decide` finds the chains of verdicts. */
export function buildElement(value: ElementValue, decide: Decide): SetElement {
  const { data } = value;
  return new SetElement(
    value,
    data?.kind === 'verdict' ? decide(data.verdict) : undefined,
    data?.kind === 'values' ? data.values : undefined,
  );
}

/** The chain that an element leads to. */
export function chainOf({ decision }: SetElement): NfChain | undefined {
  return decision?.code === 'JUMP' || decision?.code === 'GOTO' ? decision.chain : undefined;
}

/** The set that a rule brings. */
export function buildSet({ types, interval, elements }: AnonymousSet, decide: Decide): BuiltSet {
  const declaration: SetDeclaration = {
    types,
    data: undefined,
    interval,
    constant: true,
    dynamic: false,
    hasTimeout: false,
    autoMerge: false,
    size: undefined,
    timeout: undefined,
    gcInterval: undefined,
    counter: false,
    comment: undefined,
    typeof: undefined,
  };
  const set = new NfSet('', 0, declaration, storeOf(declaration));
  const chains: NfChain[] = [];
  for (const value of elements) {
    const element = buildElement(value, decide);
    if (value.key.length === 0) set.catchAll = element;
    else set.store.add(element);
    const chain = chainOf(element);
    if (chain !== undefined) chains.push(chain);
  }
  return { set, chains };
}
