/** Command lines of single letters, as getopt(3) reads them: `-u -w 1`, `-uw1`; other words may stand between. */

/** Letters given, each with its argument (`''` for those that take none), and the other words. */
export interface Letters {
  readonly given: ReadonlyMap<string, string>;
  readonly words: readonly string[];
  /** The letter that is unknown, or that lacks its argument. */
  readonly wrong: { readonly kind: 'unknown' | 'missing'; readonly letter: string } | undefined;
}

/** Reads with an option string such as `c:qw:`; a leading `+` stops at the first other word. */
export function readLetters(argv: readonly string[], options: string): Letters {
  const given = new Map<string, string>();
  const words: string[] = [];
  const stops = options.startsWith('+');
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] as string;
    if (word === '--') {
      words.push(...argv.slice(index + 1));
      break;
    }
    if (!/^-./.test(word)) {
      if (stops) {
        words.push(...argv.slice(index));
        break;
      }
      words.push(word);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word[at] as string;
      const place = letter === ':' ? -1 : options.indexOf(letter);
      if (place < 0) return { given, words, wrong: { kind: 'unknown', letter } };
      if (options[place + 1] !== ':') {
        given.set(letter, '');
        continue;
      }
      const argument = at + 1 < word.length ? word.slice(at + 1) : argv[++index];
      if (argument === undefined) return { given, words, wrong: { kind: 'missing', letter } };
      given.set(letter, argument);
      break;
    }
  }
  return { given, words, wrong: undefined };
}
