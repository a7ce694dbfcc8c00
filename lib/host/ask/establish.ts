/** A connection that the host knows, so that a packet of it can be sent: it begins while no rule drops anything. */
import {
  type ConntrackEntry,
  type Netfilter,
  type PacketObserver,
  Rule,
  type SkBuff,
  type Tuple,
} from '../../netfilter';
import { formatIpv4, SYN } from '../../packet';
import type { HostMachines } from '../build';
import { sendDescribed } from './rawPacket';
import type { ResolvedQuestion } from './resolve';
import { snapshotRules } from './ruleSnapshot';

/** Seconds that it has left. */
const TIMEOUT = 432_000;

/** Its first packet finds what nat does with it; the entry is then what it is once both sides have spoken. */
export function establish(machines: HostMachines, resolved: ResolvedQuestion): void {
  const { host } = machines;
  const { netfilter, packetListeners } = host.net;
  const putBack = snapshotRules(netfilter);
  const watcher = new ConnectionWatcher();
  const listener = () => watcher;
  packetListeners.add(listener);
  try {
    openAll(netfilter);
    sendDescribed(resolved, { flags: SYN, length: undefined, ttl: 64, mark: 0, established: false });
  } finally {
    packetListeners.delete(listener);
    putBack();
  }
  const { entry } = watcher;
  if (entry === undefined || resolved.protocol === 'icmp') return machines.forgetConnections();
  machines.forgetConnections({
    protocol: resolved.protocol,
    timeout: TIMEOUT,
    state: 'ESTABLISHED',
    original: factOf(entry.original.tuple),
    reply: factOf(entry.reply.tuple),
    unreplied: false,
    assured: true,
    mark: 0,
    text: '',
    at: { file: '', line: 0 },
  });
}

/** The connection of the first packet that has come to its end in the host: what answers it may end the connection. */
class ConnectionWatcher implements PacketObserver {
  entry: ConntrackEntry | undefined;

  hook(): void {}

  step(): void {}

  translate(): void {}

  end(...[skb]: Parameters<PacketObserver['end']>): void {
    // The kernel's own value, of which an observer is promised a part.
    this.entry ??= (skb as SkBuff).notes.conntrack;
  }
}

/** Whatever filters lets everything through; what translates and marks stays. */
function openAll(netfilter: Netfilter): void {
  for (const name of ['raw', 'filter'] as const) {
    const draft = netfilter.tables.get(name)?.draft();
    if (draft === undefined) continue;
    for (const chain of draft.values())
      if (chain.policy !== undefined) chain.change().unshift(new Rule({ matches: [], target: { kind: 'ACCEPT' } }));
    netfilter.commit(name, draft);
  }
  for (const chain of netfilter.nf.tables.flatMap(({ chains }) => [...chains.values()])) {
    if (chain.base?.type !== 'filter') continue;
    chain.rules = [];
    chain.base = { ...chain.base, policy: 'ACCEPT' };
  }
}

function factOf({ source, sourceKey, destination, destinationKey }: Tuple) {
  return {
    source: formatIpv4(source),
    destination: formatIpv4(destination),
    sourcePort: sourceKey,
    destinationPort: destinationKey,
  };
}
