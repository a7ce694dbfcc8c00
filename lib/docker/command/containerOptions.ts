/** `docker run` and `docker create`: their options, read into a container's settings. docker/cli: cli/command/container/opts.go. */
import type { Process } from '../../machine';
import { parseIp, parseIpv4, parseMac } from '../../packet';
import { checkCapabilities } from '../container/capabilities';
import type { ContainerConfig, RestartPolicy } from '../container/container';
import { DockerError, notModelled } from '../dockerError';
import type { Image } from '../image/image';
import { parsePortSpec, portKey } from '../network/portSpec';
import { type Flags, type FlagTable, mistake } from './flags';
import { LIMIT_CHECKS, readLimits } from './limitOptions';
import { mountProblem, parseMount, parseVolume } from './mountOptions';
import { readSignal } from './readSignal';

/** Docker's other options of `run` and `create`. */
const REFUSED = [
  ...['attach,a', 'blkio-weight', 'blkio-weight-device', 'cgroup-parent', 'cgroupns', 'cidfile', 'cpu-period'],
  ...['cpu-quota', 'cpu-rt-period', 'cpu-rt-runtime', 'cpuset-cpus', 'cpuset-mems', 'device', 'device-cgroup-rule'],
  ...['device-read-bps', 'device-read-iops', 'device-write-bps', 'device-write-iops', 'disable-content-trust'],
  ...['gpus', 'group-add', 'health-cmd', 'health-interval', 'health-retries', 'health-start-period', 'health-timeout'],
  ...['init', 'ip6', 'ipc', 'isolation', 'kernel-memory', 'label-file', 'link-local-ip', 'log-driver', 'log-opt'],
  ...['memory-reservation', 'memory-swappiness', 'no-healthcheck', 'oom-kill-disable', 'oom-score-adj', 'pid'],
  ...['pids-limit', 'platform', 'read-only', 'runtime', 'security-opt', 'shm-size', 'storage-opt'],
  ...['tmpfs', 'ulimit', 'userns', 'uts', 'volume-driver', 'volumes-from', 'detach-keys'],
];

/** Those of them that take no value. */
export const IRRELEVANT_SWITCHES = [
  'disable-content-trust',
  'init',
  'no-healthcheck',
  'oom-kill-disable',
  'read-only',
] as const;

const COMMON = {
  booleans: ['publish-all,P', 'tty,t', 'interactive,i', 'rm', 'privileged'],
  strings: [
    ...['name', 'hostname,h', 'ip', 'restart', 'entrypoint', 'pull', 'user,u', 'workdir,w', 'mac-address'],
    ...['domainname', 'memory,m', 'memory-swap', 'cpus', 'cpu-shares,c'],
    ...['stop-signal', 'stop-timeout'],
  ],
  lists: [
    ...['publish,p', 'expose', 'env,e', 'env-file', 'label,l', 'network,net', 'network-alias,net-alias', 'add-host'],
    ...['dns', 'dns-option,dns-opt', 'dns-search', 'cap-add', 'cap-drop', 'sysctl', 'link', 'volume,v', 'mount'],
  ],
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

/** What of the machine a client looks at: its own variables, and files. */
export type Surroundings = Pick<Process, 'environment' | 'place' | 'pathOf'>;

/** What does not depend on the image: read first, so that a typing error shows before the image is looked for. */
export function readOptions(
  flags: Flags,
  table: FlagTable,
  client: Surroundings,
): Omit<ContainerConfig, 'image' | 'entrypoint' | 'command' | 'exposedPorts'> & {
  readonly exposed: readonly string[];
} {
  const [imageReference = ''] = flags.arguments;
  for (const [flag, check] of CHECKS)
    for (const value of flags.all(flag)) {
      const problem = check(value);
      if (problem !== undefined)
        throw mistake(table, `invalid argument "${value}" for "${SHORT.get(flag) ?? ''}--${flag}" flag: ${problem}`);
    }
  const portBindings = flags.all('publish').flatMap(parsePortSpec);
  const [networkMode = 'default', second] = flags.all('network');
  if (second !== undefined)
    throw new DockerError('not-modelled', 'chainwalk does not model docker run with more than one --network');
  const aliases = flags.all('network-alias');
  const isPredefined = /^(?:default|bridge|host|none|container:.*)$/.test(flags.all('network')[0] ?? '');
  if (aliases.length > 0 && isPredefined)
    throw new DockerError('invalid', 'network-scoped aliases are only supported for user-defined networks');
  if (flags.has('rm') && (flags.value('restart') ?? 'no') !== 'no')
    throw new DockerError('invalid', 'Conflicting options: --restart and --rm');
  const attached = !flags.has('detach');
  const links = flags.all('link').map(completeLink);
  if (links.length > 0 && networkMode.startsWith('container:'))
    throw new DockerError('invalid', 'links are only supported for user-defined networks');
  const macAddress = flags.value('mac-address');
  if (macAddress !== undefined && parseMac(macAddress) === undefined)
    throw new DockerError('invalid', `${macAddress} is not a valid mac address`);
  const requestedAddress = flags.value('ip');
  if (requestedAddress !== undefined && parseIpv4(requestedAddress) === undefined)
    throw new DockerError('invalid', `invalid IPv4 address: ${requestedAddress}`);
  const stopTimeout = flags.value('stop-timeout');
  if (stopTimeout !== undefined && !/^-?\d+$/.test(stopTimeout))
    throw mistake(
      table,
      `invalid argument "${stopTimeout}" for "--stop-timeout" flag: strconv.ParseInt: parsing "${stopTimeout}": invalid syntax`,
    );
  const stopSignal = flags.value('stop-signal');
  if (stopSignal !== undefined) readSignal(stopSignal);
  return {
    imageReference,
    hostname: flags.value('hostname'),
    domainname: flags.value('domainname') ?? '',
    limits: readLimits(flags),
    environment: readVariables(flags, client),
    labels: new Map(flags.all('label').map(splitPair)),
    exposed: [...flags.all('expose').flatMap(parseExposed), ...portBindings.map(portKey)],
    portBindings: networkMode === 'host' ? [] : portBindings,
    publishAll: flags.has('publish-all'),
    networkMode,
    requestedAddress,
    aliases,
    restartPolicy: parseRestartPolicy(flags.value('restart') ?? 'no'),
    autoRemove: flags.has('rm'),
    tty: flags.has('tty'),
    openStdin: flags.has('interactive'),
    extraHosts: flags.all('add-host'),
    dns: flags.all('dns'),
    dnsSearch: flags.all('dns-search'),
    dnsOptions: flags.all('dns-option'),
    capAdd: flags.all('cap-add'),
    capDrop: flags.all('cap-drop'),
    privileged: flags.has('privileged'),
    workingDirectory: flags.value('workdir') ?? '',
    user: flags.value('user') ?? '',
    macAddress,
    sysctls: new Map(flags.all('sysctl').map(splitPair)),
    mounts: [...flags.all('volume').map(parseVolume), ...flags.all('mount').map(parseMount)],
    links,
    stopSignal,
    stopTimeout: stopTimeout === undefined ? undefined : Number(stopTimeout),
    attached,
  };
}

/** What pflag says of a value as soon as it reads it. docker/cli: opts/hosts.go, opts/opts.go. */
const CHECKS: readonly (readonly [string, (value: string) => string | undefined])[] = [
  [
    'add-host',
    (value) => {
      const colon = value.indexOf(':');
      const address = value.slice(colon + 1);
      if (colon <= 0 || address === '') return `bad format for add-host: "${value}"`;
      return address === 'host-gateway' || parseIp(address) !== undefined
        ? undefined
        : `invalid IP address in add-host: "${address}"`;
    },
  ],
  ['dns', (value) => (parseIp(value) === undefined ? `${value} is not an ip address` : undefined)],
  ['sysctl', (value) => (isSettable(value) ? undefined : `sysctl '${value}' is not whitelisted`)],
  [
    'link',
    (value) => {
      if (value === '') return 'empty string specified for links';
      return /^[^:]+(?::[^:]+)?$/.test(value) ? undefined : `bad format for links: ${value}`;
    },
  ],
  ['dns-search', (value) => (isSearchDomain(value) ? undefined : `${value} is not a valid domain`)],
  ['env', (value) => (/^[^=]/.test(value) ? undefined : `invalid environment variable: ${value}`)],
  ['mount', mountProblem],
  ...LIMIT_CHECKS,
  ['label', (value) => (/^\s*[^=\s]/.test(value) ? undefined : `invalid label '${value}': empty name`)],
];

/** Labels of letters, digits and hyphens, a letter among them. docker: opts.ValidateDNSSearch. */
function isSearchDomain(value: string): boolean {
  const domain = value.replace(/^ +| +$/g, '');
  const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
  return domain === '.' || (/[a-zA-Z]/.test(domain) && new RegExp(`^${label}(?:\\.${label})*\\.?\\s*$`).test(domain));
}

/** What pflag says before the name of a flag that has a letter as well. */
const SHORT = new Map([
  ['env', '-e, '],
  ['label', '-l, '],
  ['memory', '-m, '],
  ['cpu-shares', '-c, '],
]);

const SETTABLE = ['kernel.msgmax', 'kernel.msgmnb', 'kernel.msgmni', 'kernel.sem', 'kernel.shmall', 'kernel.shmmax'];
const MORE_SETTABLE = ['kernel.shmmni', 'kernel.shm_rmid_forced'];

/** Those that a container has of its own. docker/cli: opts/opts.go (ValidateSysctl). */
function isSettable(text: string): boolean {
  const [name = '', value] = splitPair(text);
  if (!text.includes('=') || value === undefined) return false;
  return [...SETTABLE, ...MORE_SETTABLE].includes(name) || name.startsWith('net.') || name.startsWith('fs.mqueue.');
}

/** An alias of its own, or the name again. */
function completeLink(text: string): string {
  return text.includes(':') ? text : `${text}:${text}`;
}

/** Of files first, then as they are typed; a name alone hands the client's own variable on. docker/cli: opts/env.go, opts/file.go. */
export function readVariables(flags: Flags, client: Surroundings): readonly string[] {
  const { environment, place, pathOf } = client;
  const complete = (text: string) => {
    if (text.includes('=')) return [text];
    return environment[text] === undefined ? [] : [`${text}=${environment[text]}`];
  };
  const ofFiles = flags.all('env-file').flatMap((path) => {
    const file = place.files.get(pathOf.call(client, path));
    if (file === undefined) throw new DockerError('invalid', `open ${path}: no such file or directory`);
    const lines = file.content.split('\n').map((line) => line.replace(/^\s+/, ''));
    return lines.filter((line) => line !== '' && !line.startsWith('#')).flatMap(complete);
  });
  return [...ofFiles, ...flags.all('env').flatMap(complete)];
}

/** `--expose 80`, `80-82/udp`: a key each, of any protocol. */
function parseExposed(text: string): readonly string[] {
  const [range = '', protocol = 'tcp'] = text.split('/');
  const bad = range.split('-').find((port) => !/^\d+$/.test(port));
  if (text.includes(':')) throw new DockerError('invalid', `invalid port format for --expose: ${text}`);
  if (bad !== undefined)
    throw new DockerError(
      'invalid',
      `invalid range format for --expose: ${text}, error: strconv.ParseUint: parsing "${bad}": invalid syntax`,
    );
  const [from = 0, to = from] = range.split('-').map(Number);
  if (to < from)
    throw new DockerError(
      'invalid',
      `invalid range format for --expose: ${text}, error: Invalid range specified for the Port: ${range}`,
    );
  if (to > 65535)
    throw new DockerError(
      'invalid',
      `invalid range format for --expose: ${text}, error: strconv.ParseUint: parsing "${to}": value out of range`,
    );
  return Array.from({ length: to - from + 1 }, (_, index) => `${from + index}/${protocol}`);
}

/** As many as a protocol has; fewer with iptables-nft, which reads all rules of a table for each that it adds. */
const MOST_PUBLISHED_PORTS = { legacy: 65_535, nft: 10_000 };

/** Joined with what the image says. Throws a `DockerError` for more published ports than are modelled. */
export function readConfig(flags: Flags, table: FlagTable, client: Surroundings, image: Image): ContainerConfig {
  const { exposed, ...options } = readOptions(flags, table, client);
  checkCapabilities(options);
  const command = flags.arguments.slice(1);
  const entrypoint = flags.value('entrypoint');
  const exposedPorts = [...new Set([...image.exposedPorts, ...exposed])].sort();
  const most = MOST_PUBLISHED_PORTS[client.place.machine.iptablesVariant];
  if (Math.max(options.portBindings.length, options.publishAll ? exposedPorts.length : 0) > most)
    throw notModelled(`more than ${most.toLocaleString('en')} published ports of one container`);
  return {
    ...options,
    image,
    entrypoint: entrypoint === undefined ? image.entrypoint : entrypoint === '' ? undefined : [entrypoint],
    // An entrypoint of one's own comes without the image's command.
    command: command.length > 0 || entrypoint !== undefined ? command : image.command,
    exposedPorts,
  };
}

const POLICIES = ['no', 'always', 'unless-stopped', 'on-failure'] as const;

/** `no`, `always`, `unless-stopped`, `on-failure:3`. Throws a `DockerError` for what is none. */
export function parseRestartPolicy(text: string): RestartPolicy {
  const [written = '', count, more] = text.split(':');
  if (more !== undefined) throw new DockerError('invalid', 'invalid restart policy format');
  if (count !== undefined && !/^[+-]?\d{1,18}$/.test(count))
    throw new DockerError('invalid', 'maximum retry count must be an integer');
  const name = POLICIES.find((policy) => policy === (written || 'no'));
  const maximumRetryCount = Number(count ?? 0);
  if (name === undefined) throw new DockerError('invalid', `invalid restart policy '${written}'`);
  if (maximumRetryCount !== 0 && name !== 'on-failure')
    throw new DockerError('invalid', `maximum retry count cannot be used with restart policy '${name}'`);
  if (maximumRetryCount < 0) throw new DockerError('invalid', 'maximum retry count cannot be negative');
  return { name, maximumRetryCount };
}

function splitPair(text: string): [string, string] {
  const [key = '', ...rest] = text.split('=');
  return [key, rest.join('=')];
}
