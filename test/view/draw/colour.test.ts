import { describe, expect, it } from 'vitest';
import { contrast, mix, readable } from '../../../lib/view/draw/colour';

describe('colours', () => {
  it('have a contrast of 21 between black and white and of 1 to themselves', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
    expect(contrast('#0072B2', '#0072B2')).toBe(1);
    expect(contrast('#767676', '#FFFFFF')).toBeCloseTo(4.54, 2);
  });

  it('mix by shares', () => {
    expect(mix('#FFFFFF', '#000000', 0.5)).toBe('#808080');
    expect(mix('#123456', '#FFFFFF', 1)).toBe('#123456');
  });

  it('become readable with as little change as it takes', () => {
    expect(contrast('#E69F00', '#FFFFFF')).toBeLessThan(4.5);
    const ink = readable('#E69F00', '#000000', ['#FFFFFF']);
    expect(contrast(ink, '#FFFFFF')).toBeGreaterThan(4.5);
    expect(contrast(ink, '#FFFFFF')).toBeLessThan(5);
    expect(readable('#000000', '#FFFFFF', ['#FFFFFF'])).toBe('#000000');
  });
});
