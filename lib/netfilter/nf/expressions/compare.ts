/** Holds a field against a value or a range. Linux: nft_cmp.c, nft_bitwise.c, nft_range.c. */
import type { Part } from '../chain';
import type { Expression, Operator } from '../expression';
import type { LoadFunction } from '../fields/field';
import { loadOf, needConntrack, plainPart } from '../scope';
import type { Scalar } from '../value';
import { quickTest } from './quickTest';

type Compare = Extract<Expression, { readonly kind: 'compare' }>;
type Range = Extract<Expression, { readonly kind: 'range' }>;

export function comparePart(expression: Compare): Part {
  const { key, mask, operator, value, prefix } = expression;
  const load = masked(loadOf(key), mask);
  const isQuick = key.kind === 'field' && mask === undefined && prefix !== true;
  const quick =
    isQuick && (operator === '==' || operator === '!=') ? quickTest(key.name, value, operator === '==') : undefined;
  const run: Part['run'] =
    quick ??
    (prefix === true && typeof value === 'string'
      ? (skb, state) => {
          const found = load(skb, state);
          return typeof found === 'string' && found.startsWith(value) === (operator === '==') ? undefined : 'BREAK';
        }
      : test(load, operator, value));
  return plainPart(expression, run, { needsConntrack: needConntrack([key]) });
}

function masked(load: LoadFunction, mask: number | bigint | undefined): LoadFunction {
  if (mask === undefined) return load;
  return (skb, state) => {
    const found = load(skb, state);
    if (typeof found === 'number' && typeof mask === 'number') return (found & mask) >>> 0;
    return typeof found === 'bigint' && typeof mask === 'bigint' ? found & mask : undefined;
  };
}

/** A function for each operator: rules are tried so often that a choice for each packet would be felt. */
function test(load: LoadFunction, operator: Operator, value: Scalar): Part['run'] {
  switch (operator) {
    case '==':
      return (skb, state) => (load(skb, state) === value ? undefined : 'BREAK');
    case '!=':
      return (skb, state) => {
        const found = load(skb, state);
        return found !== undefined && found !== value ? undefined : 'BREAK';
      };
    default:
      return (skb, state) => {
        const found = load(skb, state);
        return found !== undefined && holds(found, operator, value) ? undefined : 'BREAK';
      };
  }
}

function holds(found: Scalar, operator: Operator, value: Scalar): boolean {
  switch (operator) {
    case '<':
      return found < value;
    case '>':
      return found > value;
    case '<=':
      return found <= value;
    default:
      return found >= value;
  }
}

export function rangePart(expression: Range): Part {
  const { key, span, invert } = expression;
  const load = loadOf(key);
  const { from, to } = span;
  return plainPart(
    expression,
    (skb, state) => {
      const found = load(skb, state);
      return found !== undefined && (from <= found && found <= to) !== invert ? undefined : 'BREAK';
    },
    { needsConntrack: needConntrack([key]) },
  );
}
