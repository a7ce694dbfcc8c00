import { describe, expect, it } from 'vitest';
import { axisTicks } from '../../../lib/view/counters/axisTicks';

describe('ticks of an axis of counts', () => {
  it.each([
    [1.2, '0 1'],
    [3.4, '0 2'],
    [14.5, '0 5 10'],
    [2434, '0 1,000 2,000'],
    [9999, '0 5,000'],
    [14_000, '0 5k 10k'],
    [1_600_000, '0 1M'],
    [1_400_000, '0 500k 1M'],
    [7e9, '0 5G'],
    [7e13, '0 50000G'],
  ])('are round numbers up to %d', (end, texts) => {
    const ticks = axisTicks(end);
    expect(ticks.map(({ text }) => text).join(' ')).toBe(texts);
    expect(ticks.every(({ value }) => Number.isInteger(value) && value <= end)).toBe(true);
  });
});
