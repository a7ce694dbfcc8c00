/** Hosts to measure: the article's, and ones with more published ports, each with a client outside and a container behind a port. */
import { type Lab, lab } from '../../lib/dist/lab';
import type { NetDevice, NetNamespace } from '../../lib/dist/network';
import { iptables } from '../../lib/dist/tools/iptables';

/** What is measured: a host between two ends that only send, and throw away what they receive. */
export interface BenchHost {
  readonly machines: Lab;
  readonly client: NetDevice;
  /** The container's end of its cable. */
  readonly container: NetDevice;
  /** Published by the host; the container's port of each is `containerPort(port)`. */
  readonly ports: readonly number[];
  containerPort(port: number): number;
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
