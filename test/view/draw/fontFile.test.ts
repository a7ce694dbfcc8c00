/** The small fonts in pictures, read back by a reader of TrueType that shares nothing with their writer (OpenType 1.9). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fontStyle, pageFontStyle, withoutFonts } from '../../../lib/view/draw/embedFonts';
import type { FontFace } from '../../../lib/view/draw/font';
import { allCharacters, drawableCharacters, fontOf } from '../../../lib/view/draw/fontFile';
import { characterAdvance } from '../../../lib/view/draw/fontMetrics';
import glyphs from '../../../lib/view/draw/glyphs.json';
import { escapeMarkup } from '../../../lib/view/draw/markup';
import faces from '../../../lib/view/draw/metrics.json';
import { encodeGlyphs, readFontTables } from './fontTables';

const FACES = ['sans-normal', 'sans-bold', 'mono-normal', 'mono-bold'] as const satisfies readonly FontFace[];
const drawn = fc
  .tuple(fc.constantFrom(...FACES), fc.array(fc.nat(300), { minLength: 1, maxLength: 40 }))
  .map(([face, places]) => {
    const all = allCharacters(face);
    const characters = drawableCharacters(
      face,
      places.map((place) => all[place % all.length] ?? ''),
    );
    return { face, characters, file: fontOf(face, characters, (one) => characterAdvance(one, face)) };
  });

interface Table {
  readonly tag: string;
  readonly checksum: number;
  readonly offset: number;
  readonly length: number;
}

function directoryOf(file: Uint8Array): { readonly view: DataView; readonly tables: readonly Table[] } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tables = Array.from({ length: view.getUint16(4) }, (_, index) => {
    const at = 12 + 16 * index;
    const tag = String.fromCharCode(...file.subarray(at, at + 4));
    return { tag, checksum: view.getUint32(at + 4), offset: view.getUint32(at + 8), length: view.getUint32(at + 12) };
  });
  return { view, tables };
}

/** What makes a search by halves quick: the largest power of two, its exponent, the rest; each in units of `size`. */
function searchFields(count: number, size: number): readonly number[] {
  let [power, exponent] = [1, 0];
  while (power * 2 <= count) [power, exponent] = [power * 2, exponent + 1];
  return [power * size, exponent, (count - power) * size];
}

describe('a font with a few characters', () => {
  test('has each of them as wide and with the outline that it had, and no other', () => {
    fc.assert(
      fc.property(drawn, ({ face, characters, file }) => {
        const read = readFontTables(file);
        const { unitsPerEm, ascent, descent } = faces[face];
        expect([read.unitsPerEm, read.ascent, read.descent]).toEqual([unitsPerEm, ascent, descent]);
        for (const one of allCharacters(face)) {
          const advance = characters.includes(one) ? characterAdvance(one, face) : undefined;
          expect([one, read.advance(one.codePointAt(0) ?? 0)]).toEqual([one, advance]);
        }
        const outlines: Readonly<Record<string, string>> = glyphs[face];
        expect(encodeGlyphs(file)).toEqual(Object.fromEntries(characters.map((one) => [one, outlines[one]])));
      }),
      { numRuns: 40 },
    );
  });

  test('has its tables in the order of their names, whole, one behind another, with their sums', () => {
    fc.assert(
      fc.property(drawn, ({ file }) => {
        const { view, tables } = directoryOf(file);
        const tags = tables.map(({ tag }) => tag);
        expect(tags).toEqual(['OS/2', 'cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'name', 'post']);
        expect([6, 8, 10].map((at) => view.getUint16(at))).toEqual(searchFields(tables.length, 16));
        let end = 12 + 16 * tables.length;
        for (const { tag, checksum, offset, length } of tables) {
          expect([tag, offset]).toEqual([tag, end]);
          end += Math.ceil(length / 4) * 4;
          let sum = 0;
          for (let at = offset; at < end; at += 4) sum = (sum + view.getUint32(at)) % 2 ** 32;
          expect([tag, checksum]).toEqual([tag, sum]);
        }
        expect(file.length).toBe(end);
      }),
      { numRuns: 40 },
    );
  });

  test('says how many glyphs it has, alike in each table, and the lengths that OpenType gives these', () => {
    fc.assert(
      fc.property(drawn, ({ characters, file, face }) => {
        const { view, tables } = directoryOf(file);
        const at = (tag: string) => tables.find((table) => table.tag === tag) ?? { offset: Number.NaN, length: 0 };
        const count = characters.length + 1;
        expect(view.getUint16(at('maxp').offset + 4)).toBe(count);
        expect(view.getUint16(at('hhea').offset + 34)).toBe(count);
        expect(['hmtx', 'loca', 'head', 'hhea', 'maxp', 'post', 'OS/2'].map((tag) => at(tag).length)).toEqual([
          ...[4 * count, 4 * (count + 1), 54, 36, 32, 32, 96],
        ]);
        expect(view.getUint32(at('loca').offset + 4 * count)).toBe(at('glyf').length);
        expect(view.getUint32(at('head').offset + 12)).toBe(0x5f0f3cf5);
        for (const tag of ['maxp', 'hhea', 'head']) expect(view.getUint32(at(tag).offset)).toBe(0x10000);
        // Version 4 of OS/2 is 96 bytes long, version 3 of post has no names.
        expect(view.getUint16(at('OS/2').offset)).toBe(4);
        expect(view.getUint32(at('post').offset)).toBe(0x30000);
        const outlines = Object.values(encodeGlyphs(file)).map((one) => Buffer.from(one, 'base64'));
        const counts = outlines
          .filter(({ length }) => length > 0)
          .map((one) => [one.readInt16BE(8 + 2 * one.readInt16BE(0)) + 1, one.readInt16BE(0)] as const);
        expect([6, 8].map((place) => view.getUint16(at('maxp').offset + place))).toEqual([
          Math.max(0, ...counts.map(([points]) => points)),
          Math.max(0, ...counts.map(([, contours]) => contours)),
        ]);
        // Bold in OS/2's weight and selection, and in head's style.
        const isBold = face.endsWith('bold');
        expect(view.getUint16(at('OS/2').offset + 4)).toBe(isBold ? 700 : 400);
        expect((view.getUint16(at('OS/2').offset + 62) & 0x20) !== 0).toBe(isBold);
        expect(view.getUint16(at('head').offset + 44)).toBe(Number(isBold));
        const codes = characters.map((one) => one.codePointAt(0) ?? 0);
        expect([64, 66].map((place) => view.getUint16(at('OS/2').offset + place))).toEqual([codes[0], codes.at(-1)]);
        const advances = codes.map((code) => readFontTables(file).advance(code) ?? 0);
        const widest = Math.max(faces[face].unitsPerEm / 2, ...advances);
        expect(view.getUint16(at('hhea').offset + 10)).toBe(widest);
      }),
      { numRuns: 40 },
    );
  });

  test('has a character map for Windows’ Unicode whose fields are those of a search by halves', () => {
    fc.assert(
      fc.property(drawn, ({ file }) => {
        const { view, tables } = directoryOf(file);
        const { offset = 0 } = tables.find(({ tag }) => tag === 'cmap') ?? {};
        expect([0, 2, 4, 6].map((at) => view.getUint16(offset + at))).toEqual([0, 1, 3, 1]);
        const map = offset + view.getUint32(offset + 8);
        const count = view.getUint16(map + 6) / 2;
        expect([0, 2].map((at) => view.getUint16(map + at))).toEqual([4, 16 + 8 * count]);
        expect([8, 10, 12].map((at) => view.getUint16(map + at))).toEqual(searchFields(count, 2));
        const ends = Array.from({ length: count }, (_, index) => view.getUint16(map + 14 + 2 * index));
        const starts = Array.from({ length: count }, (_, index) => view.getUint16(map + 16 + 2 * (count + index)));
        expect([ends.at(-1), starts.at(-1)]).toEqual([0xffff, 0xffff]);
        for (const [index, start] of starts.slice(1).entries()) expect(start).toBeGreaterThan((ends[index] ?? 0) + 1);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the style sheet of a picture', () => {
  const styled = (style: string) =>
    [
      ...style.matchAll(
        /@font-face\{font-family:(\w+)(;font-weight:bold)?;[^}]*?base64,([^)]+)\);unicode-range:([^}]+)\}/g,
      ),
    ].map(([, family, bold, file = '', range = '']) => ({
      face: `${family === 'Arimo' ? 'sans' : 'mono'}-${bold ? 'bold' : 'normal'}`,
      file: new Uint8Array(Buffer.from(file, 'base64')),
      codes: range.split(',').flatMap((part) => {
        const [from = 0, to = from] = part
          .replace('U+', '')
          .split('-')
          .map((hex) => Number.parseInt(hex, 16));
        return Array.from({ length: to - from + 1 }, (_, index) => from + index);
      }),
    }));
  const codesOf = (face: FontFace, words: string) => drawableCharacters(face, words).map((one) => one.codePointAt(0));

  test('has for each face the characters that its texts use, bold parts apart', () => {
    const letters = fc.string({ minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, letters, (plain, bold, mono) => {
        const [a, b, c] = [plain, bold, mono].map(escapeMarkup);
        const markup =
          `<g><text font-family="Arimo, sans-serif">${a}<tspan font-weight="bold">${b}</tspan>${a}</text>` +
          `<title>Ω</title><text font-family="Cousine, monospace" font-weight="bold">${c}</text></g>`;
        const found = Object.fromEntries(styled(fontStyle(markup)).map((one) => [one.face, one]));
        const wanted = { 'sans-normal': plain, 'sans-bold': bold, 'mono-bold': mono } as const;
        for (const [face, words] of Object.entries(wanted)) {
          const codes = codesOf(face as FontFace, words);
          expect([face, found[face]?.codes ?? []]).toEqual([face, codes]);
          if (codes.length > 0)
            expect(Object.keys(encodeGlyphs(found[face]?.file ?? new Uint8Array()))).toHaveLength(codes.length);
        }
        expect(found['mono-normal']).toBeUndefined();
        expect(withoutFonts(`<svg><style>${fontStyle(markup)}</style></svg>`).includes('@font-face')).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  test('of a page has all that a family can draw', () => {
    for (const family of ['sans', 'mono'] as const) {
      const faces = styled(pageFontStyle(family));
      expect(faces.map(({ face }) => face)).toEqual([`${family}-normal`, `${family}-bold`]);
      for (const { face, codes } of faces) expect(codes).toHaveLength(allCharacters(face as FontFace).length);
    }
  });
});
