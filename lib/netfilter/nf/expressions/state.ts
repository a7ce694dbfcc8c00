/** Counters, limits and quotas of a rule's own, and those with names. Linux: nft_counter.c, nft_limit.c, nft_quota.c, nft_objref.c. */
import { PacketCounter } from '../../xtables/counters';
import type { Part } from '../chain';
import { NfError } from '../error';
import type { Expression, LimitValue } from '../expression';
import { Quota, TokenBucket } from '../objects';
import { plainPart, type Scope } from '../scope';

type Of<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

export function counterPart(expression: Of<'counter'>): Part {
  const counter = new PacketCounter();
  counter.counters = expression.counters;
  return plainPart(expression, (skb) => void counter.count(skb), {
    state: () => ({ kind: 'counter', counters: counter.counters }),
  });
}

export function limitPart(expression: Of<'limit'>, scope: Scope): Part {
  const bucket = bucketOf(expression.limit, scope);
  return plainPart(expression, (skb, state) => (bucket.matches(skb, state) ? undefined : 'BREAK'));
}

/** Linux: nft_limit_init. */
export function bucketOf(limit: LimitValue, scope: Scope): TokenBucket {
  if (limit.rate === 0) throw new NfError('EINVAL', scope.subject);
  return new TokenBucket(limit);
}

export function quotaPart(expression: Of<'quota'>): Part {
  const quota = new Quota(expression.quota);
  return plainPart(expression, (skb) => (quota.matches(skb) ? undefined : 'BREAK'), {
    state: () => ({ kind: 'quota', quota: { ...expression.quota, used: quota.used } }),
  });
}

export function objectPart(expression: Of<'object'>, scope: Scope): Part {
  const object = scope.object(expression.object, expression.name);
  return plainPart(expression, (skb, state) => (object.matches(skb, state) ? undefined : 'BREAK'), {
    references: [object],
  });
}
