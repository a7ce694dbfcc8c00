/** A host's machines with the programs on them. */
import { HostMachines } from '../build';
import type { HostFacts } from '../read';
import { runCommands } from './commands';
import { QuestionError } from './question';
import { Servers } from './servers';

/** Machines, and the programs on them. */
export interface RunningHost {
  readonly machines: HostMachines;
  readonly servers: Servers;
}

/** Machines that have just been built, with their programs, after commands. Throws a `QuestionError` with what the first that failed says. */
export function startHost(
  facts: HostFacts,
  commands: string,
  options: ConstructorParameters<typeof HostMachines>[1],
): RunningHost {
  const machines = new HostMachines(facts, options);
  const failure = runCommands(machines, commands);
  if (failure !== undefined) throw new QuestionError(failure);
  return { machines, servers: new Servers(machines) };
}
