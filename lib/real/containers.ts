/** What the real engine runs, and the devices of the host and of its containers. */
import type { RealMachine } from './machine';

/** A running container. */
export interface RealContainer {
  readonly name: string;
  /** Its first process, as the host numbers it. */
  readonly pid: string;
  readonly id: string;
  /** Of Docker's networks, or `host`. */
  readonly network: string;
}

/** A network device, as `ip -j link` prints it. */
export interface Link {
  readonly ifindex: number;
  readonly ifname: string;
  /** Of the other end of a cable. */
  readonly link_index?: number;
}

/** What the engine writes down of a container, for itself; the process of one that has ended has the number 0. moby: container.Container, container/container.go. */
interface Saved {
  readonly ID: string;
  readonly Name: string;
  readonly State: { readonly Pid: number };
  readonly Config: { readonly WorkingDir: string; readonly Env: readonly string[] | null };
}

/** A running container, and what its settings say. */
interface Known {
  readonly container: RealContainer;
  readonly config: Saved['Config'];
}

/** A line for each: its state, and the settings that are the host's. */
const SAVED = `for container in /var/lib/docker/containers/*/; do
  printf '%s\\t%s\\n' "$(cat "$container/config.v2.json")" "$(cat "$container/hostconfig.json")"
done 2> /dev/null`;

/** Containers go on without the engine (live-restore): its files are read, and it is not asked. */
async function readContainers(host: RealMachine): Promise<readonly Known[]> {
  const { stdout } = await host.run(['bash', '-c', SAVED]);
  return stdout.split('\n').flatMap((line): readonly Known[] => {
    const [state, settings] = line.split('\t');
    // The files of one that is being removed are gone already.
    if (!state || !settings) return [];
    const { ID: id, Name, State, Config: config } = JSON.parse(state) as Saved;
    const { NetworkMode: network } = JSON.parse(settings) as { readonly NetworkMode: string };
    if (State.Pid === 0) return [];
    return [{ container: { name: Name.slice(1), pid: `${State.Pid}`, id, network }, config }];
  });
}

/** Those that run and have a network namespace of their own. */
export async function runningContainers(host: RealMachine): Promise<readonly RealContainer[]> {
  const shared = /^(host$|container:)/;
  return (await readContainers(host)).map(({ container }) => container).filter(({ network }) => !shared.test(network));
}

/** A running container by its name or the beginning of its identifier. */
export async function findContainer(host: RealMachine, reference: string): Promise<RealContainer | undefined> {
  const containers = (await readContainers(host)).map(({ container }) => container);
  const found =
    containers.find(({ name, id }) => name === reference || id === reference) ??
    containers.find(({ id }) => id.startsWith(reference));
  // Nobody writes down that it has ended while the engine is away.
  return found !== undefined && (await isRunning(host, found)) ? found : undefined;
}

/** Where `docker exec` begins in a container, and with which variables besides those that every container has. */
export async function surroundings(
  host: RealMachine,
  { id }: RealContainer,
): Promise<{ readonly directory: string; readonly variables: readonly string[] }> {
  const config = (await readContainers(host)).find(({ container }) => container.id === id)?.config;
  return {
    directory: config?.WorkingDir || '/',
    variables: config?.Env?.filter((variable) => !variable.startsWith('PATH=')) ?? [],
  };
}

/** Whether a container's first process is still there: containers may live for moments only. */
export async function isRunning(host: RealMachine, { pid }: RealContainer): Promise<boolean> {
  const { exitCode } = await host.run(['test', '-e', `/proc/${pid}/ns/net`]);
  return exitCode === 0;
}

/** Bits of a process's capabilities. Linux: include/uapi/linux/capability.h. */
const CAPABILITIES = { net_admin: 12n, net_raw: 13n } as const;

/** What of the network's capabilities a container's root has not: neither has whoever is let in by `docker exec`. */
export async function lackingCapabilities(host: RealMachine, { pid }: RealContainer): Promise<readonly string[]> {
  const { stdout } = await host.run(['grep', 'CapBnd', `/proc/${pid}/status`]);
  const [, bits] = /CapBnd:\s*([0-9a-f]+)/.exec(stdout) ?? [];
  if (bits === undefined) return [];
  return Object.entries(CAPABILITIES).flatMap(([name, bit]) => ((BigInt(`0x${bits}`) >> bit) & 1n ? [] : [name]));
}

/** The devices of the host, or of a container; none of a container that has ended. */
export async function links(host: RealMachine, container?: RealContainer): Promise<readonly Link[]> {
  const { stdout } = await host.run([...intoNetwork(container), 'ip', '-j', 'link']);
  return stdout === '' ? [] : (JSON.parse(stdout) as Link[]);
}

/** Tells whether a host has other devices than when it was last asked. */
export class DeviceWatch {
  readonly #host: RealMachine;
  #known = '';

  constructor(host: RealMachine) {
    this.#host = host;
  }

  /** The host's devices, if one has come or gone since the last call. */
  async look(): Promise<readonly Link[] | undefined> {
    const devices = await links(this.#host);
    const known = devices.map(({ ifindex, ifname }) => `${ifindex} ${ifname}`).join();
    if (known === this.#known) return undefined;
    this.#known = known;
    return devices;
  }
}

/** The beginning of a command line that runs in a container's network, with the host's programs. */
export function intoNetwork(container: RealContainer | undefined): readonly string[] {
  return container === undefined ? [] : ['nsenter', '--target', container.pid, '--net'];
}
