/** Runs a recorded scenario on the simulated machines and writes down what record.py wrote down of the real ones. */
import { describePacket, summary } from '../../lib/lab';
import { type ConntrackEntry, type Tuple, USUAL_TABLES } from '../../lib/netfilter';
import { MILLISECOND, SECOND, type VethDevice } from '../../lib/network';
import { formatIpv4, ipv4, PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP, parseMac } from '../../lib/packet';
import { runIpset, Session } from '../../lib/tools/ipset';
import { iptablesSave } from '../../lib/tools/iptables';
import { startCalls } from './calls';
import { addRoute, rule, type Topology, topology } from './topology';

export interface Recording {
  readonly outcomes: readonly string[];
  /** `TABLE [packets:bytes] RULE` and `TABLE :CHAIN POLICY [packets:bytes]`, those at zero left out. */
  readonly counters: readonly string[];
  /** By interface of the router. */
  readonly packets: Readonly<Record<string, readonly string[]>>;
  readonly connections: readonly string[];
  /** What is in IP sets. */
  readonly members?: readonly string[];
  /** Seconds since 1970. */
  readonly startedAt?: number;
  /** Lines of the kernel log, if the scenario asks for them. */
  readonly log?: readonly string[];
}

export interface Scenario {
  readonly rules?: readonly string[];
  readonly settings?: readonly (readonly [string, string])[];
  readonly hairpin?: readonly string[];
  readonly commands?: readonly (readonly [string, string])[];
  /** Lines of ipset. */
  readonly sets?: readonly string[];
  readonly log?: boolean;
  /** Nodes whose TCP hears nothing. */
  readonly silent?: readonly string[];
  /** By node: milliseconds from it to the router. */
  readonly delays?: Readonly<Record<string, number>>;
  readonly programs: readonly (readonly [string, number, readonly string[]])[];
  /** The packets are counted by their looks. */
  readonly summary?: boolean;
  readonly recorded: Recording;
}

const INTERFACES = ['outer', 'second', 'inner', 'br0', 'p1', 'p2', 'lo'];

export function replay(scenario: Scenario): Recording {
  const network = prepare(scenario);
  const { startedAt } = scenario.recorded;
  if (startedAt !== undefined) network.router.net.startedAt = startedAt * SECOND;
  const { router, clock, machine } = network;
  const packets: Record<string, string[]> = {};
  for (const name of INTERFACES) {
    const seen: string[] = [];
    router.net.device(name)?.taps.add((direction, { payload }) => {
      if (payload.kind === 'ipv4') seen.push(`${direction} ${describePacket(payload, port)}`);
    });
    packets[name] = seen;
  }
  const outcomes = scenario.programs.map(([node, start, calls]) => startCalls(machine(node), start, calls));
  const limit = 40 * SECOND;
  clock.runUntil(() => clock.now > limit || outcomes.every(({ value }) => value !== undefined), limit);
  clock.advance(0.4 * SECOND);
  const seen = Object.entries(packets).filter(([, rows]) => rows.length > 0);
  return {
    outcomes: outcomes.map(({ value }) => value ?? 'still running'),
    counters: counters(network),
    packets: Object.fromEntries(seen.map(([name, rows]) => [name, scenario.summary ? summary(rows) : rows])),
    connections: router.net.conntrack
      .entries(clock.now)
      .map(describeConnection)
      .sort((a, b) => (a < b ? -1 : 1)),
    ...(scenario.sets && { members: members(network) }),
    ...(startedAt !== undefined && { startedAt }),
    ...(scenario.log ? { log: router.net.kernelLog.records.map(({ text }) => describeLogLine(text)) } : {}),
  };
}

function prepare({
  rules = [],
  settings = [],
  hairpin = [],
  commands = [],
  sets = [],
  silent = [],
  delays = {},
}: Scenario): Topology {
  const network = topology();
  const { router, bridge, machine } = network;
  for (const [node, setting] of settings) {
    const [name = '', value = ''] = setting.split('=');
    if (!machine(node).net.sysctl.set(name, value)) throw new Error(`no setting ${name}`);
  }
  for (const [node, delay] of Object.entries(delays)) {
    (machine(node).net.device('eth0') as VethDevice).latency = delay * MILLISECOND;
  }
  for (const { device } of bridge.ports) {
    if (hairpin.includes(device.name)) bridge.ports.find((port) => port.device === device)!.hairpin = true;
  }
  for (const [node, command] of commands) {
    if (command.startsWith('ip link')) runIpLink(network, node, command);
    else runIpRoute(network, node, command);
  }
  for (const table of USUAL_TABLES) router.net.netfilter.table(table);
  for (const node of silent) rule(machine(node), '-A INPUT -p tcp -j DROP');
  for (const line of sets) setLine(network, line.split(' '));
  for (const text of rules) rule(router, text);
  return network;
}

/** `ip link set DEVICE mtu BYTES`, `ip link set DEVICE address MAC` */
function runIpLink({ machine }: Topology, node: string, command: string): void {
  const [, , , name = '', property, value = ''] = command.split(' ');
  const device = machine(node).net.device(name)!;
  if (property === 'mtu') device.mtu = Number(value);
  else device.mac = parseMac(value)!;
}

/** `ip route add [TYPE] PREFIX [via GATEWAY]` */
function runIpRoute({ machine }: Topology, node: string, command: string): void {
  const words = command.replace('ip route add ', '').split(' ');
  const { net } = machine(node);
  const type = words.find((word) => word === 'unreachable' || word === 'prohibit' || word === 'blackhole');
  if (type !== undefined) return addRoute(net.fib, words[1]!, undefined, undefined, type);
  const device = net.fib.lookup(ipv4(words[2]!))?.device;
  addRoute(net.fib, words[0]!, net.device(device!.name), words[2]!);
}

function setLine({ router, clock }: Topology, argv: readonly string[]): string {
  const session = new Session(router.net.netfilter.sets, () => 1, clock.now);
  const { stdout, stderr, exitCode } = runIpset(session, argv, '');
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
}

/** How long a member stays depends on when that is asked. */
function members(network: Topology): readonly string[] {
  return setLine(network, ['save'])
    .split('\n')
    .filter((line) => line.startsWith('add '))
    .map((line) => line.replace(/timeout [1-9]\d*/, 'timeout *'))
    .sort();
}

function counters({ router }: Topology): readonly string[] {
  const { netfilter } = router.net;
  return [...USUAL_TABLES, ...(netfilter.tables.has('security') ? ['security'] : [])].flatMap((table) =>
    iptablesSave(router.net.netfilter, ['-c', '-t', table], { version: '1.8.9' })
      .stdout.split('\n')
      .filter((line) => /\[\d+:\d+\]/.test(line) && !line.includes('[0:0]'))
      .map((line) => `${table} ${line}`),
  );
}

const NAMES: Readonly<Record<number, string>> = {
  [PROTOCOL_ICMP]: 'icmp',
  [PROTOCOL_TCP]: 'tcp',
  [PROTOCOL_UDP]: 'udp',
};

/** Ephemeral ports and those that NAT drew are `*`. */
function port(number: number): string {
  return number < 1024 || [4000, 5000, 8080].includes(number) ? String(number) : '*';
}

const ZONES = { both: 'zone', original: 'zone-orig', reply: 'zone-reply' } as const;

function describeConnection(entry: ConntrackEntry): string {
  const { protocol } = entry.original.tuple;
  const state = entry.tcp === undefined ? [] : [entry.tcp.state];
  return [
    NAMES[protocol],
    ...state,
    describeTuple(entry.original.tuple),
    describeTuple(entry.reply.tuple),
    ...(entry.seenReply ? [] : ['UNREPLIED']),
    ...(entry.assured ? ['ASSURED'] : []),
    ...(entry.mark === 0 ? [] : [`mark=${entry.mark}`]),
    ...(entry.zone.id === 0 ? [] : [`${ZONES[entry.zone.direction]}=${entry.zone.id}`]),
  ].join(' ');
}

/** Without what differs from run to run, as record.py has it. */
function describeLogLine(text: string): string {
  return text
    .replace(/\b(SPT|DPT)=(\d+)/g, (_, name, number) => `${name}=${port(Number(number))}`)
    .replace(/\b(ID)=\d+|\b(SEQ|ACK)=[1-9]\d*/g, (_, identifier, number) => `${identifier ?? number}=*`)
    .replace(/080A[0-9A-F]{16}/g, '080A*');
}

function describeTuple({ source, destination, sourceKey, destinationKey, protocol }: Tuple): string {
  const addresses = `src=${formatIpv4(source)} dst=${formatIpv4(destination)}`;
  if (protocol === PROTOCOL_ICMP) return `${addresses} id=${port(sourceKey)}`;
  return `${addresses} sport=${port(sourceKey)} dport=${port(destinationKey)}`;
}
