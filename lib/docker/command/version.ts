/** `docker version`. docker/cli: cli/command/system/version.go. */

import { DOCKER_VERSION } from '../release';
import { ask, type Command, print } from './cli';
import { type FlagTable, parseFlags } from './flags';

const VERSION_FLAGS: FlagTable = {
  command: 'docker version',
  refused: ['format,f', 'kubeconfig'],
  usage: ['[OPTIONS]', 'Show the Docker version information'],
  arguments: { exactly: 0 },
};

/** `docker version` */
export const version: Command = function* (client, argv) {
  parseFlags(VERSION_FLAGS, argv);
  const common = ['API version', 'Go version', 'OS/Arch'] as const;
  const values = { 'API version': '1.41', 'Go version': 'go1.19.8', 'OS/Arch': 'linux/amd64' };
  const field = (indent: number, name: string, value: string) =>
    `${' '.repeat(indent)}${`${name}:`.padEnd(19 - (indent - 1))}${value}`;
  print(
    client,
    'Client:',
    field(1, 'Version', DOCKER_VERSION),
    ...common.map((name) => field(1, name, values[name])),
    field(1, 'Context', 'default'),
    '',
  );
  yield* ask(client, () => undefined);
  print(
    client,
    ...['Server:', ' Engine:', field(2, 'Version', DOCKER_VERSION)],
    ...common.map((name) => field(2, name, name === 'API version' ? '1.41 (minimum version 1.12)' : values[name])),
    ...[' containerd:', field(2, 'Version', '1.6.20'), ' runc:', field(2, 'Version', '1.1.5')],
  );
  return 0;
};
