/** The programs that listen: what the dumps show, docker-proxy, and one at the port that is asked for. */

import { BindError, bindPort } from '../../docker/proxy/bindPort';
import { proxyTcp } from '../../docker/proxy/tcpProxy';
import { proxyUdp } from '../../docker/proxy/udpProxy';
import { accept, type Place, Process, pause, read, type Thread, waitFor, write } from '../../machine';
import { TcpListener, type TcpSocket, type UdpSocket } from '../../network';
import { encodeUtf8, formatIp, ipv4, parseIpv4 } from '../../packet';
import type { Assumption, HostMachines, PublishedPort } from '../build';

/** What a program takes from one call to the next, in µs. */
const THINKING = 100;

/** A request that reached a program. */
export interface ServedRequest {
  readonly place: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** The sender's address and port, as the program sees it. */
  readonly source: string;
}

/** All programs of a host's machines that answer. */
export class Servers {
  /** Bytes that a server sends at once; 0: it answers a request. */
  size = 0;
  /** What was served since it was last emptied. */
  readonly served: ServedRequest[] = [];
  readonly #machines: HostMachines;
  /** Programs that no dump shows. */
  readonly #assumed = new Set<string>();

  constructor(machines: HostMachines) {
    this.#machines = machines;
    const { host, containers, plan } = machines;
    for (const { plan: container, place } of containers)
      for (const { protocol, port } of container.listens) this.listen(place, protocol, '0.0.0.0', port);
    for (const proxy of plan.proxies) this.#proxy(proxy);
    for (const { protocol, address, port } of plan.listeners) this.listen(host, protocol, address, port);
    machines.outside.onRequest = (place, protocol, address, port) => {
      if (!this.hasListener(place, protocol, address, port)) this.listen(place, protocol, '0.0.0.0', port);
    };
  }

  /** Whether a program of a place takes what comes to an address and port. */
  hasListener({ net }: Place, protocol: 'tcp' | 'udp', address: number, port: number): boolean {
    if (protocol === 'tcp') return net.sockets.findListener(address, port) !== undefined;
    return net.sockets.udp.some((socket) => socket.localPort === port && socket.covers(address));
  }

  /** Starts a program at a port that no dump shows, unless one is there; what is assumed for it, now or before. */
  assume(
    place: Place,
    protocol: 'tcp' | 'udp',
    { address, port }: { readonly address: number; readonly port: number },
    assumption: Assumption,
  ): Assumption | undefined {
    const key = `${place.name} ${protocol} ${port}`;
    if (!this.#assumed.has(key) && this.hasListener(place, protocol, address, port)) return undefined;
    this.#assumed.add(key);
    this.listen(place, protocol, '0.0.0.0', port);
    return assumption;
  }

  /** Starts a program at a port; nothing happens if one is there, or the address is nobody's. */
  listen(place: Place, protocol: 'tcp' | 'udp', address: string, port: number): void {
    const at = parseIpv4(address);
    if (at === undefined || !place.net.mayBind(at) || this.hasListener(place, protocol, at, port)) return;
    // A packet may be on its way: the socket is there at once, and the program follows.
    const socket = openAt(place, protocol, address, port);
    if (socket === undefined) return;
    const program = (self: Process): Thread => {
      self.hold(socket);
      return socket instanceof TcpListener ? this.#serveTcp(self, socket, port) : this.#serveUdp(self, socket, port);
    };
    new Process({ place, argv: ['server'], program });
  }

  *#serveTcp(process: Process, listener: TcpListener, port: number): Thread {
    for (;;) {
      const socket = yield* accept(process, listener);
      this.#note(process, 'tcp', port, `${formatIp(socket.peerName)}:${socket.remotePort}`);
      process.spawn(this.#answer(process, socket));
    }
  }

  *#answer(process: Process, socket: TcpSocket): Thread {
    if (this.size === 0) {
      const data = yield* read(process, socket);
      if (typeof data !== 'string' && data.length > 0)
        yield* write(process, socket, encodeUtf8(`hello ${formatIp(socket.peerName)}\n`));
    } else yield* write(process, socket, new Uint8Array(this.size));
    yield* pause(process, THINKING);
    socket.shutdownWrite();
    yield* read(process, socket);
    process.close(socket);
    return 0;
  }

  *#serveUdp(process: Process, socket: UdpSocket, port: number): Thread {
    for (;;) {
      yield* waitFor(process, [socket], () => socket.received.length > 0);
      for (const { source, sourcePort, payload } of socket.received.splice(0)) {
        this.#note(process, 'udp', port, `${formatIp(source)}:${sourcePort}`);
        socket.sendTo(source, sourcePort, new Uint8Array([...encodeUtf8('re '), ...payload]));
      }
    }
  }

  #note({ place }: Process, protocol: 'tcp' | 'udp', port: number, source: string): void {
    this.served.push({ place: place.name, protocol, port, source });
  }

  #proxy({ protocol, hostIp, port, container }: PublishedPort): void {
    const { host } = this.#machines;
    const at = parseIpv4(hostIp);
    if (at === undefined || !host.net.mayBind(at) || this.hasListener(host, protocol, at, port)) return;
    const socket = bindPort(host.net, { protocol, hostIp, hostPort: port });
    const backend = { address: ipv4(container.address), port: container.port };
    new Process({
      place: host,
      argv: ['/usr/bin/docker-proxy', '-proto', protocol, '-host-ip', hostIp, '-host-port', `${port}`],
      program: (process) => {
        process.hold(socket);
        if (socket instanceof TcpListener) return proxyTcp(process, socket, backend);
        return proxyUdp(process, socket, backend, { answersAsAsked: true, keepsSenders: true });
      },
    });
  }
}

/** Nothing if another has the port. */
function openAt(
  { net }: Place,
  protocol: 'tcp' | 'udp',
  hostIp: string,
  hostPort: number,
): TcpListener | UdpSocket | undefined {
  try {
    return bindPort(net, { protocol, hostIp, hostPort });
  } catch (error) {
    if (error instanceof BindError) return undefined;
    throw error;
  }
}
