/** `docker rename`. docker/cli: cli/command/container/rename.go. */

import { renameContainer } from '../container/createContainer';
import { DockerError } from '../dockerError';
import { ask, CliError, type Command } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { say } from './sayDaemon';

const RENAME_FLAGS: FlagTable = {
  command: 'docker rename',
  usage: ['CONTAINER NEW_NAME', 'Rename a container'],
  arguments: { exactly: 2 },
};

/** `docker rename CONTAINER NAME` */
export const rename: Command = function* (client, argv) {
  const [old = '', name = ''] = parseFlags(RENAME_FLAGS, argv).arguments;
  if (old.trim() === '' || name.trim() === '') throw new CliError('Error: Neither old nor new names may be empty');
  try {
    yield* ask(client, () => renameContainer(client.engine, client.engine.container(old), name));
    return 0;
  } catch (error) {
    throw new CliError(
      isUnreachable(error as Error)
        ? say(error as Error)
        : `${say(error as Error)}\nError: failed to rename container named ${old}`,
    );
  }
};

function isUnreachable(error: Error): boolean {
  return error instanceof DockerError && (error.code === 'unreachable' || error.code === 'not-modelled');
}
