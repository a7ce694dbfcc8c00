/** A program in another network namespace: the same files and processes, another network. Linux: setns(2). */
import { type Place, Process, type Program, type Thread, waitForExit } from '../../machine';
import type { NetNamespace } from '../../network';

/** Programs by name. */
export type ProgramsByName = () => ReadonlyMap<string, Program>;

/** A place as it looks from another network namespace. */
export function placeIn({ name, machine, pids, hostname, files }: Place, net: NetNamespace): Place {
  return { name, machine, net, pids, hostname, files };
}

/** Runs a program in the namespace, as a child that gets the signals; its exit code. */
export function* runInNamespace(parent: Process, net: NetNamespace, argv: readonly string[], program: Program): Thread {
  const { input, cwd, environment } = parent;
  const child = new Process({ place: placeIn(parent.place, net), argv, program, parent, input, cwd, environment });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1'] as const)
    parent.handlers.set(signal, () => child.kill(signal));
  parent.onExit(() => child.kill('SIGKILL'));
  parent.endedBy = child.endedBy;
  const exitCode = yield* waitForExit(child);
  parent.stdout += child.stdout;
  parent.stderr += child.stderr;
  return exitCode;
}

/** Commands of the shell, which have no program of their own here. */
const OF_THE_SHELL =
  'awk bash cat cut dash echo egrep env find grep head jq sed sh sort tail tee test true watch xargs zsh';

/** Why a command cannot be run in another namespace though it exists; `undefined` for one that does not. */
export function whyNotRun(name: string): string | undefined {
  const word = name.replace(/^.*\//, '');
  return OF_THE_SHELL.split(' ').includes(word)
    ? `running "${word}" in another namespace is not modelled by chainwalk`
    : undefined;
}
