/** The search for differences: what it counts, and what ends it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { searchDifferences } from './search';

const OPTIONS = { count: 300, seed: 1, most: 2 };
const small = fc.nat(1000);

describe('a search for differences', () => {
  test('runs as many cases as it is told to, if none differs', async () => {
    const seen = await searchDifferences(
      small,
      OPTIONS,
      async () => undefined,
      () => {},
    );
    expect(seen).toEqual({ done: 300, differences: [] });
  });

  test('makes each case small that differs, and ends after so many', async () => {
    const compare = async (number: number) => (number > 10 ? number : undefined);
    const { differences } = await searchDifferences(small, OPTIONS, compare, () => {});
    expect(differences).toEqual([11, 11]);
  });

  test('ends with the error of a comparison that cannot be made', async () => {
    const compare = () => Promise.reject(new Error('the kernel is gone'));
    await expect(searchDifferences(small, OPTIONS, compare, () => {})).rejects.toThrow('the kernel is gone');
  });
});
