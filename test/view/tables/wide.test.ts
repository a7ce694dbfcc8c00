/** Tables of long texts, and of tones that take many words to name: what a picture does without a width to keep to. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '../../../lib/view/draw/fontMetrics';
import { CELL_FONT } from '../../../lib/view/tables/fitRows';
import { table } from '../../../lib/view/tables/table';
import type { NamedTone } from '../../../lib/view/tables/tone';
import { faultsOf } from '../faults';
import { shapesOf } from '../shapes';

/** The most that a text may take in one line, px. */
const WIDEST = 540;
const words = fc
  .array(fc.constantFrom('a', 'rule', 'packet', 'DOCKER', 'masqueraded'), { minLength: 60, maxLength: 110 })
  .map((list) => list.join(' '));

/** Beginnings of a text that take about as much as there is room for. */
function nearlyWidest(text: string): readonly string[] {
  const parts = text.split(' ');
  const beginnings = parts.map((_, count) => parts.slice(0, count + 1).join(' '));
  return beginnings.filter((one) => Math.abs(textWidth(one, CELL_FONT) - WIDEST) < 60);
}

test('a text of up to 540 px is in one line, a longer one in several, none of which is longer', () => {
  fc.assert(
    fc.property(words, fc.nat(), (all, which) => {
      const some = nearlyWidest(all);
      const text = some[which % some.length] ?? all;
      const shapes = shapesOf(table([{ said: text, number: 1 }], { title: 'Long' }).toSvg());
      expect(faultsOf(shapes)).toEqual({});
      const lines = shapes.texts.filter(({ text: shown }) => shown.length > 1 && text.includes(shown));
      expect(lines.map(({ text: shown }) => shown).join(' ')).toBe(text);
      expect(lines.length === 1).toBe(textWidth(text, CELL_FONT) <= WIDEST);
      for (const { left, right } of lines) expect(right - left).toBeLessThanOrEqual(WIDEST + 0.01);
    }),
    { numRuns: 60, seed: 3 },
  );
});

test('what tones mean stands below the rows, in the picture, however many words it takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.constantFrom(undefined, 340, 720), (count, width) => {
      const name = Array.from({ length: count }, () => 'masqueraded').join(' ');
      const tone: NamedTone = { name, sign: '●', colour: '#0072B2' };
      const asked = { title: 'Who', ...(width !== undefined && { width }) };
      const shapes = shapesOf(table([{ from: 'ng1' }], { ...asked, tone: () => tone }).toSvg());
      expect(faultsOf(shapes)).toEqual({});
      const below = shapes.texts.slice(shapes.texts.findIndex(({ text }) => text === '● ng1') + 1);
      expect(below.map(({ text }) => text).join(' ')).toBe(`● ${name}`);
      if (width === undefined) expect(below).toHaveLength(1);
      const [first] = below;
      for (const { left } of below) expect(left).toBe(first?.left);
      // As much room at the right as at the left, at least.
      for (const { right } of below) expect(shapes.width - right).toBeGreaterThan((first?.left ?? 0) - 0.01);
    }),
    { numRuns: 48, seed: 4 },
  );
});
