/** `docker diff`. docker/cli: cli/command/container/diff.go. */
import { changesOf } from '../container/changes';
import { ask, type Command, print } from './cli';
import { type FlagTable, parseFlags } from './flags';

const DIFF_FLAGS: FlagTable = {
  command: 'docker diff',
  usage: ['CONTAINER', "Inspect changes to files or directories on a container's filesystem"],
  arguments: { exactly: 1 },
};

/** `docker diff CONTAINER`; by path, where the real order is that of a file system's tables. */
export const diff: Command = function* (client, argv) {
  const [name = ''] = parseFlags(DIFF_FLAGS, argv).arguments;
  const changes = yield* ask(client, () => changesOf(client.engine, client.engine.container(name)));
  print(client, ...changes.map(({ kind, path }) => `${kind} ${path}`));
  return 0;
};
