/** Which socket a packet belongs to, and which ports are free. Linux: net/ipv4/inet_hashtables.c, inet_connection_sock.c. */
import type { IpAddress, IpPacket } from '../../packet';
import { formatIpv6, isUnspecified } from '../../packet/ipv6Address';
import type { TcpListener } from '../tcp/listener';
import type { TcpSocket } from '../tcp/socket';
import type { Errno } from './errno';
import type { Socket, SocketHost } from './socket';
import type { UdpSocket } from './udp';

/** A namespace, as what comes in is handed to its sockets. */
export interface DeliveryHost extends SocketHost {
  readonly sockets: SocketTable;
}

export class SocketTable {
  readonly #connections = new Map<string, TcpSocket>();
  readonly #listeners = new Map<number, TcpListener[]>();
  readonly #udp = new Map<number, UdpSocket[]>();
  readonly #icmp = new Set<(packet: IpPacket) => void>();
  readonly #tcp = new Set<(packet: IpPacket) => void>();
  /** By two addresses. */
  readonly #timestampOffsets = new Map<string, number>();
  readonly #namespace: SocketHost;

  constructor(namespace: SocketHost) {
    this.#namespace = namespace;
  }

  get listeners(): readonly TcpListener[] {
    return [...this.#listeners.values()].flat();
  }

  get connections(): readonly TcpSocket[] {
    return [...this.#connections.values()];
  }

  get udp(): readonly UdpSocket[] {
    return [...this.#udp.values()].flat();
  }

  addListener(listener: TcpListener): Errno | undefined {
    if (!this.#mayTake(listener, listener.localPort)) return 'EACCES';
    const others = this.#listeners.get(listener.localPort) ?? [];
    if (others.some((other) => conflicts(other, listener))) return 'EADDRINUSE';
    this.#listeners.set(listener.localPort, [...others, listener]);
    return undefined;
  }

  /** The listener of an address and port; one bound to the very address comes before one bound to all. */
  findListener(address: IpAddress, port: number): TcpListener | undefined {
    const listeners = (this.#listeners.get(port) ?? []).filter((listener) => listener.covers(address));
    return listeners.find(({ localAddress }) => localAddress === address) ?? listeners[0];
  }

  addConnection(socket: TcpSocket): void {
    this.#connections.set(keyOf(socket), socket);
  }

  /** Gives a connection to be a port of its own. Linux: inet_csk_get_port. @internal */
  bindConnection(socket: TcpSocket, address: IpAddress, port: number): Errno | undefined {
    if (!this.#namespace.mayBind(address)) return 'EADDRNOTAVAIL';
    if (!this.#mayTake(socket, port)) return 'EACCES';
    socket.localAddress = address;
    const others = [
      ...(this.#listeners.get(port) ?? []),
      ...this.connections.filter((each) => each.localPort === port),
    ];
    const mayShare = (other: TcpListener | TcpSocket) =>
      socket.reusesAddress && other.reusesAddress && this.#connections.has(keyOf(other));
    if (others.some((other) => conflicts(other, socket) && !mayShare(other))) return 'EADDRINUSE';
    socket.localPort = port;
    return undefined;
  }

  /** What is added to a clock of timestamps: the same for all connections of two addresses. Linux: secure_tcp_ts_off. @internal */
  timestampOffset(local: IpAddress, remote: IpAddress, drawn: number): number {
    const key = `${keyOfAddress(local)} ${keyOfAddress(remote)}`;
    const known = this.#timestampOffsets.get(key);
    if (known === undefined) this.#timestampOffsets.set(key, drawn);
    return known ?? drawn;
  }

  findConnection(local: IpAddress, localPort: number, remote: IpAddress, remotePort: number): TcpSocket | undefined {
    return this.#connections.get(connectionKey(local, localPort, remote, remotePort));
  }

  remove(socket: Socket): void {
    if (socket.protocol === 'udp') removeFrom(this.#udp, socket.localPort, socket as UdpSocket);
    else if (this.#connections.get(keyOf(socket)) === socket) this.#connections.delete(keyOf(socket));
    else removeFrom(this.#listeners, socket.localPort, socket as TcpListener);
  }

  /** All connections are gone, and no packet says so. @internal */
  forgetConnections(): void {
    this.#connections.clear();
    for (const listeners of this.#listeners.values()) for (const { requests } of listeners) requests.clear();
  }

  /** Gives a UDP socket an address and port; port 0 means any free one. */
  bind(socket: UdpSocket, address: IpAddress, port: number): Errno | undefined {
    if (!this.#namespace.mayBind(address)) return 'EADDRNOTAVAIL';
    if (!this.#mayTake(socket, port)) return 'EACCES';
    const chosen = port === 0 ? this.#ephemeralPort((candidate) => !this.#udp.has(candidate)) : port;
    if (chosen === undefined) return 'EADDRINUSE';
    const others = this.#udp.get(chosen) ?? [];
    socket.localAddress = address;
    socket.localPort = chosen;
    if (others.some((other) => conflicts(other, socket))) return 'EADDRINUSE';
    this.#udp.set(chosen, [...others, socket]);
    return undefined;
  }

  findUdp(
    local: IpAddress,
    localPort: number,
    remote: IpAddress,
    remotePort: number,
    group: boolean,
  ): readonly UdpSocket[] {
    const sockets = (this.#udp.get(localPort) ?? []).filter(
      (socket) =>
        socket.covers(local) &&
        (socket.remotePort === 0 || (socket.remoteAddress === remote && socket.remotePort === remotePort)),
    );
    if (group) return sockets;
    const best =
      sockets.find(({ remotePort: connected }) => connected !== 0) ??
      sockets.find(({ localAddress }) => !isUnspecified(localAddress)) ??
      sockets[0];
    return best === undefined ? [] : [best];
  }

  /** A free port for a connection; even ones are tried first. Linux: __inet_hash_connect. @internal */
  connectionPort(local: IpAddress, remote: IpAddress, remotePort: number): number | undefined {
    const isFree = (port: number) =>
      !this.#connections.has(connectionKey(local, port, remote, remotePort)) && !this.#listeners.has(port);
    return this.#ephemeralPort((port) => port % 2 === 0 && isFree(port)) ?? this.#ephemeralPort(isFree);
  }

  /** Hands ICMP messages to raw and ping sockets. */
  listenIcmp(listener: (packet: IpPacket) => void): () => void {
    this.#icmp.add(listener);
    return () => this.#icmp.delete(listener);
  }

  /** Shows TCP segments to raw sockets, besides those that they are for. */
  listenTcp(listener: (packet: IpPacket) => void): () => void {
    this.#tcp.add(listener);
    return () => this.#tcp.delete(listener);
  }

  /** Linux: raw_local_deliver. @internal */
  deliverRawTcp(packet: IpPacket): void {
    if (this.#tcp.size > 0) for (const listener of [...this.#tcp]) listener(packet);
  }

  /** @internal */
  deliverIcmp(packet: IpPacket): void {
    for (const listener of [...this.#icmp]) listener(packet);
  }

  /** Whether a socket of ours may have sent a datagram that an error is about. @internal */
  hasSender({ source, destination, transport }: IpPacket): boolean {
    if (transport.kind !== 'udp') return false;
    return this.findUdp(source, transport.sourcePort, destination, transport.destinationPort, false).length > 0;
  }

  /** Whether a connection of ours, at which no program is at work, may have sent a segment that a redirect is about. Linux: do_redirect. @internal */
  heedsRedirect({ source, destination, transport }: IpPacket): boolean {
    if (transport.kind !== 'tcp') return false;
    const connection = this.findConnection(source, transport.sourcePort, destination, transport.destinationPort);
    return connection !== undefined && !connection.lock.held && connection.mayHaveSent(transport.sequence);
  }

  /** A segment of ours has to fit into a packet of at most `mtu` bytes. Linux: tcp_v4_err. @internal */
  deliverMtu({ source, destination, transport }: IpPacket, mtu: number): void {
    if (transport.kind !== 'tcp') return;
    const { sourcePort, destinationPort, sequence } = transport;
    this.findConnection(source, sourcePort, destination, destinationPort)?.packetTooLong(mtu, sequence);
  }

  /**
   * An ICMP error about a packet that one of our sockets sent. A hard error is told to a UDP socket; one of an
   * unreachable net or host that may pass lets TCP try again sooner, and ends a connection that is only asked for.
   * @internal
   */
  deliverError(about: IpPacket, errno: Errno, hard: boolean, mayPass: boolean, endsRequest: boolean): void {
    const { transport } = about;
    if (transport.kind === 'tcp') {
      const { source, destination } = about;
      const { sourcePort, destinationPort, sequence } = transport;
      const connection = this.findConnection(source, sourcePort, destination, destinationPort);
      if (connection !== undefined) connection.icmpError(errno, sequence, mayPass);
      else if (endsRequest)
        this.findListener(source, sourcePort)?.requestOf(destination, destinationPort, source)?.unreachable(sequence);
    } else if (transport.kind === 'udp' && hard) {
      for (const socket of this.findUdp(
        about.source,
        transport.sourcePort,
        about.destination,
        transport.destinationPort,
        false,
      )) {
        if (socket.remotePort === 0) continue;
        socket.error = errno;
        socket.changed();
      }
    }
  }

  /** Low ports are root's. Linux: inet_port_requires_bind_service. */
  #mayTake({ owner }: Socket, port: number): boolean {
    if (owner === undefined || owner.uid === 0 || port === 0) return true;
    return port >= Number(this.#namespace.sysctl.get('net.ipv4.ip_unprivileged_port_start'));
  }

  #ephemeralPort(isFree: (port: number) => boolean): number | undefined {
    const [from = 32768, to = 60999] = (this.#namespace.sysctl.get('net.ipv4.ip_local_port_range') ?? '')
      .split(/\s+/)
      .map(Number);
    const span = to - from + 1;
    const start = this.#namespace.random(span);
    for (let step = 0; step < span; step++) {
      const port = from + ((start + step) % span);
      if (isFree(port)) return port;
    }
    return undefined;
  }
}

/** Two sockets of one port: what they are for overlaps. Linux: inet_rcv_saddr_equal. */
function conflicts(a: Socket, b: Socket): boolean {
  return a.covers(b.localAddress) || b.covers(a.localAddress);
}

function removeFrom<T extends Socket>(map: Map<number, T[]>, port: number, socket: T): void {
  const rest = (map.get(port) ?? []).filter((other) => other !== socket);
  if (rest.length === 0) map.delete(port);
  else map.set(port, rest);
}

function keyOf({ localAddress, localPort, remoteAddress, remotePort }: Socket): string {
  return connectionKey(localAddress, localPort, remoteAddress, remotePort);
}

function connectionKey(local: IpAddress, localPort: number, remote: IpAddress, remotePort: number): string {
  return `${keyOfAddress(local)}:${localPort} ${keyOfAddress(remote)}:${remotePort}`;
}

/** As text, `::1` and 0.0.0.1 must not be the same. */
function keyOfAddress(address: IpAddress): number | string {
  return typeof address === 'number' ? address : formatIpv6(address);
}
