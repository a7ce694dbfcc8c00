/** `docker update`. docker/cli: cli/command/container/update.go. Of what can be changed the restart policy is modelled. */
import type { RestartPolicy } from '../container/container';
import { DockerError } from '../dockerError';
import { actInTurn, CliError, type Command, onContainer, report } from './cli';
import { parseRestartPolicy } from './containerOptions';
import { type FlagTable, parseFlags } from './flags';
import { say } from './sayDaemon';

const UPDATE_FLAGS: FlagTable = {
  command: 'docker update',
  strings: ['restart'],
  refused: [
    ...['blkio-weight', 'cpu-period', 'cpu-quota', 'cpu-rt-period', 'cpu-rt-runtime', 'cpu-shares,c', 'cpus'],
    ...['cpuset-cpus', 'cpuset-mems', 'kernel-memory', 'memory,m', 'memory-reservation', 'memory-swap', 'pids-limit'],
  ],
  usage: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Update configuration of one or more containers'],
  arguments: { atLeast: 1 },
};

/** `docker update --restart POLICY CONTAINER…` */
export const update: Command = function* (client, argv) {
  const flags = parseFlags(UPDATE_FLAGS, argv);
  const { arguments: names } = flags;
  const given = flags.value('restart');
  if (given === undefined) throw new CliError('you must provide one or more flags when using this command');
  const act = onContainer(client, function* (container) {
    const restartPolicy = readPolicy(given);
    if (container.config.autoRemove && restartPolicy.name !== 'no')
      throw new CliError(
        `Error response from daemon: Cannot update container ${container.id}: Restart policy cannot be updated because AutoRemove is enabled for the container`,
      );
    container.config = { ...container.config, restartPolicy };
    client.engine.events.tellOfContainer(container, 'update');
  });
  return report(client, names, yield* actInTurn(names, act), say);
};

/** Here it is the daemon that finds fault with a policy. */
function readPolicy(text: string): RestartPolicy {
  try {
    return parseRestartPolicy(text);
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    throw new CliError(`Error response from daemon: ${error.message}`);
  }
}
