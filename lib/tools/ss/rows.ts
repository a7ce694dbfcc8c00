/** The sockets of a place as `ss` sees them. Linux: inet_diag_dump_icsk, net/ipv4/inet_diag.c. */
import type { Place, Process } from '../../machine';
import type { Socket } from '../../network';
import { TcpListener, TcpSocket } from '../../network';
import { formatIp, IPV6_UNSPECIFIED, type IpAddress } from '../../packet';
import { listSockets } from '../netstat/rows';

/** As `ss` names them, in the order of the kernel's numbers (include/net/tcp_states.h). */
export const STATES = [
  'UNKNOWN',
  'ESTAB',
  'SYN-SENT',
  'SYN-RECV',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'UNCONN',
  'CLOSE-WAIT',
  'LAST-ACK',
  'LISTEN',
  'CLOSING',
] as const;

/** A state as `ss` names it. */
export type State = (typeof STATES)[number];

const BY_NETSTAT: Readonly<Record<string, State>> = {
  '': 'UNCONN',
  ESTABLISHED: 'ESTAB',
  SYN_SENT: 'SYN-SENT',
  SYN_RECV: 'SYN-RECV',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  TIME_WAIT: 'TIME-WAIT',
  CLOSE_WAIT: 'CLOSE-WAIT',
  LAST_ACK: 'LAST-ACK',
  LISTEN: 'LISTEN',
  CLOSING: 'CLOSING',
};

/** A socket. */
export interface Row {
  readonly socket: Socket;
  readonly state: State;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  /** Who holds it, those with the highest numbers first. */
  readonly owners: readonly Process[];
}

/** UDP before TCP, and of each IPv4 before IPv6, as `ss` asks for them. */
export function socketRows(place: Place): readonly Row[] {
  const listed = listSockets(place).flatMap(({ socket, state, receiveQueue, sendQueue, owners }): readonly Row[] => {
    const row: Row = {
      socket,
      state: BY_NETSTAT[state] ?? 'UNKNOWN',
      receiveQueue,
      sendQueue: sendQueueOf(socket, sendQueue),
      owners: [...owners].reverse(),
    };
    return [row, ...(socket instanceof TcpListener ? requestRows(socket) : [])];
  });
  const order = ({ socket: { protocol, family } }: Row) => (protocol === 'udp' ? 0 : 2) + (family === 'inet' ? 0 : 1);
  return [...listed].sort((a, b) => order(a) - order(b));
}

/** Connections that are being set up: nobody holds them yet. */
function requestRows({ requests }: TcpListener): readonly Row[] {
  return [...requests.values()].map(({ socket }) => ({
    socket,
    state: 'SYN-RECV',
    receiveQueue: 0,
    sendQueue: 0,
    owners: [],
  }));
}

/** Of a listener, how many connections may wait; of a connection, what is not acknowledged, with a SYN or FIN on its way. */
function sendQueueOf(socket: Socket, queued: number): number {
  if (socket instanceof TcpListener) return socket.backlog;
  if (!(socket instanceof TcpSocket) || socket.state === 'TIME_WAIT') return 0;
  const marks = socket.send.queue.filter(({ flags }) => (flags & 0x3) !== 0).length;
  return queued + marks;
}

/** An address and a port; `*` is any of both versions, `[::]` of IPv6 alone. */
export function endOf(
  { socket }: Row,
  end: 'local' | 'remote',
): { readonly address: IpAddress; readonly text: string } {
  const address = end === 'local' ? socket.sockName : socket.peerName;
  if (address === IPV6_UNSPECIFIED && !socket.ipv6Only) return { address, text: '*' };
  return { address, text: typeof address === 'bigint' ? `[${formatIp(address)}]` : formatIp(address) };
}
