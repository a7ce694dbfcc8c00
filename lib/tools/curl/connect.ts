/**
 * Connecting to the first of a host's addresses that answers: those of one family one after another, and those of the
 * other as well once the first family has failed or said nothing for 200 ms (RFC 8305). curl 7.88.1, lib/connect.c.
 */
import { familyOf, type Process, type Wait, waitFor } from '../../machine';
import { ERRNO_TEXT, type Errno, MILLISECOND, type Microseconds, SECOND, TcpSocket } from '../../network';
import { formatHostPort, formatIp, IPV4_LOOPBACK, IPV6_LOOPBACK, type IpAddress } from '../../packet';
import { type IpVersion, isOfVersion, type NameProblem, resolveAll } from '../common/resolve';
import { bindLocally, type LocalChoice } from './localEnd';
import type { CurlError } from './url';

/** CURLOPT_TCP_KEEPIDLE, CURLOPT_TCP_KEEPINTVL. */
const KEEP_ALIVE = { idle: 60 * SECOND, interval: 60 * SECOND };
/** CURL_HET_DEFAULT. */
const HEAD_START: Microseconds = 200 * MILLISECOND;

/** The addresses of a host in curl's order; `localhost` it knows by itself (lib/hostip.c, get_localhost). */
export function* addressesOf(
  process: Process,
  host: string,
  version: IpVersion,
  limit: Microseconds,
): Generator<Wait, readonly IpAddress[] | NameProblem, void> {
  if (host !== 'localhost') return yield* resolveAll(process, host, version, limit);
  return [IPV4_LOOPBACK, IPV6_LOOPBACK].filter((address) => isOfVersion(address, version));
}

/** A connection to a port of one of the addresses, or why there is none; `say` is told of each try, as by `curl -v`. */
export function* connectAny(
  process: Process,
  addresses: readonly IpAddress[],
  port: number,
  timeout: Microseconds,
  local: LocalChoice,
  say: (text: string) => void,
): Generator<Wait, TcpSocket | Errno | CurlError, void> {
  const { clock } = process.place.net;
  const deadline = clock.now + timeout;
  const families = [...new Set(addresses.map(familyOf))].map((family) =>
    addresses.filter((address) => familyOf(address) === family),
  );
  const running: Attempts[] = [];
  const begin = (family: readonly IpAddress[] | undefined) => {
    if (family !== undefined) running.push(new Attempts(process, family, port, local, say));
  };
  begin(families.shift());
  for (;;) {
    for (const attempts of running) attempts.advance();
    const connected = running.find(({ isConnected }) => isConnected)?.socket;
    if (connected !== undefined || clock.now >= deadline) {
      for (const { socket } of running) if (socket !== undefined && socket !== connected) process.close(socket);
      return connected ?? 'ETIMEDOUT';
    }
    const sockets = running.flatMap(({ socket }) => socket ?? []);
    if (sockets.length === 0 && families.length === 0) return running[0]?.unbound ?? running[0]?.error ?? 'ETIMEDOUT';
    const patience = families.length > 0 ? (sockets.length > 0 ? HEAD_START : 0) : Number.POSITIVE_INFINITY;
    const limit = Math.min(patience, deadline - clock.now);
    if (!(yield* waitFor(process, sockets, () => running.some(({ isDecided }) => isDecided), limit)))
      begin(families.shift());
    else if (running.every(({ socket }) => socket === undefined)) begin(families.shift());
  }
}

/** The addresses of one family, tried one after another. */
class Attempts {
  socket: TcpSocket | undefined;
  /** Why the last one failed. */
  error: Errno | undefined;
  /** Why it cannot begin where it is to. */
  unbound: CurlError | undefined;
  /** SO_ERROR was read and was 0. */
  #verified = false;
  readonly #rest: IpAddress[];

  constructor(
    private readonly process: Process,
    addresses: readonly IpAddress[],
    private readonly port: number,
    private readonly local: LocalChoice,
    private readonly say: (text: string) => void,
  ) {
    this.#rest = [...addresses];
    this.#tryNext();
  }

  get isConnected(): boolean {
    return this.#verified;
  }

  get isDecided(): boolean {
    if (this.socket === undefined) return false;
    // An error that came during the call does not end the connection, but shows when curl asks (SO_ERROR).
    return this.socket.state !== 'SYN_SENT' || this.socket.softError !== undefined;
  }

  /** Goes on with the next address if one has failed. */
  advance(): void {
    const { socket } = this;
    if (socket === undefined || !this.isDecided || this.isConnected) return;
    const error = socket.takeSocketError();
    this.#verified = error === undefined && (socket.state === 'ESTABLISHED' || socket.state === 'CLOSE_WAIT');
    if (this.#verified) return;
    this.error = error ?? 'ETIMEDOUT';
    const name = formatIp(socket.remoteAddress);
    this.say(`* connect to ${name} port ${this.port} failed: ${ERRNO_TEXT[this.error]}\n`);
    this.process.close(socket);
    this.#tryNext();
  }

  #tryNext(): void {
    this.socket = undefined;
    for (let address = this.#rest.shift(); address !== undefined; address = this.#rest.shift()) {
      this.say(`*   Trying ${formatHostPort(address, this.port)}...\n`);
      const socket = this.process.hold(new TcpSocket(this.process.place.net, familyOf(address), { uid: 0, gid: 0 }));
      socket.keepAlive.turnOn(KEEP_ALIVE);
      this.unbound = bindLocally(socket, this.local, address, this.say);
      if (this.unbound !== undefined) {
        this.say(`* ${this.unbound.message}\n`);
        this.process.close(socket);
        continue;
      }
      const error = socket.connect(address, this.port);
      if (error === undefined) {
        this.socket = socket;
        return;
      }
      this.process.close(socket);
      this.error = error;
      this.say(`* Immediate connect fail for ${formatIp(address)}: ${ERRNO_TEXT[error]}\n`);
    }
  }
}
