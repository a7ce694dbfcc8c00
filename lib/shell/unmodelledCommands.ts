/** What the interpreter calls missing although a real machine has it: it is refused by name. */
import type { Place } from '../machine';
import { UNMODELLED_APPLETS, UNMODELLED_PROGRAMS } from '../tools';

/** Builtins of bash that the interpreter lacks. */
const UNMODELLED_BUILTINS = 'alias bg bind disown fg jobs times trap ulimit umask unalias'.split(' ');

/** Where programs lie. */
const DIRECTORY = /^(\/usr)?(\/local)?\/s?bin\//;
const MISSING = /^bash: (\S+): (?:command not found|No such file or directory)$/gm;

/** The errors of a line typed at `place`, with a refusal for each command that only the simulation lacks. */
export function refuseUnmodelled(stderr: string, place: Place): string {
  const programs = place === place.machine ? UNMODELLED_PROGRAMS : UNMODELLED_APPLETS;
  return stderr.replace(MISSING, (said, word: string) => {
    const name = word.replace(DIRECTORY, '');
    const isProgram = programs.includes(name) && (name !== word || said.endsWith('not found'));
    return isProgram || UNMODELLED_BUILTINS.includes(word) ? `bash: ${word}: not modelled by chainwalk` : said;
  });
}
