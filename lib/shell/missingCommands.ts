/** What is said of commands that are not there; what the interpreter alone lacks is refused by name. */
import type { Place } from '../machine';
import { isMachine } from '../machine/isMachine';
import { UNMODELLED_APPLETS, UNMODELLED_PROGRAMS } from '../tools';

/** Builtins of bash that the interpreter lacks. */
const UNMODELLED_BUILTINS = 'bind times'.split(' ');

/** Where programs lie. */
const DIRECTORY = /^(\/usr)?(\/local)?\/s?bin\//;
const MISSING = /^bash: (\S+): (command not found|No such file or directory)$/gm;

/** The errors of a line typed at `place`: a refusal for each command that only the simulation lacks; busybox's words in containers. */
export function sayMissing(stderr: string, place: Place): string {
  const isBash = isMachine(place);
  const programs = isBash ? UNMODELLED_PROGRAMS : UNMODELLED_APPLETS;
  return stderr.replace(MISSING, (said, word: string, problem: string) => {
    const name = word.replace(DIRECTORY, '');
    const isNoCommand = problem === 'command not found';
    const isProgram = programs.includes(name) && (name !== word || isNoCommand);
    if (isProgram || UNMODELLED_BUILTINS.includes(word))
      return `${isBash ? 'bash' : 'sh'}: ${word}: not modelled by chainwalk`;
    return isNoCommand && !isBash ? `sh: ${word}: not found` : said;
  });
}
