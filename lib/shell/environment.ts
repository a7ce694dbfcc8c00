/** What a shell's commands have in their environment, and `env` without a command, which prints it. */
import type { CommandContext, ExecResult } from 'just-bash';
import type { Place, Process } from '../machine';
import { isMachine } from '../machine/isMachine';
import { success } from '../tools/common/result';
import { HOME } from './home';
import { type StopSignal, strandOf } from './strand';
import { lineOf } from './typedLine';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a shell at `place` begins with: in a container what `docker exec` hands over, its first process's environment. */
export function firstEnvironment(place: Place): Record<string, string> {
  const init = isMachine(place) ? undefined : place.pids.find(1);
  if (init !== undefined) return defined(init.environment);
  const PATH = '/usr/local/sbin:/usr/local/bin:/usr/bin';
  return { HOME, USER: 'root', LOGNAME: 'root', SHELL: '/bin/bash', PATH, HOSTNAME: place.hostname };
}

/** The interpreter begins with one; a shell has none until somebody goes elsewhere. */
export const NO_LAST_DIRECTORY = 'unset OLDPWD; ';

/** A script that runs in `environment`: its variables are exported, or those that are named, so that commands have them. */
export function inEnvironment(
  script: string,
  environment: Environment,
  exported?: ReadonlySet<string>,
): { script: string; env?: Record<string, string> } {
  const env = defined(environment);
  const names = Object.keys(env).filter((name) => /^[A-Za-z_]\w*$/.test(name) && exported?.has(name) !== false);
  if (names.length === 0) return { script };
  return { script: `${env.OLDPWD === undefined ? NO_LAST_DIRECTORY : ''}export ${names.join(' ')}; ${script}`, env };
}

/** `env` prints what is exported; the interpreter's own prints every variable. With words it is the interpreter's. */
export function printEnvironment(
  place: Place,
): (words: readonly string[], context: CommandContext) => Promise<ExecResult> {
  return async (words, { exportedEnv = {}, origCommand, signal }) => {
    if (words.length > 0 && origCommand !== undefined) return origCommand([...words]);
    const process = lineOf(strandOf(signal as StopSignal | undefined))?.process;
    const shown = isMachine(place) ? exportedEnv : ofContainer(exportedEnv, process);
    const lines = Object.entries(shown).map(([name, value]) => `${name}=${value}\n`);
    return { ...success(lines.join('')), env: {} };
  };
}

/** What busybox's shell exports, in the order of its table; a program that docker starts has what it was given. */
function ofContainer(exported: Environment, process: Process | undefined): Environment {
  if (process !== undefined && process.argv[0] !== 'sh') return process.environment;
  const all = { ...exported, SHLVL: '1' };
  return Object.fromEntries(Object.entries(all).sort(([one], [other]) => slotOf(one) - slotOf(other)));
}

/** busybox: shell/ash.c (hashvar). */
function slotOf(name: string): number {
  let sum = name.charCodeAt(0) * 16;
  for (let at = 0; at < name.length; at += 1) sum += name.charCodeAt(at);
  return sum % 39;
}

function defined(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
