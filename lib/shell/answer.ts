/** What the interpreter says in its own words, in those of a machine. */
import type { CommandResult } from '../tools/common/result';
import type { ShellFileSystem } from './fileSystem';
import { isMachine } from './isMachine';
import { describeOverrun, INTERRUPTED } from './limits';
import { sayMissing } from './missingCommands';
import { speakOfEnd } from './syntaxErrors';

/** What the interpreter says of a write that the kernel refused: one by a redirection, one by tee. */
const REFUSED_WRITE = /^(?:EINVAL: invalid argument, '\/proc\/sys\/.*'|tee: (.*): No such file or directory)$/gm;

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
    .replace('bash: <path>: No such file or directory', `bash: ${files.refused}`);
  files.refusedWrites.length = 0;
  const overrun = describeOverrun(said, exitCode, isEndless);
  if (overrun !== undefined) return { stdout, stderr: overrun, exitCode: INTERRUPTED };
  const isAsh = !isMachine(files.place);
  const end = speakOfEnd(isAsh, { stderr: said, exitCode }, script);
  const complaint = sayMissing(end.stderr, files.place);
  return { stdout, stderr: isAsh ? inAsh(complaint) : complaint, exitCode: end.exitCode };
}

/** What is left of bash's words in a container. busybox: shell/ash.c (errmsg). */
function inAsh(said: string): string {
  return said
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

/** GNU: close_stdout. */
function writeError(writer = 'bash'): string {
  return `${printingName(writer)}: write error: Invalid argument`;
}
