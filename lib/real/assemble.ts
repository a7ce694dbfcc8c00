/** Puts the article's machines together on the real kernel: a host with its engine and images, a client, and the wire. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { welcomePage } from '../docker';
import type { Cache } from './cache';
import { mustExecute } from './execute';
import { IMAGE_NAMES, imageFile, importArguments, NGINX_CONF } from './images';
import type { Workplace } from './leftovers';
import { RealMachine } from './machine';
import { nextProcessor } from './processor';

/** The article's two machines, wired. */
export interface Machines {
  readonly host: RealMachine;
  readonly client: RealMachine;
}

/** Devices and addresses as the simulated machines have them. */
const ENDS = {
  host: { hostname: 'localhost', device: 'ens33', mac: '00:0c:29:aa:70:06', address: '192.168.70.6/24' },
  client: { hostname: 'client', device: 'eth0', mac: '00:50:56:c0:00:08', address: '192.168.70.1/24' },
} as const;
const GATEWAY = '192.168.70.1';
/** The engine's. */
const SETTINGS_FILE = '/etc/docker/daemon.json';

/** How they are built. */
export interface AssembleOptions {
  /** With the article's images in the engine; they are unless said otherwise. */
  readonly withImages?: boolean;
  /** The folder of another engine than the computer's. */
  readonly engine?: string;
}

/** Builds them. Throws a `RealMachineError`; what was built until then is gone. */
export async function assemble(
  workplace: Workplace,
  cache: Cache,
  { withImages = true, engine }: AssembleOptions = {},
): Promise<Machines> {
  const machines: RealMachine[] = [];
  const processor = nextProcessor();
  const start = async (name: keyof typeof ENDS) => {
    const folder = join(workplace.folder, name);
    await mkdir(folder);
    const { hostname } = ENDS[name];
    const machine = await RealMachine.start(name, processor, {
      hostname,
      packages: cache.root,
      ...(engine !== undefined && { engine }),
      images: cache.images,
      folder,
      cgroup: workplace.name,
    });
    machines.push(machine);
    return machine;
  };
  try {
    const [host, client] = [await start('host'), await start('client')];
    await furnish(host);
    await furnish(client);
    await wire(host, client);
    if (withImages) await importImages(host, cache);
    return { host, client };
  } catch (error) {
    await takeDown(workplace, machines);
    throw error;
  }
}

/** Ends the machines' processes and removes what is left of them. */
export async function takeDown(workplace: Workplace, machines: readonly RealMachine[]): Promise<void> {
  await Promise.all(machines.map((machine) => machine.end()));
  await workplace.remove();
}

async function furnish(machine: RealMachine): Promise<void> {
  await machine.write('/etc/nginx/nginx.conf', NGINX_CONF);
  await machine.write('/usr/share/nginx/html/index.html', welcomePage(machine.name));
}

async function wire(host: RealMachine, client: RealMachine): Promise<void> {
  // In the host's network, but with this process's view of process numbers: the client's is one of them.
  const inHost = ['nsenter', '--target', String(host.pid), '--mount', '--net'];
  const peer = ['type', 'veth', 'peer', 'name', ENDS.client.device, 'netns', String(client.pid)];
  await mustExecute([...inHost, 'ip', 'link', 'add', ENDS.host.device, ...peer]);
  for (const [machine, { device, mac, address }] of [
    [host, ENDS.host],
    [client, ENDS.client],
  ] as const)
    await machine.runScript('wire.sh', device, mac, address);
  await host.mustRun(['ip', 'route', 'add', 'default', 'via', GATEWAY]);
}

/** By an engine that leaves no bridge, no rules and no networks behind: the session's begins as on a new host. */
async function importImages(host: RealMachine, cache: Cache): Promise<void> {
  await host.mustRun(['mkdir', '/etc/docker']);
  await host.write(
    SETTINGS_FILE,
    JSON.stringify({ iptables: false, ip6tables: false, bridge: 'none', 'ip-forward': false }),
  );
  await host.mustRun(['systemctl', 'start', 'docker']);
  for (const name of IMAGE_NAMES) {
    const file = `/run/chainwalk/images/${imageFile(cache, name).slice(cache.images.length + 1)}`;
    await host.mustRun(['docker', 'import', ...importArguments(name), file, name]);
  }
  await host.mustRun(['systemctl', 'stop', 'docker', 'containerd']);
  await host.mustRun(['rm', '-r', SETTINGS_FILE, '/var/lib/docker/network']);
}
