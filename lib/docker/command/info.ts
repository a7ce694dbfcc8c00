/** `docker info`. docker/cli: cli/command/system/info.go. */

import type { DockerEngine } from '../engine';
import { PROXY } from '../proxy/startProxy';
import { ask, type Command, print } from './cli';
import { type FlagTable, parseFlags } from './flags';

const INFO_FLAGS: FlagTable = {
  command: 'docker info',
  refused: ['format,f'],
  usage: ['[OPTIONS]', 'Display system-wide information'],
  arguments: { exactly: 0 },
};

/** `docker info` */
export const info: Command = function* (client, argv) {
  parseFlags(INFO_FLAGS, argv);
  const { engine } = client;
  const { release } = engine;
  const counts = yield* ask(client, () => {
    const all = [...engine.containers.values()];
    const running = all.filter((container) => container.running).length;
    return { all: all.length, running, images: engine.images.size };
  });
  print(
    client,
    ...[
      'Client:',
      ...(release.changes.has('infoSaysClient') ? [` Version:    ${release.version}`] : []),
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
      ` Server Version: ${release.version}`,
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
      ...(release.changes.has('inspectsLess') ? backendLines(engine) : []),
      '',
    ],
  );
  return 0;
};

function backendLines({ options }: DockerEngine): readonly string[] {
  const path = options.userlandProxy ? [`  UserlandProxyPath: ${PROXY}`] : [];
  return [` Firewall Backend: ${options.firewallBackend}`, `  EnableUserlandProxy: ${options.userlandProxy}`, ...path];
}
