/** The fonts of a picture as a style sheet in it: of each face that its texts use, the characters that they use. */
import { encodeBase64 } from '../figure/base64';
import type { FontFace } from './font';
import { allCharacters, drawableCharacters, fontOf } from './fontFile';
import { characterAdvance } from './fontMetrics';
import { unescapeMarkup } from './markup';

const NAMES: Readonly<Record<FontFace, string>> = {
  'sans-normal': 'font-family:Arimo',
  'sans-bold': 'font-family:Arimo;font-weight:bold',
  'mono-normal': 'font-family:Cousine',
  'mono-bold': 'font-family:Cousine;font-weight:bold',
};
const FACES = Object.keys(NAMES) as readonly FontFace[];

/** The style sheet for the texts in `markup`; '' if they use none of the bundled faces. */
export function fontStyle(markup: string): string {
  const used = usedCharacters(markup);
  return FACES.map((face) => faceStyle(face, drawableCharacters(face, used.get(face) ?? []))).join('');
}

/** A picture without its fonts, for a page that has them. */
export function withoutFonts(svg: string): string {
  return svg.replace(/<style>@font-face[^<]*<\/style>/, '');
}

/** The style sheet for pages that draw texts of their own: all characters of a family's faces. */
export function pageFontStyle(family: 'sans' | 'mono'): string {
  const faces = FACES.filter((face) => face.startsWith(family));
  return faces.map((face) => faceStyle(face, allCharacters(face))).join('\n');
}

/** With the range of its characters, pictures that stand on one page may each have their own part of a font. */
function faceStyle(face: FontFace, characters: readonly string[]): string {
  if (characters.length === 0) return '';
  const file = fontOf(face, characters, (character) => characterAdvance(character, face));
  const range = `unicode-range:${ranges(characters)}`;
  return `@font-face{${NAMES[face]};src:url(data:font/ttf;base64,${encodeBase64(file)});${range}}`;
}

/** `U+20,U+30-39` */
function ranges(characters: readonly string[]): string {
  const runs: [number, number][] = [];
  for (const code of characters.map((character) => character.codePointAt(0) ?? 0)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] + 1 === code) last[1] = code;
    else runs.push([code, code]);
  }
  const hex = (code: number) => code.toString(16);
  return runs.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join();
}

/** Elements and the texts between them. */
const TOKEN = /<(\/?)(\w+)([^>]*?)(\/?)>|([^<]+)/g;

/** What is drawn in each face: the texts of `<text>` and `<tspan>`. */
function usedCharacters(markup: string): ReadonlyMap<FontFace, ReadonlySet<string>> {
  const used = new Map<FontFace, Set<string>>();
  const open: { readonly name: string; readonly face: FontFace | undefined }[] = [];
  for (const [, closing, name, attributes = '', empty, text] of markup.matchAll(TOKEN)) {
    if (text !== undefined) {
      const face = open.at(-1)?.face;
      if (face === undefined) continue;
      const characters = used.get(face) ?? new Set();
      for (const character of unescapeMarkup(text)) characters.add(character);
      used.set(face, characters);
    } else if (closing) open.pop();
    else if (!empty && name !== undefined) open.push({ name, face: faceOf(name, attributes, open.at(-1)?.face) });
  }
  return used;
}

function faceOf(name: string, attributes: string, outer: FontFace | undefined): FontFace | undefined {
  const isBold = attributes.includes('font-weight="bold"');
  if (name === 'text') {
    if (attributes.includes('font-family="Arimo')) return isBold ? 'sans-bold' : 'sans-normal';
    if (attributes.includes('font-family="Cousine')) return isBold ? 'mono-bold' : 'mono-normal';
  }
  if (name !== 'tspan' || !isBold) return name === 'tspan' ? outer : undefined;
  return outer?.startsWith('mono') ? 'mono-bold' : 'sans-bold';
}
