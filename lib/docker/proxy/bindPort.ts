/** A port of the machine as dockerd and docker-proxy bind it. libnetwork: portmapper/proxy.go (newDummyProxy). */
import { type NetNamespace, TcpListener, UdpSocket } from '../../network';
import { IPV6_UNSPECIFIED, type IpAddress, ipv4 } from '../../packet';

/** A port that is to be bound. */
export interface HostPort {
  readonly protocol: 'tcp' | 'udp';
  /** `0.0.0.0`, `::` or an address. */
  readonly hostIp: string;
  readonly hostPort: number;
}

/** A port cannot be bound. */
export class BindError extends Error {
  constructor(
    message: string,
    /** `0.0.0.0`, `[::]` or an address. */
    readonly hostIp: string,
  ) {
    super(message);
    this.name = 'BindError';
  }
}

const ROOT = { uid: 0, gid: 0 } as const;

/** Go's texts for errors of bind. */
const BIND_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
};

/** As Go has it: what the kernel allows (net.core.somaxconn). */
const BACKLOG = 4096;

/** A socket that listens at the port, or is bound to it. Throws a `BindError` if that cannot be. */
export function bindPort(net: NetNamespace, { protocol, hostIp, hostPort }: HostPort): TcpListener | UdpSocket {
  const family = hostIp === '::' ? 'inet6' : 'inet';
  const address: IpAddress = family === 'inet6' ? IPV6_UNSPECIFIED : ipv4(hostIp);
  const socket = protocol === 'tcp' ? new TcpListener(net, family, ROOT) : new UdpSocket(net, family, ROOT);
  // For tcp6 or udp6 it leaves IPv4 to another socket. Go: net/ipsock_posix.go, favoriteAddrFamily.
  socket.ipv6Only = true;
  const error =
    socket instanceof TcpListener
      ? socket.listen(address, hostPort, BACKLOG)
      : net.sockets.bind(socket, address, hostPort);
  if (error !== undefined) throw new BindError(BIND_ERRORS[error] ?? error, family === 'inet6' ? '[::]' : hostIp);
  return socket;
}
