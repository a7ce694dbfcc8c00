/** A listening socket: connections being set up, and those that wait to be accepted. Linux: net/ipv4/inet_connection_sock.c. */
import type { IpAddress } from '../../packet';
import type { Errno } from '../socket/errno';
import { Socket } from '../socket/socket';
import { type ConnectionRequest, requestKey } from './request';
import type { TcpSocket } from './socket';

/** A socket that listens at a port; `backlog` is the most connections that wait to be accepted. */
export class TcpListener extends Socket {
  readonly protocol = 'tcp';
  /** By peer. Linux: request sockets in the established hash. @internal */
  readonly requests = new Map<string, ConnectionRequest>();
  readonly #queue: TcpSocket[] = [];
  backlog = 511;

  get queueLength(): number {
    return this.#queue.length;
  }

  /** Takes an address and port; 0.0.0.0 and `::` mean all of the machine's. */
  listen(address: IpAddress, port: number, backlog = 511): Errno | undefined {
    if (!this.namespace.mayBind(address)) return 'EADDRNOTAVAIL';
    this.localAddress = address;
    this.localPort = port;
    this.backlog = backlog;
    return this.namespace.sockets.addListener(this);
  }

  /** The connection that a peer asks for. @internal */
  requestOf(remote: IpAddress, remotePort: number, local: IpAddress): ConnectionRequest | undefined {
    return this.requests.get(requestKey(remote, remotePort, local));
  }

  /** A connection is set up. @internal */
  established(socket: TcpSocket): void {
    socket.holder.accepted = false;
    this.#queue.push(socket);
    this.changed();
  }

  /** The oldest connection that was not accepted yet. */
  accept(): TcpSocket | undefined {
    const socket = this.#queue.shift();
    if (socket !== undefined) socket.holder.accepted = true;
    return socket;
  }

  /** Stops listening; connections that were not accepted are reset. Linux: inet_csk_listen_stop. */
  override close(): void {
    for (const request of this.requests.values()) request.drop();
    for (const socket of this.#queue.splice(0)) socket.reset();
    this.namespace.sockets.remove(this);
  }
}
