/** `docker stop`, `docker restart`. docker/cli: cli/command/container/stop.go, restart.go. */

import { stopContainer } from '../container/stopContainer';
import { actAtOnce, actInTurn, type Command, onContainer, report } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { readSeconds } from './readSeconds';
import { say } from './sayDaemon';
import { startSoon } from './start';

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
  const seconds = readSeconds(flags, STOP_FLAGS, 'time');
  const act = onContainer(client, (container) => stopContainer(client.engine, client.process, container, seconds));
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
  const seconds = readSeconds(flags, RESTART_FLAGS, 'time');
  const act = onContainer(client, function* (container) {
    yield* stopContainer(engine, client.process, container, seconds);
    if (engine.dockerd !== undefined) yield* startSoon(engine, engine.dockerd, container);
    engine.events.tellOfContainer(container, 'restart');
  });
  return report(client, names, yield* actInTurn(names, act), say);
};
