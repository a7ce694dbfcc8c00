/**
 * docker-proxy for UDP: for each client a socket of its own to the container, forgotten after 90 s without an answer.
 * libnetwork: cmd/proxy/udp_proxy.go.
 */
import { type Process, type Thread, waitFor } from '../../machine';
import { type ReceivedDatagram, SECOND, UdpSocket } from '../../network';
import { formatIp } from '../../packet';
import type { Backend } from './tcpProxy';

const IDLE_TIME = 90 * SECOND;

/** Relays datagrams until the process ends; each client's answers come back by a thread of their own. */
export function* proxyUdp(process: Process, socket: UdpSocket, backend: Backend): Thread {
  const clients = new Map<string, UdpSocket>();
  for (;;) {
    yield* waitFor(process, [socket], () => socket.received.length > 0);
    for (const datagram of socket.received.splice(0)) {
      const key = `${formatIp(datagram.source)} ${datagram.sourcePort}`;
      let toContainer = clients.get(key);
      if (toContainer === undefined) {
        toContainer = process.hold(new UdpSocket(process.place.net, 'inet', socket.owner));
        clients.set(key, toContainer);
        process.spawn(replies(process, socket, toContainer, datagram, () => clients.delete(key)));
      }
      toContainer.sendTo(backend.address, backend.port, datagram.payload);
    }
  }
}

/** Hands the container's answers to the client, until none came for 90 s. */
function* replies(
  process: Process,
  socket: UdpSocket,
  fromContainer: UdpSocket,
  client: ReceivedDatagram,
  forget: () => void,
): Thread {
  while (yield* waitFor(process, [fromContainer], () => fromContainer.received.length > 0, IDLE_TIME)) {
    for (const { payload } of fromContainer.received.splice(0))
      socket.sendTo(client.source, client.sourcePort, payload);
  }
  forget();
  process.close(fromContainer);
  return 0;
}
