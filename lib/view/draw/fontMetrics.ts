/**
 * Widths of text without a browser and without font files: metrics.json has what the tables of the bundled fonts say.
 * Not modelled: kerning and ligatures, which change a width by a percent or two.
 */
import type { Font, FontFace } from './font';
import faces from './metrics.json';

interface Metrics {
  /** Widths of characters by code point, in units. */
  readonly widths: ReadonlyMap<number, number>;
  readonly unitsPerEm: number;
  /** Height above and depth below the baseline, in em. */
  readonly ascent: number;
  readonly descent: number;
}

/** `SKIPPED LENGTH WIDTH` in base 36 for each run of neighbours of one width; what is skipped, the font lacks. */
function decodeWidths(runs: string): ReadonlyMap<number, number> {
  const widths = new Map<number, number>();
  let code = 0;
  for (const run of runs.split(',')) {
    const [skipped = 0, length = 0, width = 0] = run.split(' ').map((value) => Number.parseInt(value, 36));
    code += skipped;
    for (const end = code + length; code < end; code++) widths.set(code, width);
  }
  return widths;
}

const known = new Map<FontFace, Metrics>();

function metricsOf(font: Font): Metrics {
  return faceMetrics(`${font.family}-${font.weight ?? 'normal'}`);
}

function faceMetrics(face: FontFace): Metrics {
  let metrics = known.get(face);
  if (!metrics) {
    const { unitsPerEm, ascent, descent, runs } = faces[face];
    metrics = {
      widths: decodeWidths(runs),
      unitsPerEm,
      ascent: ascent / unitsPerEm,
      descent: descent / unitsPerEm,
    };
    known.set(face, metrics);
  }
  return metrics;
}

/** Width of a character in em. Where the font lacks it, the viewer uses another one: Chinese, Japanese and emoji are one em wide there. */
function advance({ widths, unitsPerEm }: Metrics, code: number): number {
  const width = widths.get(code);
  return width === undefined ? (code >= 0x2e80 ? 1 : 0.6) : width / unitsPerEm;
}

/** Width of a character in units of its font; half of the em's units if the font lacks it. */
export function characterAdvance(character: string, face: FontFace): number {
  const { widths, unitsPerEm } = faceMetrics(face);
  return widths.get(character.codePointAt(0) ?? 0) ?? unitsPerEm / 2;
}

/** Width in px of one line of text. */
export function textWidth(text: string, font: Font): number {
  const metrics = metricsOf(font);
  let width = 0;
  for (const character of text) width += advance(metrics, character.codePointAt(0) ?? 0);
  return width * font.size;
}

/** Height above and depth below the baseline in px. */
export function lineExtent(font: Font): { readonly ascent: number; readonly descent: number } {
  const { ascent, descent } = metricsOf(font);
  return { ascent: ascent * font.size, descent: descent * font.size };
}
