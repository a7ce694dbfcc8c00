/** What the interpreter says in its own words, in those of a machine. */

import { isMachine } from '../machine/isMachine';
import type { CommandResult } from '../tools/common/result';
import { inBusybox } from './busyboxWords';
import { type ShellFileSystem, WORDS } from './fileSystem';
import { describeOverrun, INTERRUPTED } from './limits';
import { sayMissing } from './missingCommands';
import { speakOfEnd } from './syntaxErrors';

/** What the interpreter says of a write that the kernel refused: one by a redirection, one by tee. */
const REFUSED_WRITE = /^(?:EINVAL: invalid argument, '\/proc\/sys\/.*'|tee: (.*): No such file or directory)$/gm;

/** What commands of the interpreter say of every file that they cannot have, and of what the file system says itself. */
const MISSING_PATH =
  /^(?:(?!EACCES|EBUSY|EPERM|EROFS).)*?(\S+?)'?: (?:No such file or directory|(?:EACCES|EBUSY|EPERM|EROFS): .*)$/gm;

const UNCOPIED = /^cp: cannot copy '.*': (?=(?:EACCES|EROFS): [^']*'(.*)'$)(EACCES|EROFS): .*$/gm;

/** Builtins that print; what they say begins with the shell's name. */
const PRINTING_BUILTINS: readonly string[] = ['alias', 'echo', 'export', 'history', 'printf', 'pwd', 'set', 'type'];

/** What came of a line, `script`, with the paths that the interpreter hides; `isEndless`: it has a loop without an end. */
export function answerOf(
  { stdout, stderr, exitCode }: CommandResult,
  files: ShellFileSystem,
  script: string,
  isEndless = false,
): CommandResult {
  const said = stderr
    .replace(REFUSED_WRITE, (said, path?: string) => complain(files, said, path))
    .replace(/^bash: (.*): command not available in browser environments\. .*$/gm, 'bash: $1: command not found')
    .replace('bash: <path>: No such file or directory', `bash: ${files.refused}`)
    .replace(UNCOPIED, (_said, path: string, code: string) => uncopied(files, path, code))
    .replace(MISSING_PATH, (said, path: string) => sayDenied(files, said, path));
  files.refusedWrites.length = 0;
  files.denied.clear();
  const overrun = describeOverrun(said, exitCode, isEndless);
  if (overrun !== undefined) return { stdout, stderr: overrun, exitCode: INTERRUPTED };
  const isAsh = !isMachine(files.place);
  const end = speakOfEnd(isAsh, { stderr: said, exitCode }, script);
  const complaint = sayMissing(end.stderr, files.place);
  return { stdout, stderr: isAsh ? inAsh(complaint) : complaint, exitCode: end.exitCode };
}

/** What is left of bash's words in a container. busybox: shell/ash.c (errmsg). */
function inAsh(said: string): string {
  return inBusybox(said)
    .replace(/^bash: (\S+): No such file or directory$/gm, "sh: can't open $1: no such file")
    .replace(/^bash: /gm, 'sh: ');
}

/** What a command says whose output the kernel refused; `path` is a file of tee's, which the interpreter calls missing. */
function complain({ refusedWrites }: ShellFileSystem, said: string, path: string | undefined): string {
  if (path === undefined) return writeError(refusedWrites.shift()?.writer);
  if (refusedWrites[0]?.path.endsWith(path) !== true) return said;
  return `tee: ${path}: ${refusedWrites.shift()?.why}`;
}

/** How who prints calls itself when it cannot. */
export function printingName(writer = 'bash'): string {
  return PRINTING_BUILTINS.includes(writer) ? `bash: ${writer}` : writer;
}

/** cp of the interpreter names its source. GNU: src/copy.c; busybox: libbb/copy_file.c. */
function uncopied({ place }: ShellFileSystem, path: string, code: string): string {
  const why = code === 'EROFS' ? WORDS.EROFS : WORDS.EACCES;
  return `cp: ${isMachine(place) ? `cannot create regular file '${path}'` : `can't create '${path}'`}: ${why}`;
}

/** Of a file that the user may not have. */
function sayDenied({ denied }: ShellFileSystem, said: string, path: string): string {
  const name = path.replace(/^['‘]/, '');
  const [, why] = [...denied].find(([whole]) => whole === name || whole.endsWith(`/${name}`)) ?? [];
  return why === undefined
    ? said
    : said.replace(/(?:No such file or directory|(?:EACCES|EBUSY|EPERM|EROFS): .*)$/, why);
}

/** GNU: close_stdout. */
function writeError(writer = 'bash'): string {
  return `${printingName(writer)}: write error: Invalid argument`;
}
