/** The simulated side: runs a case and writes down what there was to see. */
import { SkBuff } from '../../lib/netfilter';
import { routeOutput, sendIp } from '../../lib/network';
import { ACK, type Ipv4Packet, ipv4, SYN } from '../../lib/packet';
import { iptablesRestore, iptablesSave } from '../../lib/tools/iptables';
import { nft } from '../../lib/tools/nft';
import { type Past, type Received, resolveAnswer } from './answer';
import { type FuzzCase, type FuzzSession, type Outcome, optionsOf, restoreText } from './case';
import { describeCounters, describeEntry, describeIpv4 } from './describe';
import { DrawnNumbers } from './drawnNumbers';
import { NODES, type PacketSpec, RANDOM_NUMBERS_FROM, sentOf } from './packetSpec';
import { INTERFACES, SETTINGS, silence, type World, world } from './world';

/** Between two packets, in µs. */
const PAUSE = 300;

export interface Simulated {
  readonly outcome: Outcome;
  /** The case with its answers worked out. */
  readonly session: FuzzSession;
}

/** Who wants to look at the machines: when they are ready, and after each step. */
export interface Watcher {
  ready?(machines: World): void;
  step?(machines: World): void;
}

/** Runs a case; with another `draw` the machines draw other numbers. */
export function simulate(
  { settings, rules, program, nft: nftRules, steps }: FuzzCase,
  watcher: Watcher = {},
  draw = 0,
): Simulated {
  const machines = world();
  const { router } = machines;
  for (let skipped = 0; skipped < draw; skipped++) router.net.random(2);
  for (const [name, value] of Object.entries({ ...SETTINGS, ...settings })) machines.set(name, value);
  const session = {
    settings,
    rules,
    ...(program && { program }),
    ...(nftRules === undefined ? {} : { nft: nftRules }),
  };
  const restored = iptablesRestore(router.net.netfilter, [], restoreText(rules), optionsOf(program));
  if (restored.exitCode !== 0) {
    const outcome = { refused: restored.stderr, counters: [], packets: {}, connections: [] };
    return { outcome, session: { ...session, steps: steps.filter((step) => 'at' in step) } };
  }
  if (nftRules !== undefined) {
    const { exitCode, stderr } = nft(router, ['-f', '-'], `flush ruleset\n${nftRules}`);
    if (exitCode !== 0) {
      const outcome = { refused: stderr, counters: [], packets: {}, connections: [] };
      return { outcome, session: { ...session, steps: steps.filter((step) => 'at' in step) } };
    }
  }
  const past = watch(machines);
  const packets = tap(machines, past);
  watcher.ready?.(machines);
  const sent: PacketSpec[] = [];
  for (const step of steps) {
    const packet = 'at' in step ? step : resolveAnswer(step, past);
    if (packet === undefined) continue;
    sent.push(packet);
    send(machines, packet, past);
    machines.advance(PAUSE);
    watcher.step?.(machines);
  }
  const { stdout } = iptablesSave(router.net.netfilter, ['-c'], optionsOf(program));
  const outcome: Outcome = {
    counters: describeCounters(stdout),
    ...(nftRules === undefined ? {} : { listed: nft(router, ['list', 'ruleset'], '').stdout }),
    packets: packets(),
    connections: router.net.conntrack.entries(router.clock.now).map(describeEntry).sort(),
  };
  return { outcome, session: { ...session, steps: sent } };
}

interface Memory extends Past {
  readonly received: Received[];
  readonly sent: { node: string; packet: Ipv4Packet }[];
  isn: number;
}

/** Remembers what the nodes receive, and what was drawn for connections. */
function watch(machines: World): Memory {
  const memory: Memory = { received: [], sent: [], isn: 0, drawn: new DrawnNumbers() };
  for (const node of NODES) {
    silence(machines, node, ({ packet, sourceMac: mac }) => {
      const from = NODES.find((name) => machines.device(name).mac === mac);
      memory.received.push({ node, packet, from, mac });
    });
  }
  const { conntrack } = machines.router.net;
  const confirm = conntrack.confirm.bind(conntrack);
  conntrack.confirm = (entry, now) => {
    memory.drawn.note(entry.original.tuple, entry.reply.tuple);
    return confirm(entry, now);
  };
  return memory;
}

/** What was drawn for a connection is known after its first packet has been seen: packets are described in the end. */
function tap({ router }: World, memory: Memory): () => Outcome['packets'] {
  const seen: Record<string, { readonly direction: string; readonly packet: Ipv4Packet }[]> = {};
  for (const name of INTERFACES) {
    router.net.device(name)!.taps.add((direction, { payload }) => {
      if (payload.kind !== 'ipv4') return;
      seen[name] ??= [];
      seen[name].push({ direction, packet: payload });
      const { transport } = payload;
      const drawn = transport.kind === 'tcp' && transport.sequence >= RANDOM_NUMBERS_FROM;
      if (direction === 'out' && drawn && transport.flags & SYN && transport.flags & ACK)
        memory.isn = transport.sequence;
    });
  }
  return () =>
    Object.fromEntries(
      Object.entries(seen).map(([name, packets]) => [
        name,
        packets.map(({ direction, packet }) => `${direction} ${describeIpv4(packet, memory.drawn)}`),
      ]),
    );
}

function send(machines: World, spec: PacketSpec, memory: Memory): void {
  const packet = sentOf(spec, memory.isn);
  memory.sent.push({ node: spec.at, packet });
  if (spec.at !== 'router') {
    const skb = new SkBuff(packet);
    const device = machines.device(spec.at);
    skb.sourceMac = device.mac;
    skb.destinationMac = machines.station(spec);
    device.transmit(skb);
    return;
  }
  const { net } = machines.router;
  const output = routeOutput(net, ipv4(spec.destination));
  if (typeof output === 'string') return;
  sendIp(net, packet, output, { uid: 0, gid: 0 }, (skb) => {
    skb.notes.mark = spec.mark ?? 0;
  });
}
