/**
 * docker-proxy for TCP: it ends the client's connection and opens one of its own to the container, at once and before
 * any data has come. libnetwork: cmd/proxy/tcp_proxy.go.
 */
import { accept, connectTcp, type Process, splice, type Thread, type Wait, write } from '../../machine';
import { type Errno, Pipe, SECOND, type TcpListener, type TcpSocket } from '../../network';
import type { IpAddress } from '../../packet';

/** Where the container listens. */
export interface Backend {
  readonly address: IpAddress;
  readonly port: number;
}

/** Of Go's sockets that were accepted. */
const KEEP_ALIVE = { idle: 15 * SECOND, interval: 15 * SECOND };

/** Accepts until the process ends; each connection is served by threads of its own. */
export function* proxyTcp(process: Process, listener: TcpListener, backend: Backend): Thread {
  for (;;) {
    const client = yield* accept(process, listener);
    process.spawn(serve(process, client, backend));
  }
}

/** Go turns Nagle's algorithm off on the connections it makes and accepts. */
function* serve(process: Process, client: TcpSocket, backend: Backend): Thread {
  client.setNodelay();
  client.keepAlive.turnOn(KEEP_ALIVE);
  const container = yield* connectTcp(process, backend.address, backend.port);
  if (typeof container === 'string' || container.takeSocketError() !== undefined) {
    if (typeof container !== 'string') process.close(container);
    process.close(client);
    return 1;
  }
  container.setNodelay();
  let open = 2;
  const relay = function* (from: TcpSocket, to: TcpSocket): Thread {
    yield* copy(process, from, to);
    to.shutdownWrite();
    open -= 1;
    if (open > 0) return 0;
    process.close(client);
    process.close(container);
    return 0;
  };
  process.spawn(relay(client, container));
  return yield* relay(container, client);
}

/** Until one side ends or breaks. Go's io.Copy splices from one socket to the other. */
function* copy(process: Process, from: TcpSocket, to: TcpSocket): Generator<Wait, Errno | undefined, void> {
  const pipe = new Pipe();
  for (;;) {
    const data = yield* splice(process, from, pipe);
    if (typeof data === 'string') return data;
    if (data.length === 0) return undefined;
    const error = yield* write(process, to, data);
    if (error !== undefined) return error;
  }
}
