/** `grep` with more than one `-e`: the interpreter's takes only the last, so it is given them as lines of one. */
import type { ExecResult } from 'just-bash';

/** Letters with a value. */
const VALUED = 'ABCmdDf';

/** The interpreter's `grep`, with all patterns. */
export async function severalPatterns(
  words: readonly string[],
  origCommand: (words: string[]) => Promise<ExecResult>,
): Promise<ExecResult> {
  const patterns: string[] = [];
  const rest: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') {
      rest.push(...words.slice(index));
      break;
    }
    const long = /^--regexp(?:=(.*))?$/s.exec(word);
    const at = long === null && /^-[A-Za-z]/.test(word) ? letterAt(word) : -1;
    if (long !== null || at >= 0) {
      const attached = long === null ? word.slice(at + 1) : long[1];
      if (at > 1) rest.push(word.slice(0, at));
      patterns.push(attached === undefined || attached === '' ? (words[++index] ?? '') : attached);
    } else rest.push(word);
  }
  if (patterns.length < 2) return origCommand([...words]);
  return origCommand(['-e', patterns.join('\n'), ...rest]);
}

/** Where `-e` begins among letters, behind none that takes the rest of them. */
function letterAt(word: string): number {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word[at] ?? '';
    if (letter === 'e') return at;
    if (VALUED.includes(letter)) return -1;
  }
  return -1;
}
