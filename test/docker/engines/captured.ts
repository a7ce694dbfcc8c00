/** What real engines did, as `data/engines` has it, and the same on a simulated machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { containerPlace, type EngineOptions } from '../../../lib/docker';
import { isUserDefined } from '../../../lib/docker/network/network';
import { type CounterRow, counterDeltas } from '../../../lib/lab/observe/counters';
import { readCounters } from '../../../lib/lab/observe/readCounters';
import { Process } from '../../../lib/machine';
import { SECOND } from '../../../lib/network';
import { ipv4, prefix } from '../../../lib/packet';
import { type DockerMachine, dockerMachine } from '../machine';
import { sendFromNeighbour } from './neighbour';
import { request, SERVER_IMAGE, serve } from './servers';

const DATA = join(__dirname, '../../../data/engines');

/** Rules by `TABLE CHAIN`; a builtin chain's policy comes first. */
export type Rules = Readonly<Record<string, readonly string[]>>;

/** What a command changed. */
export interface CapturedState {
  readonly step: string;
  readonly command?: string;
  readonly v4?: Rules;
  readonly 'v4 gone'?: readonly string[];
  /** Chains and maps of nf_tables, by `FAMILY TABLE chain NAME`. */
  readonly nft?: Rules;
  readonly 'nft gone'?: readonly string[];
  /** The same of ip6tables. */
  readonly v6?: Rules;
  readonly 'v6 gone'?: readonly string[];
  readonly sysctl?: Readonly<Record<string, string>>;
  readonly 'docker-proxy'?: readonly string[];
  readonly ps?: readonly string[];
  /** `NAME TYPE ELEMENT …`, elements in the order of hashes that the kernel drew. */
  readonly ipset?: readonly string[];
}

/** One request alone, and what it counted. */
export interface CapturedAccess {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly result: string;
  readonly counted: readonly (readonly [packets: number, bytes: number, rule: string])[];
}

export function readStates(name: string): readonly CapturedState[] {
  return JSON.parse(readFileSync(join(DATA, 'states', `${name}.json`), 'utf8')) as readonly CapturedState[];
}

/** The steps that make the machine of the accesses. */
export function statesBeforeAccesses(name: string): readonly CapturedState[] {
  const states = readStates(name);
  return states.slice(
    0,
    states.findIndex(({ step }) => step === 'after-accesses'),
  );
}

export function readAccesses(name: string): readonly CapturedAccess[] {
  return JSON.parse(readFileSync(join(DATA, 'accesses', `${name}.json`), 'utf8')) as readonly CapturedAccess[];
}

/** A file of `data/engines/cli`. */
export function readCli(engine: string, file: string): string {
  return readFileSync(join(DATA, 'cli', engine.includes('-') ? engine : `${engine}-legacy`, file), 'utf8');
}

/** A machine as the captures were made on: its client has a route to the containers. */
export function capturedMachine(engine: string, options: Partial<EngineOptions> = {}): DockerMachine {
  const docker = dockerMachine({ engine, options, images: new Map([['bb', SERVER_IMAGE]]) });
  const eth0 = docker.client.net.device('eth0');
  if (eth0 === undefined) throw new Error('the client has no eth0');
  docker.client.net.fib.add({
    table: 'main',
    type: 'unicast',
    destination: prefix('172.16.0.0/12'),
    gateway: ipv4('192.168.70.6'),
    device: eth0,
    scope: 'global',
    metric: 0,
    protocol: 'boot',
  });
  new Process({ place: docker.machine, argv: ['serve'], program: serve(() => 'host', [2222], []) });
  new Process({ place: docker.client, argv: ['serve'], program: serve(() => 'client', [9090], [9090]) });
  return docker;
}

/** Types what a state's command says; what an engine does not know is refused, as it was. */
export function take(docker: DockerMachine, { command = '' }: CapturedState): void {
  for (const line of command.split('; ')) {
    if (line === 'systemctl start docker') docker.start();
    else if (line === 'systemctl stop docker') docker.stop();
    else if (line.startsWith('docker rm -f $(')) docker.run(`docker rm -f ${namesOf(docker)}`);
    else if (line === 'docker network prune -f') {
      const own = [...docker.engine.networks.values()].filter(isUserDefined);
      for (const { name } of own) docker.run(`docker network rm ${name}`);
    } else if (line.startsWith('docker ')) docker.run(line.replace('IMAGE', 'bb'));
  }
}

function namesOf({ engine }: DockerMachine): string {
  return [...engine.containers.values()].map(({ name }) => name).join(' ');
}

/** The rules of a machine, as captures have them. */
export function rulesOf({ run }: DockerMachine, program: 'iptables' | 'ip6tables' = 'iptables'): Rules {
  const rules: Record<string, string[]> = {};
  let table = '';
  for (const line of run(`${program}-save`).stdout.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    const [, chain, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (chain !== undefined) rules[`${table} ${chain}`] = policy === undefined || policy === '-' ? [] : [policy];
    const [, to, rule = ''] = /^-A (\S+) (.*)/.exec(line) ?? [];
    if (to !== undefined) rules[`${table} ${to}`]?.push(rule);
  }
  return rules;
}

/** The IP sets, each with its type and its elements. */
export function setsOf({ run }: DockerMachine): readonly string[] {
  const lines = run('ipset save').stdout.trimEnd().split('\n');
  return lines.flatMap((line) => {
    const [, name, type] = /^create (\S+) (\S+)/.exec(line) ?? [];
    if (name === undefined) return [];
    const elements = lines.flatMap((other) =>
      other.startsWith(`add ${name} `) ? other.slice(`add ${name} `.length) : [],
    );
    return `${name} ${type} ${elements.sort().join(' ')}`;
  });
}

/** The command lines of docker-proxy, sorted. */
export function proxiesOf({ machine }: DockerMachine): readonly string[] {
  return machine.pids
    .list()
    .map(({ argv }) => argv.join(' ').replace('/usr/bin/', ''))
    .filter((line) => line.startsWith('docker-proxy'))
    .sort();
}

/** Names and ports of `docker ps -a`. */
export function publishedOf({ run }: DockerMachine): readonly string[] {
  return run("docker ps -a --format '{{.Names}}\\t{{.Ports}}'").stdout.trimEnd().split('\n');
}

/** Asks as an access did: what the client saw, and what each rule and policy counted. */
export function access(
  docker: DockerMachine,
  { from, to }: CapturedAccess,
): Pick<CapturedAccess, 'result' | 'counted'> {
  const [protocol = '', target = ''] = to.split(' ');
  const [, address = '', port = ''] = /^(.*):(\d+)$/.exec(target) ?? [];
  const before = readCounters(docker.machine.net.netfilter);
  const result =
    from === 'raw'
      ? sendFromNeighbour(docker, protocol, Number(port))
      : ask(docker, from, protocol, address, Number(port));
  docker.machine.clock.advance(SECOND / 2);
  const after = readCounters(docker.machine.net.netfilter);
  // What is sent again in vain comes to an end before the next access.
  if (result === 'TIMEOUT' || from === 'raw') docker.machine.clock.advance(130 * SECOND);
  return { result, counted: counterDeltas(before, after).map(shown) };
}

function ask(docker: DockerMachine, from: string, protocol: string, address: string, port: number): string {
  const { machine, client, engine } = docker;
  const place = from === 'host' ? machine : from === 'client' ? client : containerPlace(engine, from);
  if (place === undefined) return 'no such container';
  const process = new Process({ place, argv: ['request'], program: request(protocol, ipv4(address), port) });
  machine.clock.runUntil(() => !process.running, machine.clock.now + 10 * SECOND);
  return process.stdout;
}

function shown({ table, chain, index, rule, packets, bytes }: CounterRow) {
  if (/^(ip|inet) /.test(table)) return [packets, bytes, `table ${table} ${chain}: ${rule}`] as const;
  return [packets, bytes, index === 0 ? `${table} ${chain} ${rule}` : `${table} -A ${chain} ${rule}`] as const;
}

/** What an access came to, for a comparison: counted rules as lines, in an order of their own. */
export function outcomeOf({ what }: CapturedAccess, { result, counted }: Pick<CapturedAccess, 'result' | 'counted'>) {
  const lines = counted.map(([packets, bytes, rule]) => `${rule} [${packets}:${bytes}]`);
  return { what, result, counted: lines.sort() };
}

/**
 * The capture without what came late of a time-out before: one packet, sent again in vain to a container whose rule in raw
 * drops it.
 */
export function withoutStray(real: CapturedAccess, simulated: Pick<CapturedAccess, 'counted'>): CapturedAccess {
  const counted = real.counted.flatMap(([packets, bytes, rule]) => {
    const own = simulated.counted.find(([, , other]) => other === rule)?.[0] ?? 0;
    if (!/^raw -A PREROUTING -d \S+ ! -i \S+ -j DROP$|DROP DIRECT ACCESS/.test(rule) || packets !== own + 1)
      return [[packets, bytes, rule] as const];
    return own === 0 ? [] : [[own, bytes - 60, rule] as const];
  });
  return { ...real, counted };
}

/** The container's IPv6 address is one that is not simulated. */
export function withoutIpv6(line: string): string {
  return line.replace('-container-ip fd00:25::2', '-container-ip 172.25.0.2');
}

/** Without docker-proxy only a container with an IPv6 address is published there. */
export function withoutSecondFamily(line: string): string {
  return line.replace(/, (\[::\]|::):8009->80\/tcp/, '');
}
