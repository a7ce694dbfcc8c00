import { describe, expect, it } from 'vitest';
import { FONT_FACES, fontFile } from '../../../lib/node/fontFiles';
import { lineExtent, textWidth } from '../../../lib/view/draw/fontMetrics';
import { encodeGlyphs, encodeWidths, readFontTables } from './fontTables';

const sans = { family: 'sans', size: 10 } as const;
const mono = { family: 'mono', size: 10 } as const;

describe('text widths', () => {
  it('are those of Arial and Courier New', () => {
    // Arial's advance widths in 1/2048 em: A 1366, i 455, 0 1139, space 569.
    expect(textWidth('A', sans)).toBeCloseTo((1366 / 2048) * 10, 3);
    expect(textWidth('i0 ', sans)).toBeCloseTo(((455 + 1139 + 569) / 2048) * 10, 3);
    expect(textWidth('iW', mono)).toBeCloseTo(12, 1);
  });

  it('grow with size and weight', () => {
    expect(textWidth('FORWARD', { ...sans, size: 20 })).toBeCloseTo(2 * textWidth('FORWARD', sans), 6);
    expect(textWidth('FORWARD', { ...sans, weight: 'bold' })).toBeGreaterThan(textWidth('FORWARD', sans));
  });

  it('count what the font lacks as one em if it is Chinese', () => {
    expect(textWidth('证明', sans)).toBeCloseTo(20, 6);
    expect(textWidth('😀', sans)).toBeCloseTo(10, 6);
  });

  it('know every sign that pictures use', () => {
    const missing = 0.6 * 10;
    for (const sign of '→…=≠·') expect(textWidth(sign, sans), sign).not.toBe(missing);
  });

  it('come with the height of a line', () => {
    const { ascent, descent } = lineExtent(sans);
    expect(ascent).toBeCloseTo(9.05, 1);
    expect(descent).toBeCloseTo(2.12, 1);
  });
});

describe('the bundled fonts', () => {
  it.each(FONT_FACES)('%s is a TrueType file', (face) => {
    expect([...fontFile(face).subarray(0, 4)]).toEqual([0, 1, 0, 0]);
  });

  it('have the widths that pictures are drawn with; vitest --update writes them anew', async () => {
    const faces = FONT_FACES.map((face) => {
      const tables = readFontTables(fontFile(face));
      const { unitsPerEm, ascent, descent } = tables;
      return [face, { unitsPerEm, ascent, descent, runs: encodeWidths(tables) }];
    });
    const text = `${JSON.stringify(Object.fromEntries(faces), undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../../lib/view/draw/metrics.json');
  });

  it.each(FONT_FACES)('%s: every character is as wide as its file says', (face) => {
    const [family, weight] = face.split('-') as ['sans' | 'mono', 'normal' | 'bold'];
    const { advance, unitsPerEm } = readFontTables(fontFile(face));
    const wrong: number[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const units = advance(code);
      const width = units === undefined ? (code >= 0x2e80 ? 1 : 0.6) : units / unitsPerEm;
      if (textWidth(String.fromCodePoint(code), { family, weight, size: 1 }) !== width) wrong.push(code);
    }
    expect(wrong).toEqual([]);
  });
});

describe('outlines', () => {
  it('are those of the bundled fonts', async () => {
    const glyphs = Object.fromEntries(FONT_FACES.map((face) => [face, encodeGlyphs(fontFile(face))]));
    await expect(`${JSON.stringify(glyphs, null, 2)}\n`).toMatchFileSnapshot('../../../lib/view/draw/glyphs.json');
  });
});
