/**
 * Pairs of connections that meet in a process of one namespace: one that ends there, and one that begins there after it.
 * Captures do not tell which process it was, nor that both belong together: they are paired in the order of their opening.
 * What is forwarded has lost one of its TTL, what the namespace sends itself has not.
 */
import type { CapturedPacket, Captures } from '../../lab/observe/packets';
import { itemAt } from '../itemAt';
import { beganHere } from '../ladder/fates';
import { laneName } from '../ladder/lanes';
import { destinationOf, sourceOf } from '../packets/packetWords';

/** One TCP connection and what it carried. */
export interface RelayedConnection {
  /** Who opened it, as `address:port`, and where it went. */
  readonly client: string;
  readonly server: string;
  /** Namespaces of both ends; '' where no interface was captured. */
  readonly clientAt: string;
  readonly serverAt: string;
  /** ms since the command began. */
  readonly opened: number;
  /** Bytes of payload from and to the client. What was sent twice counts twice. */
  readonly sent: number;
  readonly received: number;
  /** How the first message of each direction begins; '' if it is none of HTTP. */
  readonly request: string;
  readonly response: string;
}

/** A connection that a process accepted, and the one that it opened for it. */
export interface Relayed {
  readonly incoming: RelayedConnection;
  readonly outgoing: RelayedConnection;
}

function namespaceOf(key: string): string {
  return laneName(key).namespace;
}

function isOpening({ protocol, flags }: CapturedPacket): boolean {
  return protocol === 'tcp' && flags === 'S';
}

/** The namespace that sent a connection's packets from an address. */
function placeOf(captures: Captures, from: string, to: string): string {
  const found = Object.entries(captures).find(([, packets]) =>
    packets.some((packet) => beganHere(packet) && sourceOf(packet) === from && destinationOf(packet) === to),
  );
  return found ? namespaceOf(found[0]) : '';
}

/** The connections whose opening an interface of the namespace saw, each at one interface only. */
function connectionsOf(captures: Captures, host: string): readonly RelayedConnection[] {
  const found = new Map<string, RelayedConnection>();
  for (const [key, packets] of Object.entries(captures)) {
    if (namespaceOf(key) !== host) continue;
    for (const opening of packets.filter(isOpening)) {
      const [client, server] = [sourceOf(opening), destinationOf(opening)];
      if (found.has(`${client} ${server}`)) continue;
      const bytes = (from: string, to: string): readonly CapturedPacket[] =>
        // The loopback device sees each packet going out and coming in.
        packets.filter(
          (packet) =>
            sourceOf(packet) === from &&
            destinationOf(packet) === to &&
            (key !== `${host} lo` || packet.direction === 'out'),
        );
      const [sent, received] = [bytes(client, server), bytes(server, client)];
      const sum = (list: readonly CapturedPacket[]): number =>
        list.reduce((total, { payload = 0 }) => total + payload, 0);
      found.set(`${client} ${server}`, {
        client,
        server,
        clientAt: placeOf(captures, client, server),
        serverAt: placeOf(captures, server, client),
        opened: opening.time,
        sent: sum(sent),
        received: sum(received),
        request: sent.find(({ info }) => info)?.info ?? '',
        response: received.find(({ info }) => info)?.info ?? '',
      });
    }
  }
  return [...found.values()].sort((a, b) => a.opened - b.opened);
}

/** In the order in which they were opened. */
export function relayedConnections(captures: Captures, host: string): readonly Relayed[] {
  const connections = connectionsOf(captures, host);
  const outgoing = connections.filter(({ clientAt, serverAt }) => clientAt === host && serverAt !== host);
  return connections
    .filter(({ serverAt }) => serverAt === host)
    .flatMap((incoming) => {
      const at = outgoing.findIndex(({ opened }) => opened >= incoming.opened);
      return at < 0 ? [] : [{ incoming, outgoing: itemAt(outgoing.splice(at, 1), 0) }];
    });
}
