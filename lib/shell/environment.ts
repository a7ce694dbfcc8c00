/** What a shell's commands have in their environment, and `env` without a command, which prints it. */
import type { CommandContext, ExecResult } from 'just-bash';
import type { Place } from '../machine';
import { success } from '../tools/common/result';
import { HOME } from './home';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a shell at `place` begins with: in a container what `docker exec` hands over, its first process's environment. */
export function firstEnvironment(place: Place): Record<string, string> {
  const init = place === place.machine ? undefined : place.pids.find(1);
  if (init !== undefined) return defined(init.environment);
  const PATH = '/usr/local/sbin:/usr/local/bin:/usr/bin';
  return { HOME, USER: 'root', LOGNAME: 'root', SHELL: '/bin/bash', PATH, HOSTNAME: place.hostname };
}

/** A script that runs in `environment`: its variables are exported, so that commands have them. */
export function inEnvironment(
  script: string,
  environment: Environment,
): { script: string; env?: Record<string, string> } {
  const env = defined(environment);
  const names = Object.keys(env).filter((name) => /^[A-Za-z_]\w*$/.test(name));
  return names.length === 0 ? { script } : { script: `export ${names.join(' ')}; ${script}`, env };
}

/** `env` prints what is exported; the interpreter's own prints every variable. With words it is the interpreter's. */
export async function printEnvironment(
  words: readonly string[],
  { exportedEnv = {}, origCommand }: CommandContext,
): Promise<ExecResult> {
  if (words.length > 0 && origCommand !== undefined) return origCommand([...words]);
  const lines = Object.entries(exportedEnv).map(([name, value]) => `${name}=${value}\n`);
  return { ...success(lines.join('')), env: {} };
}

function defined(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
