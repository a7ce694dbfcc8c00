/** The words of a command line as a shell splits them, without carrying anything out. POSIX.1-2017, 2.2. */

const WORD = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/g;
const PART = /\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|([^\s"'\\]+)/g;

/** Quotes and backslashes are taken away; what follows a comment's `#`, `;`, `|` or `&` is another matter. */
export function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(WORD)) {
    if (/^(?:#|;|\||&)/.test(word)) break;
    words.push(unquote(word.replace(/;$/, '')));
    if (word.endsWith(';')) break;
  }
  return words;
}

function unquote(word: string): string {
  return word.replace(PART, (_, escaped?: string, double?: string, single?: string, plain?: string) => {
    if (escaped !== undefined) return escaped;
    return double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? plain ?? '';
  });
}
