/** One transfer: connect, send the request, read the response. curl 7.88.1, lib/multi.c, connect.c, transfer.c. */
import { type Process, pause, read, type Wait, write } from '../../machine';
import { type Microseconds, SECOND, type TcpSocket } from '../../network';
import { decodeLatin1, encodeUtf8, formatIp, type IpAddress, parseIp } from '../../packet';
import { addressesOf, connectAny } from './connect';
import type { CurlOptions } from './options';
import type { CurlRequest } from './request';
import { ResponseReader } from './response';
import type { CurlError, HttpUrl } from './url';

/** When a transfer took its steps, in µs after its start; -1: not at all. */
export interface Times {
  connect: Microseconds;
  total: Microseconds;
  firstByte: Microseconds;
}

/**
 * A finished transfer; `error` says why it failed, `connection` is there if it stays open, `isNew` if it was opened for
 * this one.
 */
export interface Transfer {
  readonly request: CurlRequest;
  readonly response: ResponseReader;
  readonly error: CurlError | undefined;
  readonly connection: Connection | undefined;
  readonly isNew: boolean;
  readonly times: Times;
}

/** A connection that stays open for the next URL of the same server. */
export interface Connection {
  readonly key: string;
  readonly number: number;
  readonly socket: TcpSocket;
}

/** CURLOPT_CONNECTTIMEOUT's default. */
const CONNECT_TIMEOUT = 300;
/** From the end of the handshake to the request; about what the captures show. */
const PREPARING: Microseconds = 100;
/** Bytes of one read (CURLOPT_BUFFERSIZE, as the tool sets it). */
const READ_SIZE = 100 * 1024;

/** Connections by server, and what `-v` says. */
export class Session {
  readonly #connections = new Map<string, Connection>();
  readonly #names = new Map<string, readonly IpAddress[]>();
  #made = 0;

  constructor(
    readonly process: Process,
    readonly options: CurlOptions,
  ) {}

  say(text: string): void {
    if (this.options.verbose) this.process.stderr += text;
  }

  *perform(url: HttpUrl, request: CurlRequest): Generator<Wait, Transfer, void> {
    const { process, options } = this;
    const clock = process.place.net.clock;
    const startedAt = clock.now;
    const elapsed = () => clock.now - startedAt;
    const times: Times = { connect: -1, total: 0, firstByte: -1 };
    const response = new ResponseReader(request.method);
    const finish = (error: CurlError | undefined, connection?: Connection, isNew = true): Transfer => {
      times.total = elapsed();
      return { request, response, error, connection, isNew, times };
    };
    const deadline = options.maximumTime === undefined ? undefined : startedAt + options.maximumTime * SECOND;
    const reused = this.#reusable(`${url.host}:${url.port}`);
    if (reused !== undefined) {
      this.say(`* Re-using existing connection #${reused.number} with host ${url.host}\n`);
      const error = yield* this.#exchange(reused, request, response, deadline, startedAt);
      // It was closed at the other end in the meantime: once more, on a new one.
      if (response.received > 0 || (error?.code !== 52 && error?.code !== 55 && error?.code !== 56))
        return finish(error, reused, false);
      this.close(reused);
    }
    const addresses = yield* this.#resolve(url);
    if ('code' in addresses) return finish(addresses);
    const connection = yield* this.#connect(url, addresses, startedAt);
    if ('code' in connection) return finish(connection);
    times.connect = elapsed();
    yield* pause(process, PREPARING);
    const error = yield* this.#exchange(connection, request, response, deadline, startedAt, () => {
      times.firstByte = elapsed();
    });
    return finish(error, connection);
  }

  /** Ends a connection. */
  close(connection: Connection): void {
    this.#connections.delete(connection.key);
    this.say(`* Closing connection ${connection.number}\n`);
    this.process.close(connection.socket);
  }

  closeAll(): void {
    for (const { socket } of this.#connections.values()) this.process.close(socket);
    this.#connections.clear();
  }

  #reusable(key: string): Connection | undefined {
    const connection = this.#connections.get(key);
    if (connection === undefined) return undefined;
    const { socket } = connection;
    if (socket.state === 'ESTABLISHED' && !socket.ended && socket.error === undefined) return connection;
    this.close(connection);
    return undefined;
  }

  /** A name is asked for once in a while: what it was stays known for a minute. lib/hostip.c: Curl_resolv. */
  *#resolve({ host }: HttpUrl): Generator<Wait, readonly IpAddress[] | CurlError, void> {
    const { process, options } = this;
    const known = this.#names.get(host);
    if (known !== undefined) return known;
    const limit = Math.min(options.maximumTime ?? Number.POSITIVE_INFINITY, options.connectTimeout ?? CONNECT_TIMEOUT);
    const { clock } = process.place.net;
    const startedAt = clock.now;
    const found = yield* addressesOf(process, host, options.ipVersion, limit * SECOND);
    if (typeof found !== 'string') {
      this.#names.set(host, found);
      return found;
    }
    const waited = clock.now - startedAt;
    if (waited >= limit * SECOND)
      return { code: 28, message: `Resolving timed out after ${Math.floor(waited / 1000)} milliseconds` };
    if (parseIp(host) !== undefined) return { code: 7, message: "Couldn't connect to server" };
    return { code: 6, message: `Could not resolve host: ${host}` };
  }

  *#connect(
    url: HttpUrl,
    addresses: readonly IpAddress[],
    startedAt: Microseconds,
  ): Generator<Wait, Connection | CurlError, void> {
    const { process, options } = this;
    const clock = process.place.net.clock;
    const number = this.#made++;
    const [whole, connect] = [
      options.maximumTime ?? Number.POSITIVE_INFINITY,
      options.connectTimeout ?? CONNECT_TIMEOUT,
    ];
    const timeout = Math.min(whole, connect) * SECOND - (clock.now - startedAt);
    const socket = yield* connectAny(process, addresses, url.port, Math.max(0, timeout), (text) => this.say(text));
    if (typeof socket !== 'string') {
      socket.setNodelay();
      this.say(`* Connected to ${url.host} (${formatIp(socket.peerName)}) port ${url.port} (#${number})\n`);
      const connection = { key: `${url.host}:${url.port}`, number, socket };
      this.#connections.set(connection.key, connection);
      return connection;
    }
    const waited = clock.now - startedAt;
    const milliseconds = Math.floor(waited / 1000);
    const failed = `Failed to connect to ${url.host} port ${url.port} after ${milliseconds} ms`;
    let error: CurlError = { code: socket === 'ETIMEDOUT' ? 28 : 7, message: `${failed}: Couldn't connect to server` };
    if (socket === 'ETIMEDOUT' && waited >= timeout) {
      error =
        whole <= connect
          ? { code: 28, message: `Connection timed out after ${milliseconds} milliseconds` }
          : { code: 28, message: `${failed}: Timeout was reached` };
    }
    this.say(`* ${error.message}\n* Closing connection ${number}\n`);
    return error;
  }

  *#exchange(
    { socket }: Connection,
    request: CurlRequest,
    response: ResponseReader,
    deadline: Microseconds | undefined,
    startedAt: Microseconds,
    onFirstByte = () => {},
  ): Generator<Wait, CurlError | undefined, void> {
    const { process } = this;
    const clock = process.place.net.clock;
    const [head = '', data = ''] = request.text.split(/\r\n\r\n(.*)/s);
    this.say(
      `${head
        .split('\r\n')
        .map((line) => `> ${line}\n`)
        .join('')}> \n`,
    );
    if (data !== '' && this.options.verbose) this.say(`} [${encodeUtf8(data).length} bytes data]\n`);
    const sent = yield* write(process, socket, encodeUtf8(request.text));
    if (sent !== undefined) return { code: 55, message: `Send failure: ${CONNECT_ERRORS[sent] ?? sent}` };
    let shown = 0;
    while (!response.complete) {
      const left = deadline === undefined ? undefined : Math.max(0, deadline - clock.now);
      const got = yield* read(process, socket, left, READ_SIZE);
      if (got === 'ETIMEDOUT' && deadline !== undefined && clock.now >= deadline)
        return timedOut(response, clock.now - startedAt);
      if (typeof got === 'string') return { code: 56, message: `Recv failure: ${CONNECT_ERRORS[got] ?? got}` };
      if (got.length === 0) return response.end();
      if (response.received === 0) onFirstByte();
      response.push(decodeLatin1(got));
      this.say(verboseHead(response.head.slice(shown)));
      shown = response.head.length;
      if (response.malformed !== undefined) return { code: 1, message: response.malformed };
      if (this.options.failOnError === 'fail' && (response.status ?? 0) >= 400) return undefined;
    }
    return undefined;
  }
}

function verboseHead(head: string): string {
  return head === ''
    ? ''
    : head
        .replace(/\r?\n$/, '')
        .split(/\r?\n/)
        .map((line) => `< ${line}\n`)
        .join('');
}

function timedOut({ body, contentLength }: ResponseReader, waited: Microseconds): CurlError {
  const milliseconds = Math.floor(waited / 1000);
  const bytes = contentLength === undefined ? `${body.length} bytes` : `${body.length} out of ${contentLength} bytes`;
  return { code: 28, message: `Operation timed out after ${milliseconds} milliseconds with ${bytes} received` };
}

/** strerror of what a connection can fail with. */
const CONNECT_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EPIPE: 'Broken pipe',
  ETIMEDOUT: 'Connection timed out',
  EACCES: 'Permission denied',
  EADDRNOTAVAIL: 'Cannot assign requested address',
};
