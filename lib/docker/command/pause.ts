/** `docker pause`, `docker unpause`. docker/cli: cli/command/container/pause.go, unpause.go. */
import type { Container } from '../container/container';
import { pauseContainer, unpauseContainer } from '../container/pauseContainer';
import { actInTurn, type Command, onContainer, report } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { say } from './sayDaemon';

/** `docker pause CONTAINER…` */
export const pause = commandOf('pause', 'Pause all processes within one or more containers', pauseContainer);

/** `docker unpause CONTAINER…` */
export const unpause = commandOf('unpause', 'Unpause all processes within one or more containers', unpauseContainer);

function commandOf(verb: string, purpose: string, act: (container: Container) => void): Command {
  const table: FlagTable = {
    command: `docker ${verb}`,
    usage: ['CONTAINER [CONTAINER...]', purpose],
    arguments: { atLeast: 1 },
  };
  return function* (client, argv) {
    const { arguments: names } = parseFlags(table, argv);
    const outcomes = yield* actInTurn(
      names,
      onContainer(client, function* (container) {
        act(container);
        client.engine.events.tellOfContainer(container, verb);
      }),
    );
    return report(client, names, outcomes, say);
  };
}
