/** Options of coreutils, long and short, and what is said of wrong ones. GNU: getopt_long(3). */
import { type Letters, readLetters } from './letters';
import { helpHint, ToolError } from './toolError';

/** Reads a command line; `long` has the letter that each long option stands for. Throws a `ToolError` for what is no option. */
export function readGnuOptions(
  [tool = '', ...words]: readonly string[],
  letters: string,
  long: Readonly<Record<string, string>>,
): Letters {
  const end = words.indexOf('--');
  const short = words.flatMap((word, index) =>
    word.startsWith('--') && word !== '--' && (end < 0 || index < end) ? toShort(tool, word, letters, long) : [word],
  );
  const read = readLetters(short, letters);
  if (read.wrong === undefined) return read;
  const { kind, letter } = read.wrong;
  const what = kind === 'unknown' ? 'invalid option' : 'option requires an argument';
  throw new ToolError(`${tool}: ${what} -- '${letter}'\n${helpHint(tool)}`);
}

function toShort(
  tool: string,
  word: string,
  letters: string,
  long: Readonly<Record<string, string>>,
): readonly string[] {
  const [name = '', argument] = word.split(/=(.*)/s);
  const letter = Object.hasOwn(long, name) ? long[name] : undefined;
  if (letter === undefined) throw new ToolError(`${tool}: unrecognized option '${word}'\n${helpHint(tool)}`);
  const takesOne = letters.includes(`${letter}:`);
  if (argument === undefined) return [`-${letter}`];
  if (!takesOne) throw new ToolError(`${tool}: option '${name}' doesn't allow an argument\n${helpHint(tool)}`);
  return [`-${letter}`, argument];
}
