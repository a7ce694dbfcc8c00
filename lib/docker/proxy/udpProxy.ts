/**
 * docker-proxy for UDP: for each client a socket of its own to the container, forgotten after 90 s without an answer. Until 27
 * its answers leave with the address that routing gives, from 28 with the one that was asked (`answersAsAsked`).
 * libnetwork: cmd/proxy/udp_proxy.go.
 */
import { type Process, type Thread, waitFor } from '../../machine';
import { SECOND, UdpSocket } from '../../network';
import { formatIp } from '../../packet';
import type { Backend } from './tcpProxy';

const IDLE_TIME = 90 * SECOND;

/** Relays datagrams until the process ends; each client's answers come back by a thread of their own. */
export function* proxyUdp(process: Process, socket: UdpSocket, backend: Backend, answersAsAsked: boolean): Thread {
  const clients = new Map<string, UdpSocket>();
  for (;;) {
    yield* waitFor(process, [socket], () => socket.received.length > 0);
    for (const datagram of socket.received.splice(0)) {
      const key = `${formatIp(datagram.source)} ${datagram.sourcePort}`;
      let toContainer = clients.get(key);
      if (toContainer === undefined) {
        toContainer = process.hold(new UdpSocket(process.place.net, 'inet', socket.owner));
        clients.set(key, toContainer);
        const answer = (payload: Uint8Array) =>
          socket.sendTo(
            datagram.source,
            datagram.sourcePort,
            payload,
            answersAsAsked ? datagram.destination : undefined,
          );
        process.spawn(replies(process, toContainer, answer, () => clients.delete(key)));
      }
      toContainer.sendTo(backend.address, backend.port, datagram.payload);
    }
  }
}

/** Hands the container's answers to the client, until none came for 90 s. */
function* replies(
  process: Process,
  fromContainer: UdpSocket,
  answer: (payload: Uint8Array) => void,
  forget: () => void,
): Thread {
  while (yield* waitFor(process, [fromContainer], () => fromContainer.received.length > 0, IDLE_TIME)) {
    for (const { payload } of fromContainer.received.splice(0)) answer(payload);
  }
  forget();
  process.close(fromContainer);
  return 0;
}
