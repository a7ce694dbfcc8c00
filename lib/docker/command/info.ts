/** `docker info`. docker/cli: cli/command/system/info.go. */

import type { DockerEngine } from '../engine';
import { type GoStruct, withUnmodelled } from '../format/goValue';
import { TemplateError } from '../format/templateError';
import { PROXY } from '../proxy/startProxy';
import { ask, CliError, type Client, type Command, print } from './cli';
import { type FlagTable, parseFlags } from './flags';
import { checkTemplate, formatOne } from './formatOne';

const INFO_FLAGS: FlagTable = {
  command: 'docker info',
  strings: ['format,f'],
  usage: ['[OPTIONS]', 'Display system-wide information'],
  arguments: { exactly: 0 },
};

/** `docker info [--format TEMPLATE]` */
export const info: Command = function* (client, argv) {
  const format = parseFlags(INFO_FLAGS, argv).value('format') ?? '';
  if (format !== '') checkTemplate(format, '');
  const { engine } = client;
  const { release } = engine;
  const counts = yield* ask(client, () => {
    const all = [...engine.containers.values()];
    const running = all.filter((container) => container.running).length;
    return { all: all.length, running, images: engine.images.list.length };
  });
  if (format !== '') return infoAs(client, format, counts);
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
      ` Live Restore Enabled: ${engine.options.liveRestore}`,
      ...(release.changes.has('inspectsLess') ? backendLines(engine) : []),
      '',
    ],
  );
  return 0;
};

interface Counts {
  readonly all: number;
  readonly running: number;
  readonly images: number;
}

/** `--format` */
function infoAs(client: Client, format: string, counts: Counts): number {
  const type = client.engine.release.changes.has('newerRefusals') ? 'system.dockerInfo' : 'system.info';
  const types = { ClientInfo: '*system.clientInfo', Swarm: 'swarm.Info' };
  try {
    client.process.stdout += formatOne(format, '', { value: infoValue(client.engine, counts), type, types });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new CliError(`template: ${error.message}\n`);
  }
  return 0;
}

/** What the real answer has besides. moby: api/types/system, Info. */
const NOT_MODELLED =
  'ID DriverStatus Plugins MemoryLimit SwapLimit CpuCfsPeriod CpuCfsQuota CPUShares CPUSet PidsLimit IPv4Forwarding BridgeNfIptables ' +
  'BridgeNfIp6tables NFd OomKillDisable NGoroutines SystemTime NEventsListener KernelVersion OperatingSystem OSVersion ' +
  'IndexServerAddress RegistryConfig NCPU MemTotal GenericResources HttpProxy HttpsProxy NoProxy Labels ExperimentalBuild Runtimes ' +
  'Isolation InitBinary ContainerdCommit RuncCommit InitCommit SecurityOptions CDISpecDirs Warnings FirewallBackend';

function infoValue({ release, machine, options }: DockerEngine, { all, running, images }: Counts): GoStruct {
  const client = {
    Debug: false,
    Version: release.version,
    Context: 'default',
    GoVersion: release.goVersion,
    Os: 'linux',
    Arch: 'amd64',
  };
  return withUnmodelled(
    {
      Containers: all,
      ContainersRunning: running,
      ContainersPaused: 0,
      ContainersStopped: all - running,
      Images: images,
      Driver: 'overlay2',
      Debug: false,
      LoggingDriver: 'json-file',
      CgroupDriver: 'cgroupfs',
      CgroupVersion: '1',
      OSType: 'linux',
      Architecture: 'x86_64',
      DockerRootDir: options.dataRoot,
      Name: machine.hostname,
      ServerVersion: release.version,
      DefaultRuntime: 'runc',
      Swarm: {
        NodeID: '',
        NodeAddr: '',
        LocalNodeState: 'inactive',
        ControlAvailable: false,
        Error: '',
        RemoteManagers: null,
      },
      LiveRestoreEnabled: options.liveRestore,
      ClientInfo: withUnmodelled(client, ['GitCommit', 'BuildTime', 'Plugins', 'Warnings'], 'docker info'),
    },
    NOT_MODELLED.split(' '),
    'docker info',
  );
}

function backendLines({ options }: DockerEngine): readonly string[] {
  const path = options.userlandProxy ? [`  UserlandProxyPath: ${PROXY}`] : [];
  return [` Firewall Backend: ${options.firewallBackend}`, `  EnableUserlandProxy: ${options.userlandProxy}`, ...path];
}
