/** System calls of programs. Calls that block are generators: `yield*` them in a thread. */
import {
  type Errno,
  type Microseconds,
  type Pipe,
  type SocketFamily,
  type Subscribers,
  TcpListener,
  TcpSocket,
  UdpSocket,
} from '../network';
import type { IpAddress } from '../packet';
import type { Process, Wait } from './process';
import { userOf } from './user';

type Blocking<T> = Generator<Wait, T, void>;

/** Lets time pass: sleeping, or computing. */
export function* pause(process: Process, duration: Microseconds): Blocking<void> {
  let over = false;
  yield {
    ready: () => over,
    subscribe: (wake) => {
      const timer = process.place.net.clock.schedule(duration, () => {
        over = true;
        wake();
      });
      return () => timer.cancel();
    },
  };
}

/** Waits until one of the sockets' states makes `ready` true, or the time is up. False if it was up. */
export function* waitFor(
  process: Process,
  sockets: readonly Pick<Subscribers, 'subscribe'>[],
  ready: () => boolean,
  timeout?: Microseconds,
): Blocking<boolean> {
  let timedOut = false;
  yield {
    ready: () => timedOut || ready(),
    subscribe: (wake) => {
      const subscriptions = sockets.map((socket) => socket.subscribe(wake));
      const timer =
        timeout === undefined
          ? undefined
          : process.place.net.clock.schedule(timeout, () => {
              timedOut = true;
              wake();
            });
      return () => {
        timer?.cancel();
        for (const unsubscribe of subscriptions) unsubscribe();
      };
    },
  };
  return ready();
}

/** Waits until another process has ended; its exit code. */
export function* waitForExit(child: Process): Blocking<number> {
  yield { ready: () => !child.running, subscribe: (wake) => child.onExit(wake) };
  return child.exitCode ?? 0;
}

/** Runs threads of a process at the same time until all have ended. */
export function* atOnce(process: Process, threads: readonly Blocking<void>[]): Blocking<void> {
  let left = threads.length;
  let wakeUp = () => {};
  for (const thread of threads)
    process.spawn(
      (function* () {
        yield* thread;
        left -= 1;
        wakeUp();
        return 0;
      })(),
    );
  yield {
    ready: () => left === 0,
    subscribe: (wake) => {
      wakeUp = wake;
      return () => {};
    },
  };
}

/** What one read of standard input gets, at most `most` bytes, one a character; nothing at the end. */
export function* readInput({ input }: Process, most = Number.POSITIVE_INFINITY): Blocking<string> {
  if (!input.readable().ready()) yield input.readable();
  const bytes = input.read();
  input.putBack(bytes.slice(most));
  return bytes.slice(0, most);
}

/** Waits until all of standard input has come. */
export function* awaitInput({ input }: Process): Blocking<void> {
  if (!input.isEnded) yield { ready: () => input.isEnded, subscribe: (wake) => input.subscribe(wake) };
}

/** What most programs ask for: as many as there may be (net.core.somaxconn). */
const MOST_WAITING = 4096;

/** A socket that listens for connections, held by the process; one of IPv6 for an IPv6 address. */
export function listenTcp(
  process: Process,
  address: IpAddress,
  port: number,
  backlog = MOST_WAITING,
): TcpListener | Errno {
  const listener = new TcpListener(process.place.net, familyOf(address), userOf(process.place));
  const error = listener.listen(address, port, backlog);
  return error ?? process.hold(listener);
}

/** A UDP socket bound to an address and port, held by the process. */
export function bindUdp(process: Process, address: IpAddress, port: number): UdpSocket | Errno {
  const socket = new UdpSocket(process.place.net, familyOf(address), userOf(process.place));
  const error = socket.namespace.sockets.bind(socket, address, port);
  return error ?? process.hold(socket);
}

/** The next connection. */
export function* accept(process: Process, listener: TcpListener): Blocking<TcpSocket> {
  for (;;) {
    const socket = listener.accept();
    if (socket !== undefined) return process.hold(socket);
    yield { ready: () => listener.queueLength > 0, subscribe: (wake) => listener.subscribe(wake) };
  }
}

/** An address and a port of one's own; 0 is for any. `shared`: another connection may have the same (SO_REUSEADDR). */
export interface LocalEnd {
  readonly address: IpAddress;
  readonly port: number;
  readonly shared?: boolean | undefined;
}

/** How a program waits for a connection: in the call itself, or for the socket to be ready, when it asks for errors (SO_ERROR). */
export type ConnectWait = 'connect' | 'poll';

/** A connection to a peer, or why there is none; `ETIMEDOUT` also if the program's own time is up. Throws a `BindError` if `from` cannot be had. */
export function* connectTcp(
  process: Process,
  address: IpAddress,
  port: number,
  timeout?: Microseconds,
  from?: LocalEnd,
  wait: ConnectWait = 'poll',
): Blocking<TcpSocket | Errno> {
  const socket = process.hold(new TcpSocket(process.place.net, familyOf(address), userOf(process.place)));
  socket.reusesAddress = from?.shared === true;
  const unbound = from === undefined ? undefined : socket.bind(from.address, from.port);
  if (unbound !== undefined) {
    process.close(socket);
    throw new BindError(unbound);
  }
  const error = socket.connect(address, port);
  const isDecided = () => socket.state !== 'SYN_SENT' || (wait === 'poll' && socket.softError !== undefined);
  if (error === undefined) yield* waitFor(process, [socket], isDecided, timeout);
  if (socket.state === 'ESTABLISHED' || socket.state === 'CLOSE_WAIT') return socket;
  const reason = error ?? (wait === 'poll' ? socket.takeSocketError() : socket.takeError()) ?? 'ETIMEDOUT';
  process.close(socket);
  return reason;
}

/** A program asked for an address or a port of its own that it cannot have: bind(2) failed. */
export class BindError extends Error {
  constructor(readonly errno: Errno) {
    super(errno);
    this.name = 'BindError';
  }
}

/** Data as it comes, at `most` so many bytes; empty at the end; an error's name if the connection broke. */
export function* read(
  process: Process,
  socket: TcpSocket,
  timeout?: Microseconds,
  most?: number,
): Blocking<Uint8Array | Errno> {
  return yield* take(process, socket, () => socket.read(most), timeout);
}

/** The same, but at most as much as a pipe takes. */
export function* splice(process: Process, socket: TcpSocket, pipe: Pipe): Blocking<Uint8Array | Errno> {
  return yield* take(process, socket, () => socket.splice(pipe));
}

/** Whether a read would not wait: data has come, the end, or an error. */
export function isReadable(socket: TcpSocket): boolean {
  return socket.unreadLength > 0 || socket.ended || socket.error !== undefined || socket.state === 'CLOSE';
}

function* take(
  process: Process,
  socket: TcpSocket,
  attempt: () => Uint8Array | Errno | undefined,
  timeout?: Microseconds,
): Blocking<Uint8Array | Errno> {
  for (;;) {
    const data = attempt();
    if (data !== undefined) return data;
    if (!(yield* waitFor(process, [socket], () => isReadable(socket), timeout))) return 'ETIMEDOUT';
  }
}

/** Hands data to the kernel, waiting while too much is unsent. */
export function* write(process: Process, socket: TcpSocket, data: Uint8Array): Blocking<Errno | undefined> {
  for (let rest = data; ; ) {
    const taken = yield* writeSome(process, socket, rest);
    if (typeof taken === 'string') return taken;
    rest = rest.subarray(taken);
    if (rest.length === 0) return undefined;
  }
}

/** Hands over as much as there is room for, once there is any, and says how much; `more` follows at once. */
export function* writeSome(
  process: Process,
  socket: TcpSocket,
  data: Uint8Array,
  more = false,
): Blocking<number | Errno> {
  const taken = socket.write(data, more);
  if (typeof taken === 'string' || taken > 0 || data.length === 0) return taken;
  yield* waitFor(process, [socket], () => socket.writable || socket.error !== undefined || socket.state === 'CLOSE');
  return socket.write(data, more);
}

/** The family of a socket for an address. */
export function familyOf(address: IpAddress): SocketFamily {
  return typeof address === 'bigint' ? 'inet6' : 'inet';
}
