/** What a TrueType file says of widths (OpenType: head, hhea, hmtx, cmap format 4). */

export interface FontTables {
  readonly unitsPerEm: number;
  /** Height above and depth below the baseline, in units. */
  readonly ascent: number;
  readonly descent: number;
  /** Width of a character in units; undefined if the font lacks it. */
  readonly advance: (code: number) => number | undefined;
}

/** Reads a TrueType file. Throws if it lacks one of the tables. */
export function readFontTables(file: Uint8Array): FontTables {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const table = tablesOf(view);
  const unitsPerEm = view.getUint16(table('head') + 18);
  const horizontal = table('hhea');
  const lastWidth = view.getUint16(horizontal + 34) - 1;
  const glyphOf = readCharacterMap(view, table('cmap'));
  const widths = table('hmtx');
  return {
    unitsPerEm,
    ascent: view.getInt16(horizontal + 4),
    descent: -view.getInt16(horizontal + 6),
    advance(code) {
      const glyph = glyphOf(code);
      return glyph === 0 ? undefined : view.getUint16(widths + Math.min(glyph, lastWidth) * 4);
    },
  };
}

function readCharacterMap(view: DataView, cmap: number): (code: number) => number {
  for (let index = 0; index < view.getUint16(cmap + 2); index++) {
    const subtable = cmap + view.getUint32(cmap + 8 + index * 8);
    if (view.getUint16(subtable) === 4) return segmentMap(view, subtable);
  }
  throw new Error('the bundled font has no character map of format 4');
}

function segmentMap(view: DataView, subtable: number): (code: number) => number {
  const doubled = view.getUint16(subtable + 6);
  const [ends, starts] = [subtable + 14, subtable + 16 + doubled];
  const [deltas, ranges] = [starts + doubled, starts + 2 * doubled];
  return (code) => {
    if (code > 0xffff) return 0;
    let at = 0;
    while (at < doubled && view.getUint16(ends + at) < code) at += 2;
    if (at >= doubled || view.getUint16(starts + at) > code) return 0;
    const [delta, range] = [view.getUint16(deltas + at), view.getUint16(ranges + at)];
    if (range === 0) return (code + delta) & 0xffff;
    const glyph = view.getUint16(ranges + at + range + 2 * (code - view.getUint16(starts + at)));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  };
}

/**
 * The widths of all characters as text: for each run of neighbours of one width `SKIPPED LENGTH WIDTH`, in base 36; what is
 * skipped, the font lacks.
 */
export function encodeWidths({ advance }: FontTables): string {
  const runs: string[] = [];
  let end = 0;
  for (let code = 0; code <= 0xffff; ) {
    const width = advance(code);
    const start = code;
    do code += 1;
    while (code <= 0xffff && advance(code) === width);
    if (width === undefined) continue;
    runs.push([start - end, code - start, width].map((value) => value.toString(36)).join(' '));
    end = code;
  }
  return runs.join(',');
}

/** Characters that pictures carry the outlines of: what commands print, and the signs that pictures use. */
const CHARACTERS = `${Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')}\u00a0·×–—‘’“”•…→←↔↑↓−≠≤≥●○■▲▼►◄äöüÄÖÜßéèà`;

/**
 * The outlines of characters, by character: what the font's `glyf` has of each, without instructions, in base64. A glyph that only
 * repeats another is that one; other compound glyphs are left out, as is what the font lacks.
 */
export function encodeGlyphs(file: Uint8Array): Readonly<Record<string, string>> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tables = tablesOf(view);
  const glyphOf = readCharacterMap(view, tables('cmap'));
  const isLong = view.getInt16(tables('head') + 50) === 1;
  const place = (glyph: number) =>
    tables('glyf') +
    (isLong ? view.getUint32(tables('loca') + 4 * glyph) : 2 * view.getUint16(tables('loca') + 2 * glyph));
  const outline = (glyph: number): Uint8Array | undefined => {
    const [start, end] = [place(glyph), place(glyph + 1)];
    if (start === end) return new Uint8Array();
    const contours = view.getInt16(start);
    if (contours < 0) return sameAs(start);
    const instructions = start + 10 + 2 * contours;
    const points = instructions + 2 + view.getUint16(instructions);
    return trimmed(Uint8Array.of(...file.subarray(start, instructions), 0, 0, ...file.subarray(points, end)), contours);
  };
  /** The outline of the one component that is neither moved nor scaled. */
  const sameAs = (start: number): Uint8Array | undefined => {
    const [flags, component] = [view.getUint16(start + 10), view.getUint16(start + 12)];
    const [WORDS, MORE, SCALES] = [0x1, 0x20, 0xc8];
    const isMoved = flags & WORDS ? view.getUint32(start + 14) !== 0 : view.getUint16(start + 14) !== 0;
    return flags & (MORE | SCALES) || isMoved ? undefined : outline(component);
  };
  const glyphs = [...CHARACTERS].flatMap((character) => {
    const glyph = glyphOf(character.codePointAt(0) ?? 0);
    const found = glyph === 0 ? undefined : outline(glyph);
    return found === undefined ? [] : [[character, Buffer.from(found).toString('base64')] as const];
  });
  return Object.fromEntries(glyphs);
}

/** Without the zeros that fill a glyph up to four bytes. */
function trimmed(glyph: Uint8Array, contours: number): Uint8Array {
  const view = new DataView(glyph.buffer);
  const points = view.getUint16(10 + 2 * (contours - 1)) + 1;
  let at = 10 + 2 * contours + 2;
  let coordinates = 0;
  for (let read = 0; read < points; ) {
    const flag = view.getUint8(at++);
    const times = flag & 8 ? view.getUint8(at++) + 1 : 1;
    const sizeOf = (short: number, same: number) => (flag & short ? 1 : flag & same ? 0 : 2);
    coordinates += times * (sizeOf(2, 16) + sizeOf(4, 32));
    read += times;
  }
  return glyph.subarray(0, at + coordinates);
}

function tablesOf(view: DataView): (tag: string) => number {
  const offsets = new Map<string, number>();
  for (let index = 0; index < view.getUint16(4); index++) {
    const entry = 12 + index * 16;
    const tag = [0, 1, 2, 3].map((at) => String.fromCharCode(view.getUint8(entry + at))).join('');
    offsets.set(tag, view.getUint32(entry + 8));
  }
  return (tag) => {
    const offset = offsets.get(tag);
    if (offset === undefined) throw new Error(`the bundled font has no ${tag} table`);
    return offset;
  };
}
