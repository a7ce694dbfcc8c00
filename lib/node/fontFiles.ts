/** The bundled fonts as files: read when first needed, then kept. */
import { readFileSync } from 'node:fs';
import type { FontFace } from '../view/draw/font';

const FILES: Readonly<Record<FontFace, string>> = {
  'sans-normal': '@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf',
  'sans-bold': '@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf',
  'mono-normal': '@expo-google-fonts/cousine/400Regular/Cousine_400Regular.ttf',
  'mono-bold': '@expo-google-fonts/cousine/700Bold/Cousine_700Bold.ttf',
};

/** The faces that have a font file. */
export const FONT_FACES = Object.keys(FILES) as readonly FontFace[];

const loaded = new Map<FontFace, Uint8Array>();

/** The TrueType file of a face. */
export function fontFile(face: FontFace): Uint8Array {
  let bytes = loaded.get(face);
  if (!bytes) {
    bytes = readFileSync(require.resolve(FILES[face]));
    loaded.set(face, bytes);
  }
  return bytes;
}
