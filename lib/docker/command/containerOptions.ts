/** `docker run` and `docker create`: their options, read into a container's settings. docker/cli: cli/command/container/opts.go. */
import type { ContainerConfig, RestartPolicy } from '../container/container';
import { DockerError, notModelled } from '../dockerError';
import type { Image } from '../image/image';
import { parsePortSpec, portKey } from '../network/portSpec';
import type { Flags, FlagTable } from './flags';

/** Docker's other options of `run` and `create`. */
const REFUSED = [
  ...[
    'add-host',
    'attach,a',
    'blkio-weight',
    'blkio-weight-device',
    'cap-add',
    'cap-drop',
    'cgroup-parent',
    'cgroupns',
    'cidfile',
    'cpu-period',
  ],
  ...[
    'cpu-quota',
    'cpu-rt-period',
    'cpu-rt-runtime',
    'cpu-shares,c',
    'cpus',
    'cpuset-cpus',
    'cpuset-mems',
    'device',
    'device-cgroup-rule',
  ],
  ...[
    'device-read-bps',
    'device-read-iops',
    'device-write-bps',
    'device-write-iops',
    'disable-content-trust',
    'dns',
    'dns-option',
    'dns-search',
  ],
  ...[
    'domainname',
    'env-file',
    'gpus',
    'group-add',
    'health-cmd',
    'health-interval',
    'health-retries',
    'health-start-period',
    'health-timeout',
  ],
  ...[
    'init',
    'ip6',
    'ipc',
    'isolation',
    'kernel-memory',
    'label-file',
    'link',
    'link-local-ip',
    'log-driver',
    'log-opt',
    'mac-address',
  ],
  ...[
    'memory,m',
    'memory-reservation',
    'memory-swap',
    'memory-swappiness',
    'mount',
    'no-healthcheck',
    'oom-kill-disable',
    'oom-score-adj',
    'pid',
  ],
  ...[
    'pids-limit',
    'platform',
    'privileged',
    'read-only',
    'runtime',
    'security-opt',
    'shm-size',
    'stop-signal',
    'stop-timeout',
    'storage-opt',
  ],
  ...[
    'sysctl',
    'tmpfs',
    'ulimit',
    'user,u',
    'userns',
    'uts',
    'volume,v',
    'volume-driver',
    'volumes-from',
    'workdir,w',
    'detach-keys',
  ],
];

/** Those of them that take no value. */
export const IRRELEVANT_SWITCHES = [
  'disable-content-trust',
  'init',
  'no-healthcheck',
  'oom-kill-disable',
  'privileged',
  'read-only',
] as const;

const COMMON = {
  booleans: ['publish-all,P', 'tty,t', 'interactive,i', 'rm'],
  strings: ['name', 'hostname,h', 'ip', 'restart', 'entrypoint', 'pull'],
  lists: ['publish,p', 'expose', 'env,e', 'label,l', 'network,net', 'network-alias,net-alias'],
  refused: REFUSED,
  stopsAtArgument: true,
  arguments: { atLeast: 1 },
} as const;

/** Options of `docker run`. */
export const RUN_FLAGS: FlagTable = {
  ...COMMON,
  command: 'docker run',
  booleans: [...COMMON.booleans, 'detach,d', 'sig-proxy'],
  usage: ['[OPTIONS] IMAGE [COMMAND] [ARG...]', 'Run a command in a new container'],
};

/** Options of `docker create`. */
export const CREATE_FLAGS: FlagTable = {
  ...COMMON,
  command: 'docker create',
  usage: ['[OPTIONS] IMAGE [COMMAND] [ARG...]', 'Create a new container'],
};

/** What does not depend on the image: read first, so that a typing error shows before the image is looked for. */
export function readOptions(flags: Flags): Omit<
  ContainerConfig,
  'image' | 'entrypoint' | 'command' | 'exposedPorts'
> & {
  readonly exposed: readonly string[];
} {
  const [imageReference = ''] = flags.arguments;
  const portBindings = flags.all('publish').flatMap(parsePortSpec);
  const [networkMode = 'default', second] = flags.all('network');
  if (second !== undefined)
    throw new DockerError('not-modelled', 'chainwalk does not model docker run with more than one --network');
  if (networkMode.startsWith('container:'))
    throw new DockerError('not-modelled', `chainwalk does not model docker run --network ${networkMode}`);
  if (flags.has('rm') && (flags.value('restart') ?? 'no') !== 'no')
    throw new DockerError('invalid', 'Conflicting options: --restart and --rm');
  const attached = !flags.has('detach');
  return {
    imageReference,
    hostname: flags.value('hostname'),
    environment: flags.all('env').filter((entry) => entry.includes('=')),
    labels: new Map(flags.all('label').map(splitPair)),
    exposed: [...flags.all('expose').flatMap(parsePortSpec), ...portBindings].map(portKey),
    portBindings: networkMode === 'host' ? [] : portBindings,
    publishAll: flags.has('publish-all'),
    networkMode,
    requestedAddress: flags.value('ip'),
    aliases: flags.all('network-alias'),
    restartPolicy: parseRestartPolicy(flags.value('restart') ?? 'no'),
    autoRemove: flags.has('rm'),
    tty: flags.has('tty'),
    openStdin: flags.has('interactive'),
    attached,
  };
}

/** Each port is rules and processes: more of them would take minutes, as with the real engine. */
const MOST_PUBLISHED_PORTS = 10_000;

/** Joined with what the image says. Throws a `DockerError` for more published ports than are modelled. */
export function readConfig(flags: Flags, image: Image): ContainerConfig {
  const { exposed, ...options } = readOptions(flags);
  const command = flags.arguments.slice(1);
  const entrypoint = flags.value('entrypoint');
  const exposedPorts = [...new Set([...image.exposedPorts, ...exposed])].sort();
  if (Math.max(options.portBindings.length, options.publishAll ? exposedPorts.length : 0) > MOST_PUBLISHED_PORTS)
    throw notModelled(`more than ${MOST_PUBLISHED_PORTS} published ports of one container`);
  return {
    ...options,
    image,
    entrypoint: entrypoint === undefined ? image.entrypoint : entrypoint === '' ? undefined : [entrypoint],
    // An entrypoint of one's own comes without the image's command.
    command: command.length > 0 || entrypoint !== undefined ? command : image.command,
    exposedPorts,
  };
}

function parseRestartPolicy(text: string): RestartPolicy {
  const [, name, count] = /^(no|always|unless-stopped|on-failure)(?::(\d+))?$/.exec(text) ?? [];
  if (name === undefined) throw new DockerError('invalid', `invalid restart policy '${text}'`);
  if (count !== undefined && name !== 'on-failure') {
    throw new DockerError('invalid', `maximum retry count cannot be used with restart policy '${name}'`);
  }
  return { name: name as RestartPolicy['name'], maximumRetryCount: Number(count ?? 0) };
}

function splitPair(text: string): [string, string] {
  const [key = '', ...rest] = text.split('=');
  return [key, rest.join('=')];
}
