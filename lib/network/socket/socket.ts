/** The common part of all sockets: address, peer, pending error, and waiting threads. */
import type { IpAddress } from '../../packet';
import { embedIpv4, IPV6_UNSPECIFIED } from '../../packet/ipv6Address';
import type { IpHost } from '../ipHost';
import type { Errno } from './errno';

/** The address family that a socket was made with. Linux: AF_INET, AF_INET6. */
export type SocketFamily = 'inet' | 'inet6';

/** Callbacks that wait for a change. */
export class Subscribers {
  readonly #waiting = new Set<() => void>();

  /** Calls `wake` at each change until the returned function is called. */
  subscribe(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  /** Wakes them: data, room, a connection, an error or an end has come. */
  changed(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Where a namespace's sockets are found, and their ports chosen. */
export interface SocketRegistry {
  addListener(listener: Socket): Errno | undefined;
  addConnection(connection: Socket): void;
  remove(socket: Socket): void;
  bindConnection(connection: Socket, address: IpAddress, port: number): Errno | undefined;
  timestampOffset(local: IpAddress, remote: IpAddress, drawn: number): number;
  findConnection(local: IpAddress, localPort: number, remote: IpAddress, remotePort: number): Socket | undefined;
  /** Gives a UDP socket an address and port; port 0 means any free one. */
  bind(socket: Socket, address: IpAddress, port: number): Errno | undefined;
  /** A free port for a connection. */
  connectionPort(local: IpAddress, remote: IpAddress, remotePort: number): number | undefined;
}

/** What sockets ask of the namespace that they are in. */
export interface SocketHost extends IpHost {
  readonly sockets: SocketRegistry;
  /** Whether a socket can have the address. */
  mayBind(address: IpAddress): boolean;
}

export abstract class Socket extends Subscribers {
  abstract readonly protocol: 'tcp' | 'udp';
  /** Of an IPv6 socket that speaks IPv4 they are IPv4 addresses; Linux has them as `::ffff:a.b.c.d`. */
  localAddress: IpAddress;
  localPort = 0;
  remoteAddress: IpAddress;
  remotePort = 0;
  /** Its port may be another's as well, unless one of them listens (SO_REUSEADDR). */
  reusesAddress = false;
  /** An IPv6 socket that leaves IPv4 alone (IPV6_V6ONLY). */
  ipv6Only = false;
  /** The pending error, cleared when it is read (SO_ERROR). */
  error: Errno | undefined = undefined;

  constructor(
    readonly namespace: SocketHost,
    /** An IPv6 socket speaks IPv4 as well, unless `ipv6Only`. */
    readonly family: SocketFamily = 'inet',
    /** Whose packets these are. */
    readonly owner: { readonly uid: number; readonly gid: number } | undefined = undefined,
  ) {
    super();
    this.localAddress = family === 'inet' ? 0 : IPV6_UNSPECIFIED;
    this.remoteAddress = this.localAddress;
  }

  /** Its address and its peer's, as a program sees them: getsockname(2), getpeername(2). */
  get sockName(): IpAddress {
    return this.family === 'inet6' ? embedIpv4(this.localAddress) : this.localAddress;
  }

  get peerName(): IpAddress {
    return this.family === 'inet6' ? embedIpv4(this.remoteAddress) : this.remoteAddress;
  }

  /** Whether it is for packets to an address of the machine's own. */
  covers(address: IpAddress): boolean {
    if (this.localAddress === address) return true;
    if (typeof address === 'bigint') return this.localAddress === IPV6_UNSPECIFIED;
    return this.localAddress === 0 || (this.localAddress === IPV6_UNSPECIFIED && !this.ipv6Only);
  }

  abstract close(): void;
}
