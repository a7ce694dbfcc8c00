/** Connections that the host knew when it was dumped, each with the time that it had left. */
import { ConntrackEntry, type Tuple } from '../../netfilter';
import { TCP_CONNTRACK_STATES, type TcpConntrackState } from '../../netfilter/conntrack';
import { newTcpTracking } from '../../netfilter/conntrack/tcpTracking';
import { type NetNamespace, SECOND } from '../../network';
import { ipv4, PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP, parseIpv4, SYN } from '../../packet';
import type { ConnectionFact, TupleFact } from '../read';

const NUMBERS = { tcp: PROTOCOL_TCP, udp: PROTOCOL_UDP, icmp: PROTOCOL_ICMP } as const;

/** Forgets all connections, and enters those of the dump. */
export function loadConnections(net: NetNamespace, connections: readonly ConnectionFact[]): void {
  const { clock, conntrack } = net;
  for (const entry of conntrack.entries(clock.now)) conntrack.remove(entry);
  for (const connection of connections) {
    const original = tupleOf(connection, connection.original);
    const reply = tupleOf(connection, connection.reply);
    if (original === undefined || reply === undefined) continue;
    const entry = new ConntrackEntry(original, reply, clock.now);
    entry.seenReply = !connection.unreplied;
    entry.assured = connection.assured;
    entry.mark = connection.mark;
    entry.expiresAt = clock.now + connection.timeout * SECOND;
    entry.sourceNat = reply.destination !== original.source || reply.destinationKey !== original.sourceKey;
    entry.destinationNat = reply.source !== original.destination || reply.sourceKey !== original.destinationKey;
    // The nat table was asked when the connection began, and is not asked again.
    entry.sourceNatDone = true;
    entry.destinationNatDone = true;
    if (connection.protocol === 'tcp') entry.tcp = trackingOf(net, original, connection.state);
    conntrack.confirm(entry, clock.now);
  }
}

function tupleOf({ protocol }: ConnectionFact, fact: TupleFact): Tuple | undefined {
  if (parseIpv4(fact.source) === undefined || parseIpv4(fact.destination) === undefined) return undefined;
  return {
    source: ipv4(fact.source),
    destination: ipv4(fact.destination),
    protocol: NUMBERS[protocol],
    sourceKey: fact.sourcePort,
    destinationKey: fact.destinationPort,
  };
}

/** The windows of a connection are not printed: any segment is taken for one of it. */
function trackingOf(
  net: NetNamespace,
  { sourceKey, destinationKey }: Tuple,
  state: string | undefined,
): ConntrackEntry['tcp'] {
  const tracking = newTcpTracking(
    {
      kind: 'tcp',
      sourcePort: sourceKey,
      destinationPort: destinationKey,
      sequence: 0,
      acknowledgement: 0,
      flags: SYN,
      window: 65_535,
      options: {},
      payload: new Uint8Array(),
    },
    net,
  );
  if (tracking === undefined) return undefined;
  tracking.original.liberal = true;
  tracking.reply.liberal = true;
  if (isState(state)) tracking.state = state;
  return tracking;
}

function isState(text: string | undefined): text is TcpConntrackState {
  return TCP_CONNTRACK_STATES.some((state) => state === text);
}
