/** Starting docker-proxy as a child of dockerd. libnetwork: portmapper/proxy_linux.go. */
import { Process } from '../../machine';
import { TcpListener } from '../../network';
import { ipv4, parseIp } from '../../packet';
import type { EngineRelease } from '../release';
import { bindPort, type HostPort } from './bindPort';
import { proxyTcp } from './tcpProxy';
import { proxyUdp } from './udpProxy';

/** Where docker-proxy listens and where it connects to. */
export interface ProxyOptions extends HostPort {
  readonly containerAddress: string;
  readonly containerPort: number;
  readonly release: EngineRelease;
}

/** Where the program lies. */
export const PROXY = '/usr/bin/docker-proxy';

/** Starts the process; it listens when this returns. Throws a `BindError` if it cannot. */
export function startProxy(dockerd: Process, options: ProxyOptions): Process {
  const { protocol, hostIp, hostPort, containerAddress, containerPort, release } = options;
  // dockerd has bound the socket and hands it over.
  const handedOver = release.changes.has('handsOverSockets');
  const socket = bindPort(dockerd.place.net, options);
  const container = { address: parseIp(containerAddress) ?? ipv4(containerAddress), port: containerPort };
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
        : proxyUdp(process, socket, container, {
            answersAsAsked: handedOver,
            keepsSenders: release.changes.has('keepsSenders'),
          });
    },
  });
}
