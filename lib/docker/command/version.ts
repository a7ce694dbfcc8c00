/** `docker version`. docker/cli: cli/command/system/version.go. */

import {
  API_VERSION,
  CONTAINERD_VERSION,
  DOCKER_VERSION,
  GO_VERSION,
  OLDEST_API_VERSION,
  RUNC_VERSION,
} from '../release';
import { ask, type Command, print } from './cli';
import { type FlagTable, parseFlags } from './flags';

const PLATFORM = 'linux/amd64';

const VERSION_FLAGS: FlagTable = {
  command: 'docker version',
  refused: ['format,f', 'kubeconfig'],
  usage: ['[OPTIONS]', 'Show the Docker version information'],
  arguments: { exactly: 0 },
};

/** `docker version` */
export const version: Command = function* (client, argv) {
  parseFlags(VERSION_FLAGS, argv);
  const field = (indent: number, name: string, value: string) =>
    `${' '.repeat(indent)}${`${name}:`.padEnd(19 - (indent - 1))}${value}`;
  print(
    client,
    'Client:',
    field(1, 'Version', DOCKER_VERSION),
    ...[field(1, 'API version', API_VERSION), field(1, 'Go version', GO_VERSION), field(1, 'OS/Arch', PLATFORM)],
    field(1, 'Context', 'default'),
    '',
  );
  yield* ask(client, () => undefined);
  print(
    client,
    ...['Server:', ' Engine:', field(2, 'Version', DOCKER_VERSION)],
    field(2, 'API version', `${API_VERSION} (minimum version ${OLDEST_API_VERSION})`),
    ...[field(2, 'Go version', GO_VERSION), field(2, 'OS/Arch', PLATFORM)],
    ...[' containerd:', field(2, 'Version', CONTAINERD_VERSION), ' runc:', field(2, 'Version', RUNC_VERSION)],
  );
  return 0;
};
