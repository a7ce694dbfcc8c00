/** `docker version`, `docker info`: what does not change the machine. docker/cli: cli/command/system. */
import { ask, type Command, print } from './cli';
import { type FlagTable, parseFlags } from './flags';

/** The release whose behaviour is modelled. */
export const DOCKER_VERSION = '20.10.24';
export const DOCKER_BUILD = '297e128';

const VERSION_FLAGS: FlagTable = {
  command: 'docker version',
  refused: ['format,f', 'kubeconfig'],
  usage: ['[OPTIONS]', 'Show the Docker version information'],
  arguments: { exactly: 0 },
};

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

const INFO_FLAGS: FlagTable = {
  command: 'docker info',
  refused: ['format,f'],
  usage: ['[OPTIONS]', 'Display system-wide information'],
  arguments: { exactly: 0 },
};

export const info: Command = function* (client, argv) {
  parseFlags(INFO_FLAGS, argv);
  const { engine } = client;
  const counts = yield* ask(client, () => {
    const all = [...engine.containers.values()];
    const running = all.filter((container) => container.running).length;
    return { all: all.length, running, images: engine.images.size };
  });
  print(
    client,
    ...[
      'Client:',
      ' Context:    default',
      ' Debug Mode: false',
      '',
      'Server:',
      ` Containers: ${counts.all}`,
      `  Running: ${counts.running}`,
    ],
    ...[
      '  Paused: 0',
      `  Stopped: ${counts.all - counts.running}`,
      ` Images: ${counts.images}`,
      ` Server Version: ${DOCKER_VERSION}`,
    ],
    ...[
      ' Storage Driver: overlay2',
      ' Logging Driver: json-file',
      ' Cgroup Driver: cgroupfs',
      ' Cgroup Version: 1',
      ' Plugins:',
    ],
    ...[
      '  Network: bridge host null',
      ' Swarm: inactive',
      ' Runtimes: runc',
      ' Default Runtime: runc',
      ' OSType: linux',
      ' Architecture: x86_64',
    ],
    ...[
      ` Name: ${engine.machine.hostname}`,
      ` Docker Root Dir: ${engine.options.dataRoot}`,
      ' Debug Mode: false',
      ' Live Restore Enabled: false',
      '',
    ],
  );
  return 0;
};
