/** `docker stop`, `docker restart`. docker/cli: cli/command/container/stop.go, restart.go. */

import type { Container } from '../container/container';
import { stopContainer } from '../container/stopContainer';
import { actAtOnce, actInTurn, type Command, onContainer, report } from './cli';
import { type Flags, type FlagTable, mistake, parseFlags } from './flags';
import { say } from './sayDaemon';
import { startSoon } from './start';

/** In seconds, before a container is killed that says nothing of it. moby: container/container.go (StopTimeout). */
const STOP_TIMEOUT = 10;

const STOP_FLAGS: FlagTable = {
  command: 'docker stop',
  strings: ['time,t'],
  usage: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Stop one or more running containers'],
  arguments: { atLeast: 1 },
};

/** `docker stop [-t SECONDS] CONTAINER…`, all at the same time. */
export const stop: Command = function* (client, argv) {
  const flags = parseFlags(STOP_FLAGS, argv);
  const { arguments: names } = flags;
  const seconds = readSeconds(flags, STOP_FLAGS);
  const act = onContainer(client, (container) =>
    stopContainer(client.process, container, patience(container, seconds)),
  );
  return report(client, names, yield* actAtOnce(client, names, act), say);
};

const RESTART_FLAGS: FlagTable = {
  ...STOP_FLAGS,
  command: 'docker restart',
  usage: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Restart one or more containers'],
};

/** `docker restart [-t SECONDS] CONTAINER…`, one after the other. */
export const restart: Command = function* (client, argv) {
  const flags = parseFlags(RESTART_FLAGS, argv);
  const { arguments: names } = flags;
  const { engine } = client;
  const seconds = readSeconds(flags, RESTART_FLAGS);
  const act = onContainer(client, function* (container) {
    yield* stopContainer(client.process, container, patience(container, seconds));
    if (engine.dockerd !== undefined) yield* startSoon(engine, engine.dockerd, container);
  });
  return report(client, names, yield* actInTurn(names, act), say);
};

function readSeconds(flags: Flags, table: FlagTable): number | undefined {
  const text = flags.value('time');
  if (text !== undefined && !/^-?\d+$/.test(text)) {
    throw mistake(
      table,
      `invalid argument "${text}" for "-t, --time" flag: strconv.ParseInt: parsing "${text}": invalid syntax`,
    );
  }
  return text === undefined ? undefined : Number(text);
}

/** How many seconds a container has: as the command says, or as it was made. Below zero: without end. */
function patience({ config }: Container, given: number | undefined): number {
  const seconds = given ?? config.stopTimeout ?? STOP_TIMEOUT;
  return seconds < 0 ? Number.MAX_SAFE_INTEGER / 1e7 : seconds;
}
