/** Hosts to measure: the article's, and ones with more published ports, each with a client outside and a container behind a port. */
import { type Lab, lab } from '../../lib/dist/lab';
import type { NetDevice, NetNamespace } from '../../lib/dist/network';
import { iptables, iptablesSave } from '../../lib/dist/tools/iptables';
import { nft } from '../../lib/dist/tools/nft';
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
  /** The rules for the real kernel, and the program that takes them. */
  readonly rules: KernelRules;
}

/** What the real kernel is to have: an `iptables-save`, or what `nft -f` reads. */
export interface KernelRules {
  readonly program: 'iptables-legacy-restore' | 'iptables-nft-restore' | 'nft';
  readonly text: string;
}

/** Who makes the rules of published ports: the article's engine by either iptables, or 29 by nft. */
export type Maker = 'iptables-legacy' | 'iptables-nft' | '29 nftables';

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
export async function hostWithPorts(count: number, maker: Maker = 'iptables-legacy'): Promise<BenchHost> {
  const machines = await dockerHost(maker);
  const range = `${FIRST_PORT}-${FIRST_PORT + count - 1}`;
  await run(machines, `docker run --name web -d -p ${range}:${range} lkarrie/nginx1`);
  const ports = Array.from({ length: count }, (_, index) => FIRST_PORT + index);
  return benchHost(machines, 'web', ports, (port) => port, maker);
}

/** The same host, whose engine made no rules: those of the other one are there in nft's words, in the same order. */
export async function sameWithNft(other: BenchHost): Promise<BenchHost> {
  const nft = nftOf(other.rules.text);
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
  return benchHost(machines, 'web', ports, (port) => port, '29 nftables');
}

/** All four tables are there: each is made when it is first looked at. */
async function dockerHost(maker: Maker = 'iptables-legacy'): Promise<Lab> {
  if (maker === '29 nftables') return engine29();
  const machines = await lab();
  await run(machines, `update-alternatives --set iptables /usr/sbin/${maker}`);
  await run(machines, 'systemctl start docker');
  // iptables-nft has no tables that nobody asked for.
  if (maker === 'iptables-nft') return machines;
  for (const table of ['raw', 'mangle']) await run(machines, `iptables -t ${table} -nvL`);
  return machines;
}

/** With nftables the engine asks for a host that forwards already. */
async function engine29(): Promise<Lab> {
  const machines = await lab({ engine: '29', firewallBackend: 'nftables' });
  await run(machines, 'sysctl -w net.ipv4.ip_forward=1');
  await run(machines, 'systemctl start docker');
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
  maker: Maker = 'iptables-legacy',
): Promise<BenchHost> {
  // What starting set off is over.
  await machines.settle();
  const inside = machines.place(name)?.net;
  if (inside === undefined) throw new Error(`container ${name} does not run`);
  const client = sink(machines.client.net);
  const container = sink(inside);
  return { machines, client, container, ports, containerPort, rules: rulesOf(machines, maker) };
}

function rulesOf({ host }: Lab, maker: Maker): KernelRules {
  if (maker === '29 nftables') return { program: 'nft', text: nft(host, ['list', 'ruleset'], '').stdout };
  const variant = maker === 'iptables-nft' ? 'nft' : 'legacy';
  const { stdout } = iptablesSave(host.net.netfilter, [], { version: '1.8.9', variant });
  return { program: `${maker}-restore`, text: stdout };
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
