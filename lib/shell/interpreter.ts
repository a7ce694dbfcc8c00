/** The interpreter of every shell, just-bash: it takes longer to load than most commands to run. */
import type { Bash, defineCommand, ScriptNode } from 'just-bash';
import type { Machine } from '../machine';
import { dateOf, intlInUtc, mathOf } from './machineTime';

/** Parses a script. Throws what is wrong with it. */
export type Parse = (text: string) => ScriptNode;

export interface Interpreter {
  readonly Bash: typeof Bash;
  readonly defineCommand: typeof defineCommand;
  readonly parse: Parse;
}

/** One for each machine, whose clock and chance it has. */
const interpreters = new WeakMap<Machine, Promise<Interpreter>>();

/** Starts loading it in the background. A failure is reported by the call that needs it. */
export function loadInterpreter(): void {
  import('#just-bash').catch(() => {});
}

/** The interpreter of all shells of a machine and its containers. */
export function interpreterOf(machine: Machine): Promise<Interpreter> {
  const found = interpreters.get(machine) ?? createFor(machine);
  interpreters.set(machine, found);
  return found;
}

async function createFor(machine: Machine): Promise<Interpreter> {
  const { createInterpreter } = await import('#just-bash');
  const { Bash, defineCommand } = createInterpreter(dateOf(machine), mathOf(machine), intlInUtc());
  // Its build for browsers exports no parser, but a bash without plugins hands out what it parsed.
  const parser = new Bash({ defenseInDepth: false });
  return { Bash, defineCommand, parse: (text) => parser.transform(text).ast };
}
