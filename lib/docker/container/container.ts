/** Containers as the engine keeps them, running or not. moby: container/container.go, state.go. */
import { FileTree, type Place, type Process, type Signal } from '../../machine';
import type { Microseconds, NetNamespace } from '../../network';
import type { IpAddress } from '../../packet';
import { readSignal } from '../command/readSignal';
import type { Image } from '../image/image';
import type { Endpoint } from '../network/endpoint';
import type { PortBinding } from '../network/portSpec';
import type { EngineRelease } from '../release';
import { ContainerLog } from './containerLog';
import type { ExecUser, UserPlaces } from './user';

/** As `docker ps` filters by; a container that could not start stays `created`. */
export type ContainerStatus = 'created' | 'running' | 'exited';

/** `--restart`. */
export interface RestartPolicy {
  readonly name: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  /** For `on-failure`; 0 means no limit. */
  readonly maximumRetryCount: number;
}

/** What it may take of the computer, 0 for no limit: bytes, billionths of a processor, and its share beside others. */
export interface ContainerLimits {
  readonly memory: number;
  /** With memory; -1: as much as there is. */
  readonly memorySwap: number;
  readonly nanoCpus: number;
  readonly cpuShares: number;
}

/** `-v`, `--mount`. @internal */
export interface MountRequest {
  readonly type: 'bind' | 'volume';
  /** A path of the machine or a volume's name; empty: a volume without one. */
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
  /** As `docker inspect` shows it. */
  readonly mode: string;
  /** A directory that is missing is made. */
  readonly makesSource: boolean;
  /** The value of `-v`; undefined: it was `--mount`. */
  readonly text: string | undefined;
  /** It was `-v` with a source. */
  readonly isBind: boolean;
}

/** Something of the machine's that a container has among its files. @internal */
export interface MountPoint {
  readonly type: 'bind' | 'volume';
  /** The volume's. */
  readonly name: string | undefined;
  readonly source: string;
  readonly destination: string;
  readonly mode: string;
  readonly isWritable: boolean;
  /** A volume that was made for this container. */
  readonly isAnonymous: boolean;
}

/** What is mounted in a container. Its code comes with the first `docker run`. @internal */
export interface ContainerStorage {
  readonly points: readonly MountPoint[];
  /** Throws a `DockerError` if something cannot be mounted. */
  start(): void;
  end(): void;
  remove(withVolumes: boolean): void;
}

/** The options of `docker run`. */
export interface ContainerConfig {
  readonly image: Image;
  /** As it was written: `busybox`, `busybox:latest`. */
  readonly imageReference: string;
  readonly entrypoint: readonly string[] | undefined;
  readonly command: readonly string[];
  readonly hostname: string | undefined;
  /** Empty: none. */
  readonly domainname: string;
  readonly limits: ContainerLimits;
  readonly environment: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  /** `80/tcp`, of the image and of this container. */
  readonly exposedPorts: readonly string[];
  readonly portBindings: readonly PortBinding[];
  readonly publishAll: boolean;
  /** `default`, or a network's name or id as it was written. */
  readonly networkMode: string;
  readonly requestedAddress: string | undefined;
  readonly aliases: readonly string[];
  readonly restartPolicy: RestartPolicy;
  readonly autoRemove: boolean;
  readonly tty: boolean;
  readonly openStdin: boolean;
  /** `--add-host`: a line of /etc/hosts each, name and address. */
  readonly extraHosts: readonly string[];
  /** What /etc/resolv.conf is to say instead of what it would. */
  readonly dns: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly dnsOptions: readonly string[];
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly privileged: boolean;
  /** Empty: `/`. */
  readonly workingDirectory: string;
  readonly user: string;
  readonly macAddress: string | undefined;
  readonly sysctls: ReadonlyMap<string, string>;
  /** @internal */
  readonly mounts: readonly MountRequest[];
  /** `--link`: `NAME:ALIAS`. */
  readonly links: readonly string[];
  /** As it was written: `INT`, `SIGINT` or `2`. */
  readonly stopSignal: string | undefined;
  /** In seconds, before it is killed; `undefined`: ten. */
  readonly stopTimeout: number | undefined;
  /** The client that created it waits for its output. */
  readonly attached: boolean;
}

/** What a container is without any option. @internal */
export const PLAIN_CONFIG: Omit<ContainerConfig, 'image' | 'imageReference' | 'command'> = {
  entrypoint: undefined,
  hostname: undefined,
  domainname: '',
  limits: { memory: 0, memorySwap: 0, nanoCpus: 0, cpuShares: 0 },
  environment: [],
  labels: new Map(),
  exposedPorts: [],
  portBindings: [],
  publishAll: false,
  networkMode: 'default',
  requestedAddress: undefined,
  aliases: [],
  restartPolicy: { name: 'no', maximumRetryCount: 0 },
  autoRemove: false,
  tty: false,
  openStdin: false,
  extraHosts: [],
  dns: [],
  dnsSearch: [],
  dnsOptions: [],
  capAdd: [],
  capDrop: [],
  privileged: false,
  workingDirectory: '',
  user: '',
  macAddress: undefined,
  sysctls: new Map(),
  mounts: [],
  links: [],
  stopSignal: undefined,
  stopTimeout: undefined,
  attached: false,
};

/** A container's own network namespace, and the endpoints in it, by network id. libnetwork: sandbox.go. */
export interface Sandbox {
  readonly id: string;
  readonly net: NetNamespace;
  readonly endpoints: Map<string, Endpoint>;
  /** The namespace is another container's: it neither begins nor ends with this one. */
  readonly isShared: boolean;
  /** How many interfaces it ever had: the next one's number. */
  interfaces: number;
  /** Ends the engine's name server, if the container has it. */
  endNameServer: (() => void) | undefined;
  /** Whom that one asks what it does not know. */
  otherNameServers: readonly IpAddress[];
}

/** The network settings that stay while the container does not run: `Networks` of `docker inspect`. */
export interface NetworkAttachment {
  readonly name: string;
  /** The network's id when the container last joined it. */
  networkId: string;
  readonly requestedAddress: string | undefined;
  /** Of several networks the one with the highest has the default route; 0 unless given. */
  readonly gatewayPriority: number;
  /** Those that were asked for, until the container joins it. */
  aliases: readonly string[] | undefined;
  /** `CONTAINER:NAME`: what this container alone calls others there. */
  links?: readonly string[];
  /** Joined by `docker network connect`, not by `docker run`. */
  readonly connected: boolean;
  endpointId: string;
}

/** What `docker inspect` calls aliases: older engines add the short id, and the host name. moby: daemon/container_operations.go (updateNetworkConfig). @internal */
export function shownAliases(
  { changes }: EngineRelease,
  { shortId, name, hostname }: Pick<Container, 'shortId' | 'name' | 'hostname'>,
  wanted: readonly string[],
): readonly string[] {
  const own = [
    ...(changes.has('aliasesWithoutId') ? [] : [shortId]),
    ...(changes.has('dnsNames') || name === hostname ? [] : [hostname]),
  ];
  return [...new Set([...wanted, ...own])];
}

/** Names by which others of a user-defined network find a container. moby: daemon/container_operations.go (buildEndpointDNSNames). @internal */
export function networkNames(
  { name, shortId, hostname }: Pick<Container, 'shortId' | 'name' | 'hostname'>,
  { aliases = [] }: Pick<NetworkAttachment, 'aliases'>,
): readonly string[] {
  return [...new Set([name, ...aliases, shortId, hostname])];
}

/** Directories that every container has. @internal */
export const DIRECTORIES = [
  ...[
    '/dev',
    '/etc',
    '/home',
    '/proc',
    '/root',
    '/run',
    '/sys',
    '/tmp',
    '/usr/bin',
    '/var/lib/nginx',
    '/var/log/nginx',
  ],
];

/** What docker calls the state of a container. */
export function stateOf({ status, paused }: Pick<Container, 'status' | 'paused'>): ContainerStatus | 'paused' {
  return paused ? 'paused' : status;
}

/** `NAME=VALUE`, by name; of several the last. @internal */
export function variablesOf(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const [name = ''] = entry.split('=', 1);
      return [name, entry.slice(name.length + 1)];
    }),
  );
}

/** A container from its creation to its removal. */
export class Container {
  status: ContainerStatus = 'created';
  /** The first process, while it runs. */
  process: Process | undefined = undefined;
  /** containerd-shim, whose children the container's processes are. */
  shim: Process | undefined = undefined;
  /** Where its processes run; another one each time it starts. */
  place: Place | undefined = undefined;
  /** The same for each of its users. */
  places: UserPlaces | undefined = undefined;
  sandbox: Sandbox | undefined = undefined;
  /** Absent if nothing is mounted. @internal */
  storage: ContainerStorage | undefined = undefined;
  /** The last sandbox's id stays to be seen when the container has stopped. */
  sandboxId = '';
  exitCode = 0;
  error = '';
  /** Its processes stand still. */
  paused = false;
  /** What those that it is linked with say of themselves. */
  linkedEnvironment: readonly string[] = [];
  startedAt: Microseconds | undefined = undefined;
  finishedAt: Microseconds | undefined = undefined;
  restartCount = 0;
  /** A person stopped it: its restart policy does not apply. */
  stoppedByUser = false;
  /** The first process that has ended and after which it is to be started again soon. */
  restartsAfter: Process | undefined;
  /** By network name. */
  readonly attachments = new Map<string, NetworkAttachment>();
  /** What it has printed, line by line. */
  readonly log = new ContainerLog();
  /** The output of earlier runs. */
  readonly pastOutput = { stdout: '', stderr: '' };
  readonly files: FileTree;

  constructor(
    /** 64 hexadecimal digits. */
    readonly id: string,
    public name: string,
    readonly createdAt: Microseconds,
    public config: ContainerConfig,
    /** Somebody chose the name. */
    public hasGivenName: boolean,
  ) {
    this.files = new FileTree(config.image.files);
    for (const path of DIRECTORIES) this.files.makeDirectory(path, 0, true);
  }

  get running(): boolean {
    return this.status === 'running';
  }

  /** The first 12 digits of the id, as docker shows it, and the hostname unless `--hostname` names another. */
  get shortId(): string {
    return this.id.slice(0, 12);
  }

  /** The signal that `docker stop` begins with. */
  get stopSignal(): Signal {
    const { stopSignal, image } = this.config;
    return stopSignal === undefined ? (image.stopSignal ?? 'SIGTERM') : readSignal(stopSignal);
  }

  get hostname(): string {
    return this.config.hostname ?? this.shortId;
  }

  /** What processes of a user have in their environment. moby: container/container.go (CreateDaemonEnvironment); runc adds HOME (libcontainer/init_linux.go). */
  environmentOf({ home }: ExecUser, more: readonly string[] = []): Readonly<Record<string, string>> {
    const { image, environment: own, tty } = this.config;
    const entries = [
      ...image.environment,
      `HOSTNAME=${this.hostname}`,
      ...(tty ? ['TERM=xterm'] : []),
      ...this.linkedEnvironment,
      ...own,
      ...more,
    ];
    const environment = variablesOf(entries);
    return { ...environment, HOME: environment.HOME ?? home };
  }

  /** Program and arguments: the entrypoint's and the command's. */
  get argv(): readonly string[] {
    return [...(this.config.entrypoint ?? []), ...this.config.command];
  }

  /** Its output so far. */
  get output(): { readonly stdout: string; readonly stderr: string } {
    const { stdout, stderr } = this.pastOutput;
    return { stdout: stdout + (this.process?.stdout ?? ''), stderr: stderr + (this.process?.stderr ?? '') };
  }
}
