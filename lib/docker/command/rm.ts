/** `docker rm`. docker/cli: cli/command/container/rm.go. */
import { pause } from '../../machine';
import { MILLISECOND } from '../../network';
import { removeContainer } from '../container/removeContainer';
import { killContainer } from '../container/stopContainer';
import { DockerError } from '../dockerError';
import { actAtOnce, type Command, type Outcome, onContainer, report } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { say, sayMissing } from './sayDaemon';

/** What dockerd takes for it. */
const REMOVE_DURATION = 60 * MILLISECOND;

const RM_FLAGS: FlagTable = {
  command: 'docker rm',
  booleans: ['force,f', 'volumes,v'],
  refused: ['link,l'],
  usage: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Remove one or more containers'],
  arguments: { atLeast: 1 },
};

/** `docker rm [-f] CONTAINER…` */
export const rm: Command = function* (client, argv) {
  const flags = parseFlags(RM_FLAGS, argv);
  const { arguments: names } = flags;
  const { engine } = client;
  const force = flags.has('force');
  const act = onContainer(client, function* (container) {
    if (container.running && force) yield* killContainer(engine, client.process, container, 'SIGKILL');
    if (engine.dockerd !== undefined) yield* pause(engine.dockerd, REMOVE_DURATION);
    if (engine.containers.has(container.id)) removeContainer(engine, container, flags.has('volumes'));
  });
  const outcomes = yield* actAtOnce(client, names, act);
  const isMissing = (error: Outcome) => error instanceof DockerError && error.code === 'not-found';
  report(client, names, outcomes, (error) =>
    isMissing(error) ? sayMissing(engine.release, error.message) : say(error),
  );
  // With -f it is no failure if there is nothing to remove.
  return outcomes.some((error) => error !== undefined && !(force && isMissing(error))) ? 1 : 0;
};
