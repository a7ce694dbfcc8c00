/**
 * Widths of text without a browser, from the bundled fonts' own tables (OpenType: head, hhea, hmtx, cmap format 4).
 * Not modelled: kerning and ligatures, which change a width by a percent or two.
 */
import { type Font, type FontFace, fontFile } from './font';

interface Metrics {
  /** Width of a character in em. */
  readonly advance: (code: number) => number;
  /** Height above and depth below the baseline, in em. */
  readonly ascent: number;
  readonly descent: number;
}

function readMetrics(file: Uint8Array): Metrics {
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
    ascent: view.getInt16(horizontal + 4) / unitsPerEm,
    descent: -view.getInt16(horizontal + 6) / unitsPerEm,
    advance(code) {
      const glyph = glyphOf(code);
      // The font lacks it: the viewer will use another one, where Chinese, Japanese and emoji are one em wide.
      if (glyph === 0) return code >= 0x2e80 ? 1 : 0.6;
      return view.getUint16(widths + Math.min(glyph, lastWidth) * 4) / unitsPerEm;
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

const known = new Map<FontFace, Metrics>();

function metricsOf(font: Font): Metrics {
  const face: FontFace = `${font.family}-${font.weight ?? 'normal'}`;
  let metrics = known.get(face);
  if (!metrics) {
    metrics = readMetrics(fontFile(face));
    known.set(face, metrics);
  }
  return metrics;
}

/** Width in px of one line of text. */
export function textWidth(text: string, font: Font): number {
  const { advance } = metricsOf(font);
  let width = 0;
  for (const character of text) width += advance(character.codePointAt(0)!);
  return width * font.size;
}

/** Height above and depth below the baseline in px. */
export function lineExtent(font: Font): { readonly ascent: number; readonly descent: number } {
  const { ascent, descent } = metricsOf(font);
  return { ascent: ascent * font.size, descent: descent * font.size };
}
