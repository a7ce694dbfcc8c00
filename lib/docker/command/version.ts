/** `docker version`. docker/cli: cli/command/system/version.go. */

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
  const { release } = client.engine;
  const field = (indent: number, name: string, value: string) =>
    `${' '.repeat(indent)}${`${name}:`.padEnd(19 - (indent - 1))}${value}`;
  print(
    client,
    'Client:',
    field(1, 'Version', release.version),
    ...[
      field(1, 'API version', release.apiVersion),
      field(1, 'Go version', release.goVersion),
      field(1, 'OS/Arch', PLATFORM),
    ],
    field(1, 'Context', 'default'),
    '',
  );
  yield* ask(client, () => undefined);
  print(
    client,
    ...['Server:', ' Engine:', field(2, 'Version', release.version)],
    field(2, 'API version', `${release.apiVersion} (minimum version ${release.oldestApiVersion})`),
    ...[field(2, 'Go version', release.goVersion), field(2, 'OS/Arch', PLATFORM)],
    ...[
      ' containerd:',
      field(2, 'Version', release.containerdVersion),
      ' runc:',
      field(2, 'Version', release.runcVersion),
    ],
  );
  return 0;
};
