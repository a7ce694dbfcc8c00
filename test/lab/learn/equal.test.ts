import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEqual } from '../../../lib/lab/learn/equal';

class Point {
  constructor(readonly x: number) {}
}

describe('what was expected and what was found', () => {
  it('are equal when Node says that they are, whatever they are', () => {
    const value = fc.anything({ withDate: true, withMap: true, withBigInt: true, withNullPrototype: true });
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(isEqual(one, one)).toBe(true);
        expect(isEqual(one, structuredClone(one))).toBe(isDeepStrictEqual(one, structuredClone(one)));
        expect(isEqual(one, other)).toBe(isDeepStrictEqual(one, other));
      }),
    );
  });

  it.each([
    [[1, 2], [1, 2], true],
    [[1, 2], [2, 1], false],
    [[1], [1, undefined], false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: undefined }, {}, false],
    [{ x: 1 }, new Point(1), false],
    [new Set([{ a: 1 }]), new Set([{ a: 1 }]), true],
    [new Map([['a', [1]]]), new Map([['a', [2]]]), false],
    [new Date(1), new Date(2), false],
    [0, -0, false],
    [Number.NaN, Number.NaN, true],
    [new Array(2), new Array(3), false],
    [/a/, /b/, false],
    [/a/g, /a/, false],
    [/a/g, /a/g, true],
    [new Error('a'), new Error('b'), false],
    [new Error('a'), new Error('a'), true],
    [new TypeError('a'), new RangeError('a'), false],
  ])('%j and %j: %s', (one, other, expected) => {
    expect(isEqual(one, other)).toBe(expected);
    expect(isDeepStrictEqual(one, other)).toBe(expected);
  });

  it('are not equal when nothing of them can be seen', () => {
    expect(isEqual(Promise.resolve(1), Promise.resolve(2))).toBe(false);
    expect(isEqual([new WeakMap()], [new WeakMap()])).toBe(false);
    const promise = Promise.resolve(1);
    expect(isEqual([promise], [promise])).toBe(true);
  });
});
