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
  const offsets = new Map<string, number>();
  for (let index = 0; index < view.getUint16(4); index++) {
    const entry = 12 + index * 16;
    offsets.set(String.fromCharCode(...file.subarray(entry, entry + 4)), view.getUint32(entry + 8));
  }
  const table = (tag: string): number => {
    const offset = offsets.get(tag);
    if (offset === undefined) throw new Error(`the bundled font has no ${tag} table`);
    return offset;
  };
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
