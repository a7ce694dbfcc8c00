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

/** What the engine says of an ended container's first process. */
const ENDED = '0';
const FORMAT = '{{.Name}} {{.State.Pid}} {{.Id}} {{.HostConfig.NetworkMode}}';

/** Those that run and have a network namespace of their own; none without an engine. */
export async function runningContainers(host: RealMachine): Promise<readonly RealContainer[]> {
  const script = `docker ps -q 2> /dev/null | xargs -r docker inspect -f '${FORMAT}'`;
  const { stdout } = await host.run(['bash', '-c', script]);
  const shared = /^(host$|container:)/;
  return stdout
    .split('\n')
    .filter(Boolean)
    .map(parse)
    .filter(({ network, pid }) => pid !== ENDED && !shared.test(network));
}

/** A running container by its name or the beginning of its identifier. */
export async function findContainer(host: RealMachine, reference: string): Promise<RealContainer | undefined> {
  const { stdout } = await host.run(['docker', 'container', 'inspect', '-f', FORMAT, reference]);
  const container = parse(stdout.trim());
  return container.pid === ENDED ? undefined : container;
}

/** Where `docker exec` begins in a container, and with which variables besides those that every container has. */
export async function surroundings(
  host: RealMachine,
  { id }: RealContainer,
): Promise<{ readonly directory: string; readonly variables: readonly string[] }> {
  const format = '{{json .Config.WorkingDir}} {{json .Config.Env}}';
  const { stdout } = await host.run(['docker', 'container', 'inspect', '-f', format, id]);
  const [, directory = '""', variables = '[]'] = /^(\S+) (.*)/.exec(stdout) ?? [];
  return {
    directory: JSON.parse(directory) || '/',
    variables: (JSON.parse(variables) as string[] | null)?.filter((variable) => !variable.startsWith('PATH=')) ?? [],
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

function parse(line: string): RealContainer {
  const [name = '', pid = ENDED, id = '', network = ''] = line.slice(1).split(' ');
  return { name, pid, id, network };
}
