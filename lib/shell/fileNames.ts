/** `grep -H`, which the interpreter's lacks: with another file, of which nothing is printed, it says the names of all. */
import type { ExecResult } from 'just-bash';

type Grep = (words: string[], read?: () => string) => Promise<ExecResult>;

/** Letters with a value. */
const VALUED = 'ABCmdDef';
const NOTHING = '/dev/null';

/** grep that knows -H. */
export function withFileNames(grep: Grep): Grep {
  return async (words, read) => {
    const { rest, isNamed, files, hasPattern } = readWords(words);
    if (!isNamed) return grep(words, read);
    const from = hasPattern ? 0 : 1;
    const input = files.length <= from ? ['-'] : [];
    const result = await grep([...rest, ...input, NOTHING], read);
    // -c and -L would tell of it.
    return { ...result, stdout: result.stdout.replace(/^\/dev\/null(:0)?\n/m, '') };
  };
}

interface Words {
  /** Without -H. */
  readonly rest: readonly string[];
  readonly isNamed: boolean;
  /** What is no option: the pattern as well, unless -e or -f had it. */
  readonly files: readonly string[];
  readonly hasPattern: boolean;
}

function readWords(words: readonly string[]): Words {
  const [rest, files]: [string[], string[]] = [[], []];
  let [isNamed, hasPattern] = [false, false];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      rest.push(...words.slice(at));
      files.push(...words.slice(at + 1));
      break;
    }
    if (word === '--with-filename') {
      isNamed = true;
      continue;
    }
    if (!/^-[A-Za-z0-9]/.test(word)) {
      rest.push(word);
      if (/^--(regexp|file)/.test(word)) hasPattern = true;
      else if (!word.startsWith('--')) files.push(word);
      continue;
    }
    let kept = '-';
    let takesNext = false;
    for (let index = 1; index < word.length; index += 1) {
      const letter = word[index] ?? '';
      if (letter === 'H') isNamed = true;
      else kept += letter;
      if (letter === 'e' || letter === 'f') hasPattern = true;
      if (!VALUED.includes(letter)) continue;
      kept += word.slice(index + 1);
      takesNext = index === word.length - 1;
      break;
    }
    if (kept !== '-') rest.push(kept);
    if (takesNext) rest.push(words[++at] ?? '');
  }
  return { rest, isNamed, files, hasPattern };
}
