/** The part of a text that a search shows: some words around those that it found. */

/** A part of a text; `isFound` where it is one of the words that were looked for. */
export interface Excerpt {
  readonly text: string;
  readonly isFound: boolean;
}

/** Letters before the first word that was found, and in all. */
const BEFORE = 40;
const LENGTH = 150;

/** The part of `text` around the first of `words`, in pieces. */
export function excerptOf(text: string, words: readonly string[]): readonly Excerpt[] {
  const plain = text.replace(/\s+/g, ' ').trim();
  const wanted = new Set(words);
  const first = [...plain.matchAll(/[\p{L}\p{N}_]+/gu)].find(([word]) => wanted.has(word.toLowerCase()))?.index ?? 0;
  const begin = first <= BEFORE ? 0 : plain.indexOf(' ', first - BEFORE) + 1;
  const start = begin > first ? first : begin;
  const end = start + LENGTH >= plain.length ? plain.length : plain.lastIndexOf(' ', start + LENGTH);
  const shown = plain.slice(start, end > start ? end : start + LENGTH);
  const pieces = shown
    .split(/([\p{L}\p{N}_]+)/u)
    .map((piece) => ({ text: piece, isFound: wanted.has(piece.toLowerCase()) }));
  return [
    ...(start > 0 ? [{ text: '… ', isFound: false }] : []),
    ...pieces.filter(({ text: piece }) => piece !== ''),
    ...(start + shown.length < plain.length ? [{ text: ' …', isFound: false }] : []),
  ];
}
