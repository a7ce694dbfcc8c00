/** Options of `bash` and `sh` as commands, which the interpreter's take one by one, if at all. bash: shell.c (parse_shell_options). */

/** Letters that `set` knows as well. */
const OF_SET = 'efuvxnC';
/** Those that mean nothing where no person types. */
const IGNORED = 'il';

/** A command line that the interpreter's command understands; what `-e` and its like say is said by `set`. `readScript`: undefined for no file. */
export function plainShell(
  words: readonly string[],
  readScript: (path: string) => string | undefined,
): readonly string[] {
  let letters = '';
  let long = '';
  let isCommand = false;
  let at = 0;
  for (; at < words.length && /^[-+][A-Za-z]/.test(words[at] ?? ''); at += 1) {
    const word = words[at] ?? '';
    if (word.startsWith('+') || [...word.slice(1)].some((letter) => !`${OF_SET}${IGNORED}co`.includes(letter)))
      return words;
    for (const letter of word.slice(1)) {
      if (letter === 'c') isCommand = true;
      else if (letter === 'o') long += ` -o ${words[++at] ?? ''}`;
      else if (OF_SET.includes(letter)) letters += letter;
    }
  }
  if (letters === '' && long === '') return words;
  const set = `set${letters === '' ? '' : ` -${letters}`}${long}`;
  const [first, ...rest] = words.slice(at);
  if (first === undefined) return words;
  if (isCommand) return ['-c', `${set}\n${first}`, ...rest];
  const script = readScript(first);
  return script === undefined ? [first, ...rest] : ['-c', `${set}\n${script}`, first, ...rest];
}
