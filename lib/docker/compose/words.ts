/** A command that was written as one text, in words as a shell has them. compose-go: shellwords. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const letter = text[index] ?? '';
    if (quote === "'" && letter !== "'") word = (word ?? '') + letter;
    else if (letter === quote) quote = '';
    else if (letter === '\\') word = (word ?? '') + (text[++index] ?? '');
    else if (quote === '' && (letter === '"' || letter === "'")) {
      quote = letter;
      word ??= '';
    } else if (quote === '' && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + letter;
  }
  return word === undefined ? words : [...words, word];
}
