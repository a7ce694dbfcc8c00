/** Which program a command line in a container means. runc: exec.LookPath in the container's files. */
import { awaitInput, type Place, type Process, type Program, type Thread } from '../../machine';
import { UNMODELLED_APPLETS } from '../../tools';
import { afterInput, readsAll } from '../../tools/common/standardInput';
import { DockerError, notModelled } from '../dockerError';
import type { Container } from './container';

/** Runs a command line in a shell of a place, as a thread of a process there; its output becomes the process's. */
export type RunShell = (place: Place, process: Process, line: string) => Thread;

/** Exit codes of a container whose program is not there, and of one that may not be executed. moby: daemon/start.go. */
export const NOT_FOUND = 127;
export const NOT_EXECUTABLE = 126;

/** Commands of busybox and bash that only a shell's interpreter has. */
const SHELL_COMMANDS = new Set(
  [
    'awk base64 basename bash cat chmod comm cp cut date diff dirname du echo egrep env expr false fgrep find fold grep head hostname',
    'ls md5sum mkdir mv nice nl nohup od paste printenv printf pwd readlink rm rmdir sed seq setsid sh sha256sum sort stat strings tac tail tar tee timeout touch tr',
    'true uniq wc which xargs',
  ].flatMap((line) => line.split(' ')),
);

/** A program to start, with the arguments that it sees. */
export interface Executable {
  readonly argv: readonly string[];
  readonly program: Program;
}

/** Finds the program of a command line. Throws a `DockerError` in runc's words if the container has none of that name. */
export function findProgram(container: Container, argv: readonly string[], runShell: RunShell | undefined): Executable {
  const { image } = container.config;
  if (image.entrypointExecs && argv[0] === image.entrypoint?.[0])
    return findProgram(container, argv.slice(1), runShell);
  const [path = ''] = argv;
  const name = path.replace(/^(\/usr)?(\/local)?\/s?bin\//, '');
  const program = image.programs.get(name);
  if (program !== undefined) return { argv, program: readsAll(argv) ? afterInput(program) : program };
  if (name === 'env' && argv.length === 1) return { argv, program: printEnvironment };
  if (SHELL_COMMANDS.has(name)) return { argv, program: shellProgram(name, argv, runShell) };
  if (UNMODELLED_APPLETS.includes(name)) throw notModelled(`${name} in containers`);
  const { why, exitCode } = explainFailure(container, path);
  throw new DockerError('failed', `unable to start container process: exec: "${path}": ${why}: unknown`, exitCode);
}

/** Go: os/exec (LookPath). */
function explainFailure({ files }: Container, path: string): { readonly why: string; readonly exitCode: number } {
  if (!path.includes('/')) return { why: 'executable file not found in $PATH', exitCode: NOT_FOUND };
  const node = files.find(path);
  if (node === undefined) return { why: `stat ${path}: no such file or directory`, exitCode: NOT_FOUND };
  if (node.kind === 'file' && ((node.mode ?? 0) & 0o111) !== 0) throw notModelled(`the program ${path} in containers`);
  return { why: 'permission denied', exitCode: NOT_EXECUTABLE };
}

/** `env` that no shell started: nothing but what the process was given. */
function* printEnvironment(process: Process): Thread {
  for (const [name, value] of Object.entries(process.environment)) process.stdout += `${name}=${value}\n`;
  return 0;
}

function shellProgram(name: string, argv: readonly string[], runShell: RunShell | undefined): Program {
  if (runShell === undefined)
    throw new DockerError('not-modelled', `chainwalk does not model ${name} in containers without a shell`);
  return function* run(process) {
    if (isScriptOfInput(name, argv)) yield* awaitInput(process);
    return yield* runShell(process.place, process, commandLine(name, argv, process));
  };
}

/** Whether a shell reads its script from standard input. */
function isScriptOfInput(name: string, [, ...words]: readonly string[]): boolean {
  return (name === 'sh' || name === 'bash') && words.every((word) => /^-[ils]*$/.test(word));
}

/** `sh -c LINE` and a script on standard input as they are; other commands as a shell would read them, which find their input untouched. */
function commandLine(name: string, argv: readonly string[], process: Process): string {
  if (isScriptOfInput(name, argv)) return process.stdin;
  const isLine = (name === 'sh' || name === 'bash') && argv[1] === '-c' && argv.length === 3;
  return isLine ? (argv[2] ?? '') : [name, ...argv.slice(1)].map(quote).join(' ');
}

function quote(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
