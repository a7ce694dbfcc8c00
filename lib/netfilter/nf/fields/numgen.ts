/** Numbers that are drawn, or counted up, for each packet. Linux: net/netfilter/nft_numgen.c. */
import { type FieldDefinition, field } from './field';

/** `numgen random mod 2 offset 1`. */
export interface NumgenKey {
  readonly kind: 'numgen';
  readonly mode: 'random' | 'inc';
  readonly modulus: number;
  readonly offset: number;
}

/** The field that a generator makes: each has a count of its own, which begins so that the first number is the offset. */
export function numgenField({ mode, modulus, offset }: NumgenKey): FieldDefinition {
  if (mode === 'random') return field('integer', (_skb, { host }) => host.random(modulus) + offset);
  let next = 0;
  return field('integer', () => {
    const number = next;
    next = (next + 1) % modulus;
    return number + offset;
  });
}
