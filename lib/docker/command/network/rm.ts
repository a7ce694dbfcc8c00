/** `docker network rm`. docker/cli: cli/command/network/remove.go. */

import { DockerError } from '../../dockerError';
import { removeNetwork } from '../../network/removeNetwork';
import { actInTurn, ask, type Command, report } from '../cli';
import { type FlagTable, parseFlags } from '../flags';
import { sayDaemon, sayMissing } from '../sayDaemon';

const RM_FLAGS: FlagTable = {
  command: 'docker network rm',
  usage: ['NETWORK [NETWORK...]', 'Remove one or more networks'],
  arguments: { atLeast: 1 },
};

/** `docker network rm NETWORK…` */
export const rm: Command = function* (client, argv) {
  const { arguments: names } = parseFlags(RM_FLAGS, argv);
  const outcomes = yield* actInTurn(names, (name) => ask(client, () => removeNetwork(client.engine, name)));
  const { release } = client.engine;
  const exitCode = report(client, names, outcomes, (error, name) => {
    if (!(error instanceof DockerError)) throw error;
    if (error.code !== 'not-found') return sayDaemon(error);
    return sayMissing(release, error.message, `network ${name} not found`);
  });
  if (exitCode !== 0 && release.changes.has('saysExitStatus')) client.process.stderr += `exit status ${exitCode}\n`;
  return exitCode;
};
