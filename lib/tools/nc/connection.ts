/** What both netcats do: a connection or a peer for datagrams, then standard input to it and what comes to standard output. */
import {
  accept,
  BindError,
  bindUdp,
  type ConnectWait,
  connectTcp,
  familyOf,
  isReadable,
  listenTcp,
  type Process,
  pause,
  read,
  readInput,
  userOf,
  type Wait,
  waitFor,
  write,
} from '../../machine';
import { type Errno, type Microseconds, Subscribers, TcpSocket, UdpSocket } from '../../network';
import { encodeLatin1, IPV6_UNSPECIFIED, type IpAddress, Utf8Reader } from '../../packet';

/** An address with a port. */
export interface Endpoint {
  readonly address: IpAddress;
  readonly port: number;
}

/** A connected socket of either kind. */
export type Peer = TcpSocket | UdpSocket;

type Blocking<T> = Generator<Wait, T, void>;

/** How netcat connects. */
export interface ConnectOptions {
  readonly udp: boolean;
  /** Whether broadcasts may be sent (SO_BROADCAST). */
  readonly broadcast: boolean;
  /** Its own port; 0 is for any. */
  readonly localPort: number;
  /** Another connection may have the same one (SO_REUSEADDR). */
  readonly sharesPort?: boolean;
  /** Its own address; any that leads there if absent. */
  readonly localAddress?: IpAddress | undefined;
  readonly timeout: Microseconds | undefined;
  readonly wait: ConnectWait;
}

/** Connects to a server, or names the peer of datagrams. Throws a `BindError` if its own address or port cannot be had. */
export function* connectPeer(
  process: Process,
  { address, port }: Endpoint,
  options: ConnectOptions,
): Blocking<Peer | Errno> {
  const { localAddress, localPort } = options;
  const isBound = localAddress !== undefined || localPort !== 0;
  const from = {
    address: localAddress ?? (typeof address === 'bigint' ? IPV6_UNSPECIFIED : 0),
    port: localPort,
    shared: options.sharesPort,
  };
  if (!options.udp)
    return yield* connectTcp(process, address, port, options.timeout, isBound ? from : undefined, options.wait);
  const socket = process.hold(new UdpSocket(process.place.net, familyOf(address), userOf(process.place)));
  socket.broadcast = options.broadcast;
  const unbound = isBound ? process.place.net.sockets.bind(socket, from.address, from.port) : undefined;
  if (unbound !== undefined) throw new BindError(unbound);
  return socket.connect(address, port) ?? socket;
}

/** Waits for a connection at an address and port, or for a first datagram, whose sender becomes the peer. */
export function* awaitPeer(
  process: Process,
  udp: boolean,
  { address, port }: Endpoint,
  timeout?: Microseconds,
): Blocking<Peer | Errno> {
  if (!udp) {
    const listener = listenTcp(process, address, port, 1);
    if (typeof listener === 'string') return listener;
    if (!(yield* waitFor(process, [listener], () => listener.queueLength > 0, timeout))) return 'ETIMEDOUT';
    const socket = yield* accept(process, listener);
    process.close(listener);
    return socket;
  }
  const socket = bindUdp(process, address, port);
  if (typeof socket === 'string') return socket;
  if (!(yield* waitFor(process, [socket], () => socket.received.length > 0, timeout))) return 'ETIMEDOUT';
  const first = socket.received[0];
  if (first !== undefined) socket.connect(first.source, first.sourcePort);
  return socket;
}

/** The bytes that came, none at the end, or an error. */
export function* receive(process: Process, peer: Peer): Blocking<Uint8Array | Errno> {
  if (peer instanceof TcpSocket) return yield* read(process, peer);
  yield* waitFor(process, [peer], () => hasCome(peer));
  return peer.takeError() ?? peer.received.shift()?.payload ?? new Uint8Array();
}

function hasCome(peer: Peer): boolean {
  return peer instanceof TcpSocket ? isReadable(peer) : peer.received.length > 0 || peer.error !== undefined;
}

/** Sends bytes to the peer, as one datagram over UDP; TCP waits for room. The error, `undefined` if there was none. */
export function* send(process: Process, peer: Peer, data: Uint8Array): Blocking<Errno | undefined> {
  if (peer instanceof TcpSocket) return yield* write(process, peer, data);
  return peer.takeError() ?? peer.sendTo(peer.remoteAddress, peer.remotePort, data);
}

/** From the last write until it is found that standard input has ended; about what the captures show. */
const NOTICING: Microseconds = 100;

/** Sends standard input as it comes, up to its end, in blocks of what one read got. */
function* sendInput(process: Process, peer: Peer, blockSize: number): Blocking<Errno | undefined> {
  for (;;) {
    const block = yield* readInput(process, blockSize);
    if (block === '') break;
    const error = yield* send(process, peer, encodeLatin1(block));
    if (error !== undefined) return error;
  }
  yield* pause(process, NOTICING);
  return undefined;
}

/** What happens when standard input has ended, or could not be sent; on an error nothing more is printed. */
interface Exchange {
  readonly blockSize: number;
  readonly timeout: Microseconds | undefined;
  /** Of `timeout` in a row. */
  readonly silences: number;
  /** Told that standard input has ended. */
  afterInput(): void;
}

/** Sends standard input and prints what comes, at the same time, until both have ended, or nothing happens for too long. */
export function* exchange(process: Process, peer: Peer, how: Exchange): Blocking<void> {
  let isSending = true;
  const input = new Subscribers();
  process.spawn(
    (function* () {
      const error = yield* sendInput(process, peer, how.blockSize);
      isSending = false;
      if (error === undefined) how.afterInput();
      else process.exit(0);
      input.changed();
      return 0;
    })(),
  );
  yield* printAll(process, peer, how.timeout, how.silences);
  yield* waitFor(process, [input], () => !isSending, how.timeout && how.timeout * how.silences);
}

/**
 * Prints what comes until the end, an error, so many silences of `timeout` in a row as `silences` says, or until nobody reads
 * what is printed: then the input is still sent. netcat.c: readwrite (POLLERR of standard output).
 */
export function* printAll(process: Process, peer: Peer, timeout?: Microseconds, silences = 1): Blocking<void> {
  const text = new Utf8Reader();
  const { output } = process;
  const isUnread = () => output?.isAbandoned === true;
  for (let left = silences; left > 0; ) {
    const sources = output === undefined ? [peer] : [peer, output];
    const isAwake = yield* waitFor(process, sources, () => isUnread() || hasCome(peer), timeout);
    if (isUnread()) return;
    if (!isAwake) {
      left -= 1;
      continue;
    }
    const data = yield* receive(process, peer);
    if (typeof data === 'string' || (data.length === 0 && peer instanceof TcpSocket)) break;
    else process.stdout += text.read(data);
  }
  process.stdout += text.end();
}
