/** The sockets of a place with the processes that hold them, as /proc/net/tcp, udp and /proc/PID/fd list them. */
import type { Place, Process } from '../../machine';
import type { Socket, SocketFamily } from '../../network';
import { formatIp } from '../../packet';

/** A socket as netstat and the topology look at it. */
export interface SocketRow {
  /** The socket itself. @internal */
  readonly socket: Socket;
  readonly protocol: 'tcp' | 'udp';
  readonly family: SocketFamily;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** As netstat names it; empty for UDP without a peer. */
  readonly state: string;
  readonly listening: boolean;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  /** The processes that hold it, in the order of their numbers; none once it was closed. */
  readonly owners: readonly Process[];
}

/** TCP before UDP, IPv4 before IPv6, listeners before connections. */
export function listSockets(place: Place): readonly SocketRow[] {
  const { listeners, connections, udp } = place.net.sockets;
  const owners = ownersOf(place);
  const rows = [
    ...listeners.map((socket) =>
      row(socket, owners, { state: 'LISTEN', listening: true, receiveQueue: socket.queueLength, sendQueue: 0 }),
    ),
    ...connections
      .filter(({ state }) => state !== 'CLOSE')
      .map((socket) =>
        row(socket, owners, {
          state: socket.state,
          listening: false,
          receiveQueue: socket.unreadLength,
          sendQueue: socket.send.queuedLength,
        }),
      ),
    ...udp.map((socket) => {
      const connected = socket.remotePort !== 0;
      return row(socket, owners, {
        state: connected ? 'ESTABLISHED' : '',
        listening: !connected,
        receiveQueue: 0,
        sendQueue: 0,
      });
    }),
  ];
  const order = ({ protocol, family }: SocketRow) => (protocol === 'tcp' ? 0 : 2) + (family === 'inet' ? 0 : 1);
  return rows.sort((a, b) => order(a) - order(b));
}

function ownersOf({ pids }: Place): ReadonlyMap<unknown, readonly Process[]> {
  const owners = new Map<unknown, Process[]>();
  for (const process of pids.list()) {
    for (const resource of process.held) {
      const others = owners.get(resource);
      if (others === undefined) owners.set(resource, [process]);
      else others.push(process);
    }
  }
  return owners;
}

function row(
  socket: Socket,
  owners: ReadonlyMap<unknown, readonly Process[]>,
  rest: Pick<SocketRow, 'state' | 'listening' | 'receiveQueue' | 'sendQueue'>,
): SocketRow {
  return {
    socket,
    protocol: socket.protocol,
    family: socket.family,
    localAddress: formatIp(socket.localAddress),
    localPort: socket.localPort,
    remoteAddress: formatIp(socket.remoteAddress),
    remotePort: socket.remotePort,
    owners: owners.get(socket) ?? [],
    ...rest,
  };
}
