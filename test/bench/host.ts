/** Hosts to measure: the article's, and ones with more published ports, each with a client outside and a container behind a port. */
import { type Lab, lab } from '../../lib/dist/lab';
import type { NetDevice, NetNamespace } from '../../lib/dist/network';
import { iptables, iptablesSave } from '../../lib/dist/tools/iptables';
import { nftOf } from './nftRules';

/** What is measured: a host between two ends that only send, and throw away what they receive. */
export interface BenchHost {
  readonly machines: Lab;
  readonly client: NetDevice;
  /** The container's end of its cable. */
  readonly container: NetDevice;
  /** Published by the host; the container's port of each is `containerPort(port)`. */
  readonly ports: readonly number[];
  containerPort(port: number): number;
  /** The rules as `nft -f` reads them, of a host without iptables. */
  readonly nft?: string;
}

/** Received TCP ends here, counted: neither end answers, so that all that moves is what the bench sends. */
export const SINK = ['-t', 'raw', '-A', 'PREROUTING', '-p', 'tcp', '-j', 'DROP'] as const;
const FIRST_PORT = 10_001;

/** The article's host as it is in its later steps: ng1 on docker0, ng2 on a bridge of its own. */
export async function articleHost(): Promise<BenchHost> {
  const machines = await dockerHost();
  await run(machines, 'docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
  await run(machines, 'docker network create -d bridge bridge1');
  await run(machines, 'docker run --name ng2 -d --network bridge1 -p 8002:80 lkarrie/nginx2');
  return benchHost(machines, 'ng1', [8001], () => 80);
}

/** A host with one container that has so many ports published. */
export async function hostWithPorts(count: number): Promise<BenchHost> {
  const machines = await dockerHost();
  const range = `${FIRST_PORT}-${FIRST_PORT + count - 1}`;
  await run(machines, `docker run --name web -d -p ${range}:${range} lkarrie/nginx1`);
  const ports = Array.from({ length: count }, (_, index) => FIRST_PORT + index);
  return benchHost(machines, 'web', ports, (port) => port);
}

/** The same host, whose engine made no rules: those of the other one are there in nft's words, in the same order. */
export async function sameWithNft(other: BenchHost): Promise<BenchHost> {
  const { host } = other.machines;
  const nft = nftOf(iptablesSave(host.net.netfilter, [], { version: '1.8.9' }).stdout);
  const machines = await lab();
  machines.host.files.set('/etc/docker/daemon.json', { content: '{"iptables": false}', modifiedAt: 0 });
  machines.host.files.set('/root/rules.nft', { content: nft, modifiedAt: 0 });
  await run(machines, 'systemctl start docker');
  const { ports } = other;
  await run(
    machines,
    `docker run --name web -d -p ${ports[0]}-${ports.at(-1)}:${ports[0]}-${ports.at(-1)} lkarrie/nginx1`,
  );
  await run(machines, 'nft -f /root/rules.nft');
  return { ...(await benchHost(machines, 'web', ports, (port) => port)), nft };
}

/** All four tables are there: each is made when it is first looked at. */
async function dockerHost(): Promise<Lab> {
  const machines = await lab();
  await run(machines, 'systemctl start docker');
  for (const table of ['raw', 'mangle']) await run(machines, `iptables -t ${table} -nvL`);
  return machines;
}

/** Runs a command on the host; throws what it says if it fails. */
export async function run(machines: Lab, command: string): Promise<void> {
  const { exitCode, stderr } = await machines.sh(`host# ${command}`);
  if (exitCode !== 0) throw new Error(`${command}: ${stderr}`);
}

async function benchHost(
  machines: Lab,
  name: string,
  ports: readonly number[],
  containerPort: (port: number) => number,
): Promise<BenchHost> {
  // What starting set off is over.
  await machines.settle();
  const inside = machines.place(name)?.net;
  if (inside === undefined) throw new Error(`container ${name} does not run`);
  const client = sink(machines.client.net);
  const container = sink(inside);
  return { machines, client, container, ports, containerPort };
}

function sink(net: NetNamespace): NetDevice {
  const { stderr } = iptables(net.netfilter, SINK, { version: '1.8.9' });
  const device = net.device('eth0');
  if (stderr !== '' || device === undefined) throw new Error(`${net.name}: ${stderr || 'no eth0'}`);
  return device;
}

/** TCP packets that reached an end. */
export function received(device: NetDevice): number {
  return device.namespace.netfilter.table('raw').builtin('PREROUTING').rules[0]?.packets ?? 0;
}
