/** Looks fields up in a set or a map. Linux: nft_lookup.c. */
import type { HookState } from '../../hook';
import type { SkBuff } from '../../skb';
import type { NfChain, Part } from '../chain';
import type { Expression } from '../expression';
import type { Key } from '../fields';
import { loadOf, needConntrack, plainPart, type Scope } from '../scope';
import { type BuiltSet, chainOf } from '../sets/build';
import type { NfSet, SetElement } from '../sets/set';
import type { Scalar } from '../value';

/** `BREAK`: the packet lacks one of the fields. */
export type FindFunction = (skb: SkBuff, state: HookState) => SetElement | undefined | 'BREAK';

/** The function that finds a packet's element, which counts it if the set's elements count. */
export function finderOf(keys: readonly Key[], set: NfSet): FindFunction {
  const find = plainFinder(keys, set);
  if (!set.declaration.counter) return find;
  return (skb, state) => {
    const element = find(skb, state);
    if (typeof element === 'object') element.counter?.count(skb);
    return element;
  };
}

function plainFinder(keys: readonly Key[], set: NfSet): FindFunction {
  const loads = keys.map(loadOf);
  const [only] = loads;
  if (loads.length === 1 && only !== undefined) {
    return (skb, state) => {
      const value = only(skb, state);
      return value === undefined ? 'BREAK' : set.lookupOne(value, state.host.now());
    };
  }
  return (skb, state) => {
    const values: Scalar[] = [];
    for (const load of loads) {
      const value = load(skb, state);
      if (value === undefined) return 'BREAK';
      values.push(value);
    }
    return set.lookup(values, state.host.now());
  };
}

/** What a part that uses a set has in common: a named one is used; one of the rule's own uses chains itself. */
export function setFacts(keys: readonly Key[], { set, chains }: BuiltSet): Partial<Part> {
  return {
    needsConntrack: needConntrack(keys),
    references: [set, ...chains],
    targets: () => chainsOf(set),
  };
}

function* chainsOf(set: NfSet): Iterable<NfChain> {
  if (set.declaration.data !== 'verdict' && set.name !== '') return;
  for (const element of set.elements(-Infinity)) {
    const chain = chainOf(element);
    if (chain !== undefined) yield chain;
  }
}

export function lookupPart(expression: Extract<Expression, { readonly kind: 'lookup' }>, scope: Scope): Part {
  const { keys, invert } = expression;
  const built = scope.set(expression.set);
  const find = finderOf(keys, built.set);
  const run: Part['run'] = (skb, state) => {
    const found = find(skb, state);
    return found !== 'BREAK' && (found === undefined) === invert ? undefined : 'BREAK';
  };
  return plainPart(expression, run, setFacts(keys, built));
}

/** An element's verdict is the rule's; without one the next rule is tried. */
export function verdictMapPart(expression: Extract<Expression, { readonly kind: 'vmap' }>, scope: Scope): Part {
  const { keys } = expression;
  const built = scope.set(expression.set);
  const find = finderOf(keys, built.set);
  const run: Part['run'] = (skb, state) => {
    const found = find(skb, state);
    return found === undefined || found === 'BREAK' ? 'BREAK' : found.decision;
  };
  return plainPart(expression, run, setFacts(keys, built));
}
