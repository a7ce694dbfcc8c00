/** `docker cp`. docker/cli: cli/command/container/cp.go. */
import { copyFiles, type Location, parentOf } from '../container/copyFiles';
import { DockerError, notModelled } from '../dockerError';
import { ask, CliError, type Client, type Command } from './cli';
import { type FlagTable, parseFlags } from './flags';

const CP_FLAGS: FlagTable = {
  command: 'docker cp',
  booleans: ['archive,a', 'follow-link,L'],
  usage: [
    '[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH',
    'Copy files/folders between a container and the local filesystem',
  ],
  arguments: { exactly: 2 },
};

/** `docker cp CONTAINER:PATH PATH`, `docker cp PATH CONTAINER:PATH`, also of a container that does not run. */
export const cp: Command = function* (client, argv) {
  const [from = '', to = ''] = parseFlags(CP_FLAGS, argv).arguments;
  const [source, target] = [readPlace(from), readPlace(to)];
  if (source.container !== undefined && target.container !== undefined)
    throw new CliError('copying between containers is not supported');
  if (source.container === undefined && target.container === undefined)
    throw new CliError('must specify at least one container source');
  if (from === '-' || to === '-') throw notModelled('docker cp of archives (-)');
  yield* ask(client, () => {
    const problem = copyFiles(
      locationOf(client, source, source.path),
      locationOf(client, target, parentOf(target.path)),
    );
    const path = absolute(client, target);
    switch (problem) {
      case 'no source':
        throw new CliError(
          source.container === undefined ? sayMissing(absolute(client, source)) : sayNothing(source, source.path),
        );
      case 'no parent':
        throw new CliError(
          target.container === undefined
            ? `invalid output path: directory ${JSON.stringify(parentOf(path))} does not exist`
            : sayNothing(target, parentOf(path)),
        );
      case 'no directory':
        throw new CliError('no such directory');
      case 'onto a file':
        throw new CliError('cannot copy directory');
    }
  });
  return 0;
};

interface Place {
  /** Undefined: the client's own. */
  readonly container: string | undefined;
  readonly path: string;
}

/** `NAME:PATH`; what begins with a slash or a dot is a path of the client's. */
function readPlace(text: string): Place {
  const colon = text.indexOf(':');
  if (text.startsWith('/') || text.startsWith('.') || colon < 0) return { container: undefined, path: text };
  return { container: text.slice(0, colon), path: text.slice(colon + 1) };
}

/** Of a container's a path begins at its root. */
function absolute({ process }: Client, { container, path }: Place): string {
  return container === undefined ? process.pathOf(path) : `/${path.replace(/^\/+/, '')}`;
}

/** `asked` is what a refusal of the container names. */
function locationOf(client: Client, place: Place, asked: string): Location {
  const path = absolute(client, place);
  if (place.container === undefined) return { files: client.process.place.files, path };
  try {
    return { files: client.engine.container(place.container).files, path };
  } catch (error) {
    if (!(error instanceof DockerError) || error.code !== 'not-found') throw error;
    throw new CliError(sayNothing(place, asked));
  }
}

function sayNothing({ container }: Place, path: string): string {
  return `Error: No such container:path: ${container}:${path}`;
}

/** lstat of a name in its directory; that of the root ends in a slash already. */
function sayMissing(path: string): string {
  return `lstat ${parentOf(path) === '/' ? '/' : ''}${path}: no such file or directory`;
}
