/** Questions that are not about the container's networks: they go to the servers that the container would ask without the engine's. libnetwork: resolver.go (ServeDNS). */
import { familyOf, type Process, type Wait } from '../../machine';
import { SECOND, UdpSocket } from '../../network';
import { DNS_CODES, DNS_PORT, type DnsMessage } from '../../packet/dns';
import { drawPort, exchange } from '../../tools/common/nameServers';
import type { Sandbox } from '../container/container';
import type { DockerEngine } from '../engine';
import { isLoopback } from './resolvConf';

/** extIOTimeout. */
const PATIENCE = 4 * SECOND;

/**
 * The first server's answer, asked from the container's own namespace, and from the machine's if the server is on its loopback;
 * `undefined` if none has answered.
 */
export function* forwardQuestion(
  { machine }: DockerEngine,
  dockerd: Process,
  sandbox: Sandbox,
  query: DnsMessage,
): Generator<Wait, DnsMessage | undefined, void> {
  for (const server of sandbox.otherNameServers) {
    const net = isLoopback(server) ? machine.net : sandbox.net;
    const socket = dockerd.hold(new UdpSocket(net, familyOf(server), { uid: 0, gid: 0 }));
    net.sockets.bind(socket, 0, drawPort(machine.chance));
    const answers =
      socket.connect(server, DNS_PORT) === undefined ? yield* exchange(dockerd, socket, [query], PATIENCE) : undefined;
    dockerd.close(socket);
    const [answer] = answers ?? [];
    // Another one may know more.
    if (answer !== undefined && answer.code !== DNS_CODES.SERVFAIL && answer.code !== DNS_CODES.REFUSED) return answer;
  }
  return undefined;
}
