/** Tables of long texts, and of tones that take many words to name: what a picture does without a width to keep to. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '../../../lib/view/draw/fontMetrics';
import { THEMES } from '../../../lib/view/draw/theme';
import { CELL_FONT } from '../../../lib/view/tables/fitRows';
import { drawRowsPicture } from '../../../lib/view/tables/rowsPicture';
import { table } from '../../../lib/view/tables/table';
import { tablePicture } from '../../../lib/view/tables/tablePicture';
import type { NamedTone } from '../../../lib/view/tables/tone';
import { faultsOf } from '../faults';
import { type Shapes, shapesOf } from '../shapes';

type Asked = Parameters<typeof tablePicture>[0];

function read(asked: Pick<Asked, 'rows' | 'columns' | 'title'> & Partial<Asked>): Shapes {
  return shapesOf(tablePicture({ changed: () => false, tone: () => undefined, ...asked }).svg);
}

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
      const shapes = read({ ...asked, rows: [{ from: 'ng1' }], columns: ['from'], tone: () => tone });
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

const long = fc.integer({ min: 5, max: 40 }).map((length) => 'w'.repeat(length));

test('where there is no room for columns, each cell has a line of its own, and a stroke ends each row', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 9, max: 12 }), (rows, columns) => {
      const names = Array.from({ length: columns }, (_, column) => `column${column}`);
      const row = Object.fromEntries(names.map((name) => [name, '172.17.0.2:8080']));
      const { texts, strokes } = read({ rows: Array(rows).fill(row), columns: names, title: 'Many', width: 340 });
      expect(texts.filter(({ text }) => text === 'column0')).toHaveLength(rows);
      expect(strokes).toHaveLength(rows);
      const ends = strokes.map(({ corners: [[, y] = [0, 0]] }) => y);
      for (const [index, end] of ends.entries()) {
        const above = texts.filter(({ middle }) => middle > (ends[index - 1] ?? 30) && middle < end);
        expect(above.map(({ text }) => text)).toEqual(names.flatMap((name) => [name, '172.17.0.2:8080']));
      }
    }),
    { numRuns: 12, seed: 5 },
  );
});

test('cells that cannot be broken are cut, the widest columns to one width, so that they fill the room', () => {
  fc.assert(
    fc.property(fc.array(fc.array(long, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 3 }), (words) => {
      const rows = words.map((row) => row.map((text) => ({ text })));
      const svg = drawRowsPicture({ title: 'Cut', alt: '', rows, headings: 0, theme: THEMES.light, width: 340 });
      const shapes = shapesOf(svg);
      expect(faultsOf(shapes)).toEqual({});
      expect(shapes.width).toBe(340);
      const shown = shapes.texts.slice(1);
      expect(shown.map(({ hint }) => hint.length)).toEqual(
        shown.map(({ text, hint }) => Math.max(text.length, hint.length)),
      );
      if (!shown.some(({ text }) => text.includes('…'))) return;
      const [[left, right] = [0, 0]] = shapes.strokes.map(({ corners }) => corners.map(([x]) => x));
      // A letter w takes 8 px, and each of four columns may lack one.
      expect((right ?? 0) - (left ?? 0)).toBeGreaterThan(340 - 32 - 4 * 9);
      expect((right ?? 0) - (left ?? 0)).toBeLessThanOrEqual(340 - 32);
    }),
    { numRuns: 60, seed: 7 },
  );
});
