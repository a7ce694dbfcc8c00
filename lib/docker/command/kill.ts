/** `docker kill`. docker/cli: cli/command/container/kill.go. */
import { SIGNALS, type Signal } from '../../machine';
import { killContainer } from '../container/stopContainer';
import { DockerError, notModelled } from '../dockerError';
import { actAtOnce, type Command, onContainer, report } from './cli';
import { type FlagTable, parseFlags } from './flags';
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
  const act = onContainer(client, (container) =>
    killContainer(client.process, container, readSignal(flags.value('signal') ?? 'KILL')),
  );
  const verb = client.engine.release.changes.has('newerRefusals') ? 'cannot' : 'Cannot';
  return report(client, names, yield* actAtOnce(client, names, act), (error, name) => {
    const isAboutContainer = error instanceof DockerError && ['not-found', 'conflict'].includes(error.code);
    return isAboutContainer
      ? `Error response from daemon: ${verb} kill container: ${name}: ${error.message}`
      : say(error);
  });
};

/** `KILL`, `SIGKILL` or `9`. */
function readSignal(text: string): Signal {
  const name = (Object.entries(SIGNALS).find(([, number]) => `${number}` === text)?.[0] ??
    `SIG${text.toUpperCase().replace(/^SIG/, '')}`) as Signal;
  if (Object.hasOwn(SIGNALS, name)) return name;
  if (/^(SIG)?(STOP|CONT|USR2|WINCH|ALRM|ABRT|INT|PIPE|CHLD)$/i.test(text)) throw notModelled(`the signal ${text}`);
  throw new DockerError('invalid', `Invalid signal: ${text}`);
}
