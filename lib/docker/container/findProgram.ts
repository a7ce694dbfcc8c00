/** Which program a command line in a container means. runc: exec.LookPath in the container's files. */
import type { Process, Program, RunShell, Thread } from '../../machine';
import { UNMODELLED_APPLETS } from '../../tools';
import { isShellCommand, shellCommand } from '../../tools/common/shellCommand';
import { afterInput, readsAll } from '../../tools/common/standardInput';
import { DockerError, notModelled } from '../dockerError';
import type { Container } from './container';

export type { RunShell };

/** Exit codes of a container whose program is not there, and of one that may not be executed. moby: daemon/start.go. */
export const NOT_FOUND = 127;
export const NOT_EXECUTABLE = 126;

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
  if (isShellCommand(name)) return { argv, program: shellProgram(name, argv, runShell) };
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
  return shellCommand(name, argv, runShell);
}
