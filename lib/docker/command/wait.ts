/** `docker wait`. docker/cli: cli/command/container/wait.go. */

import { waitForEnd } from '../container/waitForEnd';
import { actInTurn, ask, type Command, print, reportErrors } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { say } from './sayDaemon';

const WAIT_FLAGS: FlagTable = {
  command: 'docker wait',
  usage: ['CONTAINER [CONTAINER...]', 'Block until one or more containers stop, then print their exit codes'],
  arguments: { atLeast: 1 },
};

/** `docker wait CONTAINER…`; prints their exit codes. */
export const wait: Command = function* (client, argv) {
  const { arguments: names } = parseFlags(WAIT_FLAGS, argv);
  const outcomes = yield* actInTurn(names, function* (name) {
    const container = yield* ask(client, () => client.engine.container(name));
    if (container.running) yield* waitForEnd(client.process, container, container.process);
    print(client, `${container.exitCode}`);
  });
  return reportErrors(client, names, outcomes, say);
};
