/** docker-proxy for UDP: for each client a socket of its own to the container, forgotten after 90 s without an answer. libnetwork: cmd/proxy/udp_proxy.go. */
import { type Process, type Thread, waitFor } from '../../machine';
import { type Microseconds, SECOND, UdpSocket } from '../../network';
import { formatIp } from '../../packet';
import type { Backend } from './tcpProxy';

const IDLE_TIME = 90 * SECOND;

/** How a release relays datagrams. */
export interface UdpProxyStyle {
  /** From 28.0: answers leave with the address that was asked, not with the one that routing gives. */
  readonly answersAsAsked: boolean;
  /** From 28.0.2: a client that still sends is not forgotten. */
  readonly keepsSenders: boolean;
}

/** A client of docker-proxy. */
interface UdpClient {
  readonly toContainer: UdpSocket;
  readonly answer: (payload: Uint8Array) => void;
  lastSent: Microseconds;
}

/** Relays datagrams until the process ends; each client's answers come back by a thread of their own. */
export function* proxyUdp(process: Process, socket: UdpSocket, backend: Backend, style: UdpProxyStyle): Thread {
  const { net } = process.place;
  const clients = new Map<string, UdpClient>();
  for (;;) {
    yield* waitFor(process, [socket], () => socket.received.length > 0);
    for (const { source, sourcePort, destination, payload } of socket.received.splice(0)) {
      const key = `${formatIp(source)} ${sourcePort}`;
      let client = clients.get(key);
      if (client === undefined) {
        client = {
          toContainer: process.hold(new UdpSocket(net, 'inet', socket.owner)),
          answer: (data) => socket.sendTo(source, sourcePort, data, style.answersAsAsked ? destination : undefined),
          lastSent: net.clock.now,
        };
        clients.set(key, client);
        process.spawn(replies(process, client, style, () => clients.delete(key)));
      }
      client.lastSent = net.clock.now;
      client.toContainer.sendTo(backend.address, backend.port, payload);
    }
  }
}

/** Hands the container's answers to the client, until none came for 90 s. */
function* replies(process: Process, client: UdpClient, { keepsSenders }: UdpProxyStyle, forget: () => void): Thread {
  const { toContainer, answer } = client;
  for (let rest = IDLE_TIME; rest > 0; ) {
    if (yield* waitFor(process, [toContainer], () => toContainer.received.length > 0, rest)) {
      for (const { payload } of toContainer.received.splice(0)) answer(payload);
      rest = IDLE_TIME;
    } else rest = keepsSenders ? client.lastSent + IDLE_TIME - process.place.net.clock.now : 0;
  }
  forget();
  process.close(toContainer);
  return 0;
}
