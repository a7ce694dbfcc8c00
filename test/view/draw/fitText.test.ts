import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakText, fitText, wrapText } from '../../../lib/view/draw/fitText';
import { textWidth } from '../../../lib/view/draw/fontMetrics';

const font = { family: 'sans', size: 11 } as const;

describe('text that must fit', () => {
  it('stays as it is if it does', () => {
    expect(fitText('FORWARD 5', font, 200)).toBe('FORWARD 5');
  });

  it('is cut in the middle, so that chain and target remain', () => {
    expect(fitText('-i docker0 ! -o docker0 -p tcp ACCEPT', font, 120)).toMatch(/^-i d.*….*ACCEPT$/);
  });

  it('is never wider than asked for, unless not even the ellipsis fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 12, max: 300 }), (text, width) => {
        expect(textWidth(fitText(text, font, width), font)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('does not cut a character in two', () => {
    expect(fitText('😀😀😀😀😀😀', font, 40)).not.toMatch(/\p{Surrogate}/u);
  });

  it('wraps between words', () => {
    const lines = wrapText('One connection, one hit: nat sees only the SYN', font, 120);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe('One connection, one hit: nat sees only the SYN');
    expect(wrapText('', font, 120)).toEqual([]);
  });

  it('breaks chain names after hyphens', () => {
    const lines = breakText('DOCKER-ISOLATION-STAGE-2 1 DROP', font, 130);
    expect(lines.length).toBe(2);
    expect(lines[0]).toMatch(/-$/);
    for (const line of lines) expect(textWidth(line, font)).toBeLessThanOrEqual(130);
  });
});
