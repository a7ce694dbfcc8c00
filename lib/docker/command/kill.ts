/** `docker kill`. docker/cli: cli/command/container/kill.go. */
import { killContainer } from '../container/stopContainer';
import { DockerError } from '../dockerError';
import { actAtOnce, type Command, report } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { readSignal } from './readSignal';
import { say } from './sayDaemon';

const KILL_FLAGS: FlagTable = {
  command: 'docker kill',
  strings: ['signal,s'],
  usage: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Kill one or more running containers'],
  arguments: { atLeast: 1 },
};

/** `docker kill [-s SIGNAL] CONTAINER…` */
export const kill: Command = function* (client, argv) {
  const flags = parseFlags(KILL_FLAGS, argv);
  const { arguments: names } = flags;
  const { engine } = client;
  const act = (name: string) =>
    engine.request(function* () {
      const signal = readSignal(flags.value('signal') || 'KILL');
      yield* killContainer(engine, client.process, engine.container(name), signal);
    });
  const verb = client.engine.release.changes.has('newerRefusals') ? 'cannot' : 'Cannot';
  return report(client, names, yield* actAtOnce(client, names, act), (error, name) => {
    const isAboutContainer = error instanceof DockerError && ['not-found', 'conflict'].includes(error.code);
    return isAboutContainer
      ? `Error response from daemon: ${verb} kill container: ${name}: ${error.message}`
      : say(error);
  });
};
