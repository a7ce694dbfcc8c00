/** Starting docker-proxy as a child of dockerd. libnetwork: portmapper/proxy_linux.go. */
import { Process } from '../../machine';
import { TcpListener, UdpSocket } from '../../network';
import { IPV6_UNSPECIFIED, type IpAddress, ipv4 } from '../../packet';
import { proxyTcp } from './tcpProxy';
import { proxyUdp } from './udpProxy';

/** Where docker-proxy listens and where it connects to. */
export interface ProxyOptions {
  readonly protocol: 'tcp' | 'udp';
  /** `0.0.0.0`, `::` or an address. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerAddress: string;
  readonly containerPort: number;
  /** dockerd has bound the socket and hands it over. */
  readonly handedOver: boolean;
}

/** docker-proxy cannot listen. */
export class ProxyError extends Error {
  constructor(
    message: string,
    /** `0.0.0.0`, `[::]` or an address. */
    readonly hostIp: string,
  ) {
    super(message);
    this.name = 'ProxyError';
  }
}

/** Where the program lies. */
export const PROXY = '/usr/bin/docker-proxy';
const ROOT = { uid: 0, gid: 0 } as const;

/** Go's texts for errors of bind. */
const BIND_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
};

/** Starts the process; it listens when this returns. Throws a `ProxyError` if it cannot. */
export function startProxy(dockerd: Process, options: ProxyOptions): Process {
  const { protocol, hostIp, hostPort, containerAddress, containerPort, handedOver } = options;
  const { net } = dockerd.place;
  const family = hostIp === '::' ? 'inet6' : 'inet';
  const listenAddress: IpAddress = family === 'inet6' ? IPV6_UNSPECIFIED : ipv4(hostIp);
  const socket = protocol === 'tcp' ? new TcpListener(net, family, ROOT) : new UdpSocket(net, family, ROOT);
  // It listens for tcp6 or udp6, and leaves IPv4 to the other docker-proxy. Go: net/ipsock_posix.go, favoriteAddrFamily.
  socket.ipv6Only = true;
  const error =
    socket instanceof TcpListener
      ? socket.listen(listenAddress, hostPort)
      : net.sockets.bind(socket, listenAddress, hostPort);
  if (error !== undefined) throw new ProxyError(BIND_ERRORS[error] ?? error, family === 'inet6' ? '[::]' : hostIp);
  const container = { address: ipv4(containerAddress), port: containerPort };
  return new Process({
    place: dockerd.place,
    parent: dockerd,
    argv: [
      ...[PROXY, '-proto', protocol, '-host-ip', hostIp, '-host-port', `${hostPort}`],
      ...['-container-ip', containerAddress, '-container-port', `${containerPort}`],
      ...(handedOver ? ['-use-listen-fd'] : []),
    ],
    program: (process) => {
      process.hold(socket);
      return socket instanceof TcpListener
        ? proxyTcp(process, socket, container)
        : proxyUdp(process, socket, container, handedOver);
    },
  });
}
