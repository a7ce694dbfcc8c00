/**
 * The Docker engine: what dockerd knows, and how its clients ask it. What it does is in the files beside this one,
 * a request each. moby: daemon/daemon.go.
 */
import type { Machine, Process, Wait } from '../machine';
import { type Microseconds, Random } from '../network';
import { parseIpv4 } from '../packet';
import type { Container } from './container/container';
import type { RunShell } from './container/findProgram';
import { DockerError, noSuchContainer } from './dockerError';
import { EngineEvents } from './engineEvents';
import { DEFAULT_ENGINE_OPTIONS, type EngineOptions } from './engineOptions';
import type { FirewallBackend } from './firewall/backend';
import type { Firewall } from './firewall/firewall';
import type { RunNft } from './firewall/nftables/nftTable';
import type { Image } from './image/image';
import type { ImageStore } from './image/imageStore';
import { Journal } from './journal';
import { Ipam } from './network/ipam';
import { type BridgeNetwork, isUserDefined, type Network } from './network/network';
import { PortAllocator } from './network/portAllocator';
import { ANY_ADDRESS } from './network/portSpec';
import type { EngineRelease } from './release';

/** A volume: a directory of the machine that containers share. moby: volume/local. */
export interface Volume {
  readonly name: string;
  readonly createdAt: Microseconds;
  readonly labels: ReadonlyMap<string, string> | undefined;
}

/** The engine on a machine: what its unit, its processes and its clients share. It is used by the `docker` command. */
export class DockerEngine {
  /** @internal */
  readonly ipam = new Ipam();
  /** @internal */
  ports: PortAllocator;
  /** By id, in the order of creation. @internal */
  readonly networks = new Map<string, Network>();
  /** @internal */
  readonly containers = new Map<string, Container>();
  /** What has happened since dockerd started. @internal */
  readonly events: EngineEvents;
  /** @internal */
  readonly journal: Journal;
  /** Those of execs are drawn apart, so that an exec moves no other number. @internal */
  readonly execIds = new Random(1);
  /** Those that were created, by name. @internal */
  readonly volumes = new Map<string, Volume>();
  /** dockerd, while it runs. */
  dockerd: Process | undefined = undefined;
  /** containerd, while it runs. */
  containerd: Process | undefined = undefined;
  /** Requests are answered: dockerd has started and is not about to end. */
  ready = false;
  /** As dockerd was last started. */
  options: EngineOptions = DEFAULT_ENGINE_OPTIONS;
  /** Where dockerd, as it was last started, makes its rules, by family. @internal */
  backends: readonly FirewallBackend[] = [];

  /** Gives a container the engine's name server, if it is to have it. Its code comes with the first container. @internal */
  startNameServer: ((engine: DockerEngine, container: Container) => void) | undefined = undefined;

  /** @internal */
  constructor(
    /** The machine that it is installed on. */
    readonly machine: Machine,
    /** @internal */
    readonly images: ImageStore,
    /** @internal */
    readonly runShell: RunShell | undefined,
    /** As on dockerd's command line; daemon.json comes on top. */
    readonly commandLineOptions: EngineOptions,
    /** One of each family. @internal */
    readonly allFirewalls: readonly Firewall[],
    /** @internal */
    readonly runNft: RunNft,
    /** Which release it is. Another one may be put in its place while dockerd does not run. */
    public release: EngineRelease,
  ) {
    this.ports = this.newPortAllocator();
    this.events = new EngineEvents(machine);
    this.journal = new Journal(machine);
  }

  /** Nothing taken, as when dockerd starts. @internal */
  newPortAllocator(): PortAllocator {
    return new PortAllocator(() => {
      const [from = 49153, to = 65535] = (this.machine.net.sysctl.get('net.ipv4.ip_local_port_range') ?? '')
        .split(/\s+/)
        .map(Number);
      return [from, to];
    }, this.release.changes.has('sortedPorts'));
  }

  /** 64 random hexadecimal digits. @internal */
  newId(): string {
    return this.machine.random.hex(64);
  }

  /** Those in which it makes rules. @internal */
  get firewalls(): readonly Firewall[] {
    const { iptables, ip6tables } = this.options;
    const isOn = { ipv4: iptables, ipv6: ip6tables && this.release.changes.has('ip6tables') };
    return this.allFirewalls.filter(({ family }) => isOn[family]);
  }

  /** Containers that run, in the order of their creation. @internal */
  runningContainers(): readonly Container[] {
    return [...this.containers.values()].filter(({ running, process }) => running && process?.running === true);
  }

  /**
   * The container of a name, an id or the start of one. Throws a `DockerError` if there is none, or more than one.
   * @internal
   */
  container(reference: string): Container {
    const all = [...this.containers.values()];
    const exact = all.find(({ id, name }) => id === reference || name === reference.replace(/^\//, ''));
    if (exact !== undefined) return exact;
    const [found, other] = all.filter(({ id }) => reference !== '' && id.startsWith(reference));
    if (other !== undefined) throw new DockerError('invalid', `Multiple IDs found with provided prefix: ${reference}`);
    if (found === undefined) throw noSuchContainer(reference);
    return found;
  }

  /**
   * The network of a name, an id or the start of one; `undefined` if there is none. Throws if there is more than one.
   * @internal
   */
  findNetwork(reference: string): Network | undefined {
    const all = [...this.networks.values()];
    const exact = all.find(({ id, name }) => id === reference || name === reference);
    if (exact !== undefined) return exact;
    const [found, other] = all.filter(({ id }) => reference !== '' && id.startsWith(reference));
    if (other !== undefined)
      throw new DockerError('invalid', `network ${reference} is ambiguous (2 matches found on ID prefix)`);
    return found;
  }

  /** The network that containers join unless told otherwise. @internal */
  get defaultNetwork(): BridgeNetwork | undefined {
    return [...this.networks.values()].find(
      (network): network is BridgeNetwork => network.driver === 'bridge' && !isUserDefined(network),
    );
  }

  /** The image of a reference, or of an id's start. @internal */
  findImage(reference: string): Image | undefined {
    return this.images.find(reference);
  }

  /** The address that ports bind to when nothing is said. @internal */
  hostBinding(network: BridgeNetwork): string {
    return parseIpv4(network.hostBinding) === undefined ? ANY_ADDRESS : network.hostBinding;
  }

  /**
   * A client's request, served by a thread of dockerd: it goes on when the client is killed. Throws what the work
   * throws, and a `DockerError` if dockerd does not run or ends before the answer.
   * @internal
   */
  *request<T>(work: (dockerd: Process) => Generator<Wait, T, void>): Generator<Wait, T, void> {
    const { dockerd } = this;
    if (dockerd === undefined || !this.ready) throw unreachable();
    let answer: { readonly value: T } | { readonly error: unknown } | undefined;
    const waiting = new Set<() => void>();
    dockerd.spawn(
      (function* () {
        try {
          answer = { value: yield* work(dockerd) };
        } catch (error) {
          answer = { error };
        }
        for (const wake of [...waiting]) wake();
        return 0;
      })(),
    );
    yield {
      ready: () => answer !== undefined || !dockerd.running,
      subscribe: (wake) => {
        waiting.add(wake);
        const unsubscribe = dockerd.onExit(wake);
        return () => {
          waiting.delete(wake);
          unsubscribe();
        };
      },
    };
    if (answer === undefined) throw new DockerError('unreachable', 'error during connect: unexpected EOF');
    if ('error' in answer) throw answer.error;
    return answer.value;
  }
}

function unreachable(): DockerError {
  return new DockerError(
    'unreachable',
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
  );
}
