/** A program in another network namespace: the same files and processes, another network. Linux: setns(2). */
import { type Place, Process, type Program, type Thread, waitForExit } from '../../machine';
import type { NetNamespace } from '../../network';
import { isShellCommand, shellCommand } from './shellCommand';

/** Programs by name. */
export type ProgramsByName = () => ReadonlyMap<string, Program>;

/** A place as it looks from another network namespace. */
export function placeIn({ name, machine, pids, hostname, files }: Place, net: NetNamespace): Place {
  return { name, machine, net, pids, hostname, files };
}

/** Runs a program in the namespace, as a child that gets the signals; its exit code. */
export function* runInNamespace(parent: Process, net: NetNamespace, argv: readonly string[], program: Program): Thread {
  const { input, cwd, environment, output, errors } = parent;
  const streams = { input, ...(output !== undefined && { output }), ...(errors !== undefined && { errors }) };
  const place = placeIn(parent.place, net);
  const child = new Process({ place, argv, program, parent, cwd, environment, ...streams });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1'] as const)
    parent.handlers.set(signal, () => child.kill(signal));
  parent.onExit(() => child.kill('SIGKILL'));
  parent.endedBy = child.endedBy;
  const exitCode = yield* waitForExit(child);
  parent.stdout += child.stdout;
  parent.stderr += child.stderr;
  return exitCode;
}

/** Programs that are there and cannot be run so. */
const OTHER_SHELLS = ['dash', 'watch', 'zsh'];

/** The program of a command line; what only a shell has, if there is one. `undefined` if there is none of that name. */
export function programOf({ machine }: Place, argv: readonly string[], programs: ProgramsByName): Program | undefined {
  const name = (argv[0] ?? '').replace(/^.*\//, '');
  const program = programs().get(name);
  if (program !== undefined || machine.runShell === undefined || !isShellCommand(name)) return program;
  return shellCommand(name, argv, machine.runShell);
}

/** Why a command cannot be run in another namespace though it exists; `undefined` for one that does not. */
export function whyNotRun(name: string): string | undefined {
  const word = name.replace(/^.*\//, '');
  return OTHER_SHELLS.includes(word) || isShellCommand(word)
    ? `running "${word}" in another namespace is not modelled by chainwalk`
    : undefined;
}
