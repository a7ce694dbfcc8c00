/** Adds a packet's fields to a set, or takes them out. Linux: nft_dynset.c. */
import { PacketCounter } from '../../xtables/counters';
import type { Part } from '../chain';
import { NfError } from '../error';
import type { ElementValue, Expression } from '../expression';
import { TokenBucket } from '../objects';
import { loadOf, needConntrack, plainPart, type Scope } from '../scope';
import { type NfSet, SetElement } from '../sets/set';
import { type Scalar, spanOf } from '../value';
import { bucketOf } from './state';

type Dynset = Extract<Expression, { readonly kind: 'dynset' }>;

export function dynsetPart(expression: Dynset, scope: Scope): Part {
  const { keys, operation, timeout, limit } = expression;
  const set = scope.named(expression.set);
  if (set.declaration.constant) throw new NfError('EBUSY', scope.subject);
  if (timeout !== undefined && !set.declaration.hasTimeout) throw new NfError('EINVAL', scope.subject);
  if (limit !== undefined) bucketOf(limit, scope);
  const loads = keys.map(loadOf);
  const run: Part['run'] = (skb, state) => {
    const values: Scalar[] = [];
    for (const load of loads) {
      const value = load(skb, state);
      if (value === undefined) return 'BREAK';
      values.push(value);
    }
    const now = state.host.now();
    const value: ElementValue = { key: values.map(spanOf), timeout };
    const there = living(set, value, now);
    if (operation === 'delete') {
      if (there === undefined) return 'BREAK';
      set.store.remove(there);
      return undefined;
    }
    const kept = timeout ?? set.declaration.timeout;
    if (there === undefined && set.declaration.size !== undefined && set.size >= set.declaration.size) return 'BREAK';
    const element = there ?? add(set, value, expression);
    if (kept !== undefined && (there === undefined || operation === 'update')) element.expiresAt = now + kept;
    element.counter?.count(skb);
    return element.admits === undefined || element.admits(skb.packet.totalLength, now) ? undefined : 'BREAK';
  };
  return plainPart(expression, run, { needsConntrack: needConntrack(keys), references: [set] });
}

/** The element, unless its time is over. */
function living(set: NfSet, value: ElementValue, now: number): SetElement | undefined {
  const there = set.store.exact(value);
  if (there === undefined || there.expiresAt > now) return there;
  set.store.remove(there);
  return undefined;
}

function add(set: NfSet, value: ElementValue, { limit, counter }: Dynset): SetElement {
  const element = new SetElement(value, undefined, undefined);
  if (counter || set.declaration.counter) element.counter = new PacketCounter();
  if (limit !== undefined) {
    const bucket = new TokenBucket(limit);
    element.admits = (length, now) => bucket.takes(length, now) !== limit.over;
  }
  set.store.add(element);
  return element;
}
