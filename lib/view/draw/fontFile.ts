/**
 * TrueType files with a few characters of the bundled fonts, made of the outlines in glyphs.json (OpenType 1.9: head, hhea, maxp,
 * OS/2, hmtx, cmap format 4, loca, glyf, name, post). A picture carries one for each face that it uses, so that its texts are as
 * wide on every reader's screen as they were measured. Not in it: kerning, hinting, accents that the font composes.
 */
import type { FontFace } from './font';
import glyphs from './glyphs.json';
import faces from './metrics.json';

interface Glyph {
  readonly code: number;
  readonly outline: Uint8Array;
  readonly advance: number;
}

/** Big-endian fields: a positive number is so many bytes of an unsigned integer, each with its value. */
type Field = readonly [bytes: 1 | 2 | 4, value: number];

const { atob } = globalThis as unknown as { readonly atob: (base64: string) => string };

/** The characters of `text` that a face can draw, sorted, each once. */
export function drawableCharacters(face: FontFace, text: Iterable<string>): readonly string[] {
  const outlines: Readonly<Record<string, string>> = glyphs[face];
  return [...new Set(text)].filter((character) => Object.hasOwn(outlines, character)).sort();
}

/** All that a face can draw. */
export function allCharacters(face: FontFace): readonly string[] {
  return Object.keys(glyphs[face]).sort();
}

/** The file, with these characters; `advance` is the width of each in units of the font. */
export function fontOf(
  face: FontFace,
  characters: readonly string[],
  advance: (character: string) => number,
): Uint8Array {
  const outlines: Readonly<Record<string, string>> = glyphs[face];
  const found = characters.map(
    (character): Glyph => ({
      code: character.codePointAt(0) ?? 0,
      outline: decode(outlines[character] ?? ''),
      advance: advance(character),
    }),
  );
  // The first glyph stands for all that is missing.
  return assemble(face, [{ code: 0, outline: new Uint8Array(), advance: faces[face].unitsPerEm / 2 }, ...found]);
}

function assemble(face: FontFace, all: readonly Glyph[]): Uint8Array {
  const { unitsPerEm, ascent, descent } = faces[face];
  const widest = Math.max(...all.map((glyph) => glyph.advance));
  const isBold = face.endsWith('bold');
  const codes = all.slice(1).map(({ code }) => code);
  const tables: Readonly<Record<string, Uint8Array>> = {
    'OS/2': fields([
      ...words(4, widest, isBold ? 700 : 400, 5, 0, ...new Array<number>(11).fill(0)),
      ...new Array<Field>(10).fill([1, 0]),
      ...longs(1, 0, 0, 0, 0),
      ...words(isBold ? 0x20 : 0x40, codes[0] ?? 0, codes.at(-1) ?? 0, ascent, -descent, 0, ascent, descent),
      ...longs(1, 0),
      ...words(unitsPerEm / 2, (unitsPerEm * 7) / 10, 0, 32, 1),
    ]),
    cmap: characterMap(codes),
    glyf: join(all.map(({ outline }) => padded(outline))),
    head: fields([
      ...longs(0x10000, 0x10000, 0, 0x5f0f3cf5),
      ...words(0x000b, unitsPerEm),
      ...longs(0, 0, 0, 0),
      ...words(-unitsPerEm, -descent, widest, ascent, isBold ? 1 : 0, 6, 2, 1, 0),
    ]),
    hhea: fields([
      ...longs(0x10000),
      ...words(ascent, -descent, 0, widest, 0, 0, widest, 1, ...new Array<number>(7).fill(0), all.length),
    ]),
    hmtx: fields(all.flatMap(({ advance, outline }) => words(advance, leftOf(outline)))),
    loca: fields(longs(...places(all))),
    maxp: fields([
      ...longs(0x10000),
      ...words(all.length, most(all, points), most(all, contours), 0, 0, 2, ...new Array<number>(8).fill(0)),
    ]),
    name: fields(words(0, 0, 6)),
    post: fields([...longs(0x30000, 0), ...words(-unitsPerEm / 10, unitsPerEm / 20), ...longs(0, 0, 0, 0, 0)]),
  };
  return wrap(Object.entries(tables));
}

/** Segments of neighbouring characters, whose glyphs are neighbours as well. */
function characterMap(codes: readonly number[]): Uint8Array {
  const segments: { start: number; end: number; glyph: number }[] = [];
  for (const [index, code] of codes.entries()) {
    const last = segments.at(-1);
    if (last !== undefined && last.end + 1 === code) last.end = code;
    else segments.push({ start: code, end: code, glyph: index + 1 });
  }
  segments.push({ start: 0xffff, end: 0xffff, glyph: 0 });
  const count = segments.length;
  const power = 2 ** Math.floor(Math.log2(count));
  const subtable = fields([
    ...words(4, 16 + 8 * count, 0, 2 * count, 2 * power, Math.log2(power), 2 * (count - power)),
    ...words(...segments.map(({ end }) => end), 0, ...segments.map(({ start }) => start)),
    ...words(...segments.map(({ start, glyph }) => (glyph === 0 ? 1 : glyph - start))),
    ...words(...segments.map(() => 0)),
  ]);
  return join([fields([...words(0, 1, 3, 1), ...longs(12)]), subtable]);
}

/** The directory of tables, and the tables, each at a multiple of four bytes. */
function wrap(tables: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const power = 2 ** Math.floor(Math.log2(tables.length));
  let offset = 12 + 16 * tables.length;
  const entries = tables.map(([tag, table]) => {
    const entry = fields(longs(checksum(table), offset, table.length));
    offset += padded(table).length;
    return join([Uint8Array.from(tag.padEnd(4), (letter) => letter.charCodeAt(0)), entry]);
  });
  const head = fields([
    ...longs(0x10000),
    ...words(tables.length, 16 * power, Math.log2(power), 16 * (tables.length - power)),
  ]);
  return join([head, ...entries, ...tables.map(([, table]) => padded(table))]);
}

function checksum(table: Uint8Array): number {
  const bytes = padded(table);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
}

function places(all: readonly Glyph[]): readonly number[] {
  let end = 0;
  return [0, ...all.map(({ outline }) => (end += padded(outline).length))];
}

function contours({ outline }: Glyph): number {
  return outline.length === 0 ? 0 : word(outline, 0);
}

function points(glyph: Glyph): number {
  return glyph.outline.length === 0 ? 0 : word(glyph.outline, 8 + 2 * contours(glyph)) + 1;
}

/** Where an outline begins, from the glyph's own origin. */
function leftOf(outline: Uint8Array): number {
  return outline.length === 0 ? 0 : word(outline, 2);
}

function word(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getInt16(at);
}

function most(all: readonly Glyph[], measure: (glyph: Glyph) => number): number {
  return Math.max(...all.map(measure));
}

function words(...values: readonly number[]): readonly Field[] {
  return values.map((value) => [2, Math.round(value)]);
}

function longs(...values: readonly number[]): readonly Field[] {
  return values.map((value) => [4, value]);
}

function fields(list: readonly Field[]): Uint8Array {
  return Uint8Array.from(
    list.flatMap(([bytes, value]) =>
      Array.from({ length: bytes }, (_, at) => (value >>> (8 * (bytes - 1 - at))) & 0xff),
    ),
  );
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(4 * Math.ceil(bytes.length / 4));
  whole.set(bytes);
  return whole;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function decode(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
