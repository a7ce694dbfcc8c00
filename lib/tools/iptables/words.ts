/** A line of an iptables-save file as words. Userspace: add_param_to_argv, iptables/xshared.c. */
import { parameterProblem } from './program';

/** Linux: sizeof(param.buffer). */
const LONGEST_WORD = 1024;
/** Linux: MAX_ARGC. */
const MOST_WORDS = 255;

/**
 * Words between spaces, tabs and line ends. A double quote holds spaces together until the next one, which also ends
 * the word; in between a backslash takes the next character as it is. A quote that is not closed reaches to the end
 * of the line, its end included. `taken`: how many words the program has put before these.
 */
export function splitWords(line: string, taken = 0): readonly string[] {
  const words = line.includes('"') ? splitQuoted(line) : line.split(/[ \t\n]+/).filter((word) => word !== '');
  if (words.some((word) => word.length >= LONGEST_WORD)) throw parameterProblem('Parameter too long!');
  if (words.length + taken >= MOST_WORDS) throw parameterProblem('Parser cannot handle more arguments');
  return words;
}

function splitQuoted(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quoted = false;
  let escaped = false;
  const push = () => {
    words.push(word);
    word = '';
  };
  for (const character of line) {
    if (escaped || (quoted ? character !== '"' && character !== '\\' : !'" \t\n'.includes(character))) {
      word += character;
      escaped = false;
    } else if (quoted && character === '\\') escaped = true;
    else if (character === '"') {
      if (quoted) push();
      quoted = !quoted;
    } else if (word !== '') push();
  }
  if (word !== '') push();
  return words;
}
