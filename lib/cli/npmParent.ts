/**
 * A command that npm started ends when npm does. npm passes on SIGINT and SIGTERM, but not SIGHUP, and a kill nobody can pass
 * on: the command would keep its port, and what it started, for ever.
 */
import { readFileSync } from 'node:fs';

const INTERVAL_MS = 500;
const SHELL = /^(?:ba|da|k|z)?sh$/;

interface ProcessFacts {
  readonly name: string;
  readonly parent: number;
}

/** Tells this process to terminate (SIGTERM) once the npm that started it is gone; does nothing when npm did not start it. */
export function endWithNpm(): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const starters = startersOfThis();
  const watch = setInterval(() => {
    if (startersOfThis() === starters) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, INTERVAL_MS);
  watch.unref();
}

/** The parent; where that is a shell, which may stay between npm and its command, also what started the shell. */
function startersOfThis(): string {
  const starters = [process.ppid];
  for (let facts = factsOf(process.ppid); facts !== undefined && SHELL.test(facts.name); facts = factsOf(facts.parent))
    starters.push(facts.parent);
  return starters.join(' ');
}

/** Only Linux has them in a file (proc_pid_stat(5)); elsewhere the parent alone is watched. */
function factsOf(pid: number): ProcessFacts | undefined {
  try {
    const [, name = '', parent] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return { name, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
