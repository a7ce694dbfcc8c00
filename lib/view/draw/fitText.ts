/** Makes text fit a width: cut in the middle, where rule labels differ least, or wrapped between words. */
import type { Font } from './font';
import { textWidth } from './fontMetrics';

/** The text, or its beginning and end around an ellipsis, not wider than `width` px. */
export function fitText(text: string, font: Font, width: number): string {
  if (textWidth(text, font) <= width) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 0; kept--) {
    const head = characters.slice(0, Math.ceil(kept / 2)).join('');
    const tail = characters.slice(characters.length - Math.floor(kept / 2)).join('');
    const cut = `${head}…${tail}`;
    if (textWidth(cut, font) <= width) return cut;
  }
  return '…';
}

/** Lines not wider than `width` px, broken after spaces and hyphens, as chain names want it. */
export function breakText(text: string, font: Font, width: number): readonly string[] {
  const lines: string[] = [];
  for (const piece of text.split(/(?<=[- ])/)) {
    const longer = `${lines.at(-1) ?? ''}${piece}`;
    if (lines.length > 0 && textWidth(longer.trimEnd(), font) <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines.map((line) => fitText(line.trimEnd(), font, width));
}

/** Lines not wider than `width` px; a single word that is too wide is cut in the middle. */
export function wrapText(text: string, font: Font, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, font) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitText(word, font, width));
  }
  return lines;
}
