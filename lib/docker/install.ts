/** Docker on a machine: the engine with its units, `docker` and `containerd`. */
import { type Machine, type Place, type Program, pause, type Unit, waitForExit } from '../machine';
import { MILLISECOND } from '../network';
import { ip6tables, iptables } from '../tools/iptables';
import type { RunShell } from './container/findProgram';
import { startContainerd, startDockerd } from './daemon';
import { noSuchContainer } from './dockerError';
import { DockerEngine } from './engine';
import { DEFAULT_ENGINE_OPTIONS, type EngineOptions } from './engineOptions';
import { Firewall, type RunIptables } from './firewall/firewall';
import { ipsetOf, nftOf } from './firewall/lateFirewall';
import { IMAGES } from './image/articleImages';
import type { Image } from './image/image';
import { ImageStore } from './image/imageStore';
import { unloadBridgeNetfilter } from './network/bridgeNetfilter';
import { DEFAULT_ENGINE, findRelease } from './release';

/** How the engine differs from the article's. */
export interface InstallOptions {
  /** By repository; the article's if absent. @internal */
  readonly images?: ReadonlyMap<string, Image>;
  /** The engine's version, `28.5.2`, or a line of versions, `28.5`; the article's, 20.10.24, if absent. */
  readonly engine?: string;
  /** The command line of dockerd. */
  readonly options?: Partial<EngineOptions>;
  /** Whether the kernel has br_netfilter built in, or as a module that the engine loads when it needs it; built in if absent. */
  readonly bridgeNetfilter?: 'built-in' | 'module';
  /** The iptables that the engine runs; the machine's own if absent. */
  readonly runIptables?: RunIptables;
}

/** The unit's file, and the copy of it at hand that the article installs. What it says is not read: the unit is a part of the simulation. */
const DOCKER_SERVICE = `[Unit]
Description=Docker Application Container Engine
After=network-online.target containerd.service

[Service]
Type=notify
ExecStart=/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock

[Install]
WantedBy=multi-user.target
`;

/**
 * Puts the engine onto a machine, not yet started: `systemctl start docker` does that. `runShell` runs what
 * `docker exec NAME sh -c LINE` is given; without it no shell runs in containers. Throws a `RangeError` for an engine that does not exist,
 * or has not the firewall backend that is asked for.
 *
 * @example
 * ```ts
 * import { installDocker } from 'chainwalk/docker';
 * import { Machine } from 'chainwalk/machine';
 * import { Clock, Random } from 'chainwalk/network';
 *
 * const options = { name: 'm', hostname: 'm', clock: new Clock(), random: new Random(1), startedAt: 0 };
 * const engine = installDocker(new Machine(options), undefined, { options: { userlandProxy: false } });
 * engine.ready; // → false
 * ```
 */
export function installDocker(
  machine: Machine,
  runShell?: RunShell,
  {
    images = IMAGES,
    engine: version = DEFAULT_ENGINE,
    options = {},
    bridgeNetfilter,
    runIptables = iptablesOf(machine),
  }: InstallOptions = {},
): DockerEngine {
  if (bridgeNetfilter === 'module') unloadBridgeNetfilter(machine.net);
  const release = findRelease(version);
  if (options.firewallBackend === 'nftables' && !release.changes.has('nftablesBackend'))
    throw new RangeError(
      `Docker ${release.version} makes its rules with iptables alone; the nftables backend came with 29`,
    );
  const runIpset = ipsetOf(machine);
  const engine = new DockerEngine(
    machine,
    new ImageStore(images.values()),
    runShell,
    { ...DEFAULT_ENGINE_OPTIONS, ...options },
    [new Firewall('ipv4', runIptables, runIpset), new Firewall('ipv6', ip6tablesOf(machine), runIpset)],
    nftOf(machine),
    release,
  );
  for (const path of ['/usr/lib/systemd/system/docker.service', '/root/docker.service'])
    machine.files.set(path, { content: DOCKER_SERVICE, modifiedAt: machine.date(0).getTime() });
  machine.units.set('docker', dockerUnit(engine));
  machine.units.set('containerd', containerdUnit(engine));
  return engine;
}

/** The program ip6tables of a machine. */
function ip6tablesOf({ net, iptablesVersion }: Machine): RunIptables {
  return (argv) => ip6tables(net.netfilter, argv, { version: iptablesVersion });
}

/** The program iptables of a machine. */
export function iptablesOf(machine: Machine): RunIptables {
  return (argv) =>
    iptables(machine.net.netfilter, argv, { version: machine.iptablesVersion, variant: machine.iptablesVariant });
}

/** Where the processes of a running container run; `undefined` if no running container is called so. */
export function containerPlace(engine: DockerEngine, name: string): Place | undefined {
  return engine.runningContainers().find((container) => container.name === name)?.place;
}

/** The programs of a container's image. Throws a `DockerError` if there is no such container. */
export function containerPrograms(engine: DockerEngine, name: string): ReadonlyMap<string, Program> {
  const container = engine.container(name);
  if (container.name !== name) throw noSuchContainer(name);
  return container.config.image.programs;
}

function dockerUnit(engine: DockerEngine): Unit {
  return {
    name: 'docker.service',
    description: 'Docker Application Container Engine',
    get mainProcess() {
      return engine.dockerd;
    },
    *start(caller) {
      if (engine.dockerd?.running === true) return undefined;
      startContainerd(engine);
      const dockerd = startDockerd(engine);
      // dockerd says so by sd_notify; here it is looked at from time to time.
      while (dockerd.running && !engine.ready) yield* pause(caller, 10 * MILLISECOND);
      return dockerd.running
        ? undefined
        : `Job for docker.service failed: ${dockerd.stderr.trim() || 'the process ended'}`;
    },
    *stop() {
      const { dockerd } = engine;
      if (dockerd?.running !== true) return undefined;
      dockerd.kill('SIGTERM');
      yield* waitForExit(dockerd);
      return undefined;
    },
  };
}

function containerdUnit(engine: DockerEngine): Unit {
  return {
    name: 'containerd.service',
    description: 'containerd container runtime',
    get mainProcess() {
      return engine.containerd?.running === true ? engine.containerd : undefined;
    },
    *start() {
      startContainerd(engine);
      return undefined;
    },
    *stop() {
      engine.containerd?.kill('SIGTERM');
      return undefined;
    },
  };
}
