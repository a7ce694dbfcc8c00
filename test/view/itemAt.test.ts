import { describe, expect, test } from 'vitest';
import { itemAt } from '../../lib/view/itemAt';

describe('itemAt', () => {
  test('counts from the end if the index is negative', () => {
    expect(itemAt(['a', 'b', 'c'], 1)).toBe('b');
    expect(itemAt(['a', 'b', 'c'], -1)).toBe('c');
  });

  test('says which item is missing', () => {
    expect(() => itemAt(['a'], 1)).toThrow(new RangeError('There is no item 1 among 1.'));
    expect(() => itemAt([], -1)).toThrow(RangeError);
  });
});
