/** How glibc's getopt itself complains, where a program lets it. glibc: posix/getopt.c. */
import type { Program } from './program';

/** The complaint about the argument that was read last. */
export function optionError(program: Program, last: string, kind: 'missing' | 'unknown'): string {
  const long = last.startsWith('--');
  if (kind === 'missing')
    return `${program.name}: option ${long ? `'${last}' requires an argument` : `requires an argument -- '${last.slice(-1)}'`}\n`;
  return long
    ? `${program.name}: unrecognized option '${last}'\n`
    : `${program.name}: invalid option -- '${last.slice(-1)}'\n`;
}
