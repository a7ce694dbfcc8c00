/** One transfer: connect, send the request, read the response. curl 7.88.1, lib/multi.c, connect.c, transfer.c. */
import { type Process, pause, read, type Wait, write } from '../../machine';
import { type Errno, type Microseconds, SECOND, type TcpSocket } from '../../network';
import { decodeLatin1, encodeUtf8, formatIp, type IpAddress, parseIp } from '../../packet';
import { concatenate } from '../../packet/bytes';
import { addressesOf, connectAny } from './connect';
import type { CurlOptions } from './curlOptions';
import { type Destination, destinationOf, FixedAddresses } from './destination';
import { chooseLocalEnd } from './localEnd';
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
  /** What curl calls its other end. */
  readonly shown: string;
  readonly socket: TcpSocket;
}

/** CURLOPT_CONNECTTIMEOUT's default. */
const CONNECT_TIMEOUT = 300;
/** From the end of the handshake to the request; about what the captures show. */
const PREPARING: Microseconds = 100;
/** How long a body waits for a "100 Continue" (CURLOPT_EXPECT_100_TIMEOUT_MS). */
const CONTINUE_PATIENCE: Microseconds = SECOND;
/** Bytes of one write of a body (CURLOPT_UPLOAD_BUFFERSIZE). */
const WRITE_SIZE = 64 * 1024;
/** Bytes of one read (CURLOPT_BUFFERSIZE, as the tool sets it). */
const READ_SIZE = 100 * 1024;

/** Connections by server, and what `-v` says. */
export class Session {
  readonly #connections = new Map<string, Connection>();
  readonly #names = new Map<string, readonly IpAddress[]>();
  readonly #fixed = new FixedAddresses();
  #made = 0;

  constructor(
    readonly process: Process,
    readonly options: CurlOptions,
  ) {}

  say(text: string): void {
    if (this.options.verbose) this.process.stderr += text;
  }

  /** Whom a URL is asked of; what cannot be understood of the options that say so. */
  destination(url: HttpUrl): Destination | CurlError {
    const say = (text: string) => this.say(text);
    const problem = this.#fixed.load(this.options.resolve, say);
    return problem ?? destinationOf(this.options, this.process.environment, url, say);
  }

  *perform(destination: Destination, request: CurlRequest): Generator<Wait, Transfer, void> {
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
    const reused = this.#reusable(keyOf(destination));
    if (reused !== undefined) {
      // Where it is kept, in curl's memory.
      const bundle = `0x55${process.place.machine.chance.hex(7)}200`;
      this.say(`* Found bundle for host: ${bundle} [serially]\n* Can not multiplex, even if we wanted to\n`);
      this.say(
        `* Re-using existing connection #${reused.number} with ${destination.isProxy ? 'proxy' : 'host'} ${reused.shown}\n`,
      );
      const error = yield* this.#exchange(reused, request, response, deadline, startedAt);
      // It was closed at the other end in the meantime: once more, on a new one.
      if (response.received > 0 || (error?.code !== 52 && error?.code !== 55 && error?.code !== 56))
        return finish(error, reused, false);
      this.close(reused);
    }
    const addresses = yield* this.#resolve(destination);
    if ('code' in addresses) return finish(addresses);
    const connection = yield* this.#connect(destination, addresses, startedAt);
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
  *#resolve({ host, port, isProxy }: Destination): Generator<Wait, readonly IpAddress[] | CurlError, void> {
    const { process, options } = this;
    const known = this.#fixed.find(host, port) ?? this.#names.get(`${host}:${port}`);
    if (known !== undefined) {
      this.say(`* Hostname ${host} was found in DNS cache\n`);
      return known;
    }
    const limit = Math.min(options.maximumTime ?? Number.POSITIVE_INFINITY, options.connectTimeout ?? CONNECT_TIMEOUT);
    const { clock } = process.place.net;
    const startedAt = clock.now;
    const found = yield* addressesOf(process, host, options.ipVersion, limit * SECOND);
    if (typeof found !== 'string') {
      this.#names.set(`${host}:${port}`, found);
      return found;
    }
    const waited = clock.now - startedAt;
    if (waited >= limit * SECOND)
      return { code: 28, message: `Resolving timed out after ${Math.floor(waited / 1000)} milliseconds` };
    if (parseIp(host) !== undefined) return { code: 7, message: "Couldn't connect to server" };
    return isProxy
      ? { code: 5, message: `Could not resolve proxy: ${host}` }
      : { code: 6, message: `Could not resolve host: ${host}` };
  }

  *#connect(
    destination: Destination,
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
    const { host, port, shown } = destination;
    const local = yield* chooseLocalEnd(process, options);
    const say = (text: string) => this.say(text);
    const socket = yield* connectAny(process, addresses, port, Math.max(0, timeout), local, say);
    if (typeof socket !== 'string' && !('code' in socket)) {
      socket.setNodelay();
      this.say(`* Connected to ${shown} (${formatIp(socket.peerName)}) port ${port} (#${number})\n`);
      const connection = { key: keyOf(destination), number, shown, socket };
      this.#connections.set(connection.key, connection);
      return connection;
    }
    const waited = clock.now - startedAt;
    const milliseconds = Math.floor(waited / 1000);
    const failed = `Failed to connect to ${host} port ${port} after ${milliseconds} ms`;
    if (typeof socket !== 'string') {
      this.say(`* ${failed}: Failed binding local connection end\n* Closing connection ${number}\n`);
      return socket;
    }
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
    const { user } = this.options;
    if (user !== undefined) this.say(`* Server auth using Basic with user '${user.replace(/:.*$/s, '')}'\n`);
    this.say(marked('>', request.head));
    const { head, body, isUpload } = request;
    const first = isUpload ? encodeUtf8(head) : concatenate(encodeUtf8(head), body);
    if (body.length > 0 && !isUpload) this.say(`} [${body.length} bytes data]\n`);
    const sent = yield* write(process, socket, first);
    if (sent !== undefined) return sendFailure(sent);
    if (isUpload) {
      const left = deadline === undefined ? undefined : Math.max(0, deadline - clock.now);
      const problem = yield* this.#upload(socket, request, response, left);
      if (problem !== undefined) return problem;
    }
    let shown = response.head.length;
    const tellOfBody = this.#bodyTeller(response);
    tellOfBody();
    while (!response.complete) {
      const left = deadline === undefined ? undefined : Math.max(0, deadline - clock.now);
      const got = yield* read(process, socket, left, READ_SIZE);
      if (got === 'ETIMEDOUT' && deadline !== undefined && clock.now >= deadline)
        return timedOut(response, clock.now - startedAt);
      if (typeof got === 'string') return { code: 56, message: `Recv failure: ${CONNECT_ERRORS[got] ?? got}` };
      if (got.length === 0) return response.end();
      if (response.received === 0) onFirstByte();
      response.push(decodeLatin1(got));
      const status = response.status ?? 0;
      const fails = this.options.failOnError === 'fail' && status >= 400;
      const seen = marked('<', response.head.slice(shown));
      this.say(fails ? seen.replace(/< \r?\n$/, '') : seen);
      shown = response.head.length;
      if (!fails) tellOfBody();
      if (response.malformed !== undefined) return { code: 1, message: response.malformed };
      if (fails) return { code: 22, message: `The requested URL returned error: ${status}` };
    }
    return undefined;
  }

  /** Of what comes in one after the other, only the first piece is told of. curl: src/tool_cb_dbg.c. */
  #bodyTeller(response: ResponseReader): () => void {
    let isTold = false;
    return () => {
      const bytes = response.received - response.head.length;
      if (isTold || response.status === undefined || bytes <= 0) return;
      isTold = true;
      this.say(`{ [${bytes} bytes data]\n`);
    };
  }

  /** Sends a body, if it may come: a server that answers with an error before is not sent it. */
  *#upload(
    socket: TcpSocket,
    { body, expectsContinue }: CurlRequest,
    response: ResponseReader,
    left: Microseconds | undefined,
  ): Generator<Wait, CurlError | undefined, void> {
    const { process } = this;
    const { clock } = process.place.net;
    if (expectsContinue) {
      const until = clock.now + Math.min(CONTINUE_PATIENCE, left ?? CONTINUE_PATIENCE);
      while (!response.mayContinue && response.status === undefined && clock.now < until) {
        const got = yield* read(process, socket, until - clock.now, READ_SIZE);
        if (got === 'ETIMEDOUT') this.say('* Done waiting for 100-continue\n');
        if (typeof got === 'string' || got.length === 0) break;
        response.push(decodeLatin1(got));
        if (response.malformed !== undefined) return { code: 1, message: response.malformed };
      }
      const isRefused = (response.status ?? 0) >= 300;
      const told = isRefused ? '* HTTP error before end of send, stop sending\n< \r\n' : '< \r\n';
      this.say(marked('<', response.head).replace(/< \r?\n$/, told));
      if (isRefused) {
        response.stopsSending = true;
        return undefined;
      }
    }
    for (let at = 0; at < body.length; at += WRITE_SIZE) {
      const piece = body.subarray(at, at + WRITE_SIZE);
      this.say(`} [${piece.length} bytes data]\n`);
      const error = yield* write(process, socket, piece);
      if (error !== undefined) return sendFailure(error);
    }
    this.say('* We are completely uploaded and fine\n');
    return undefined;
  }
}

function sendFailure(errno: Errno): CurlError {
  return { code: 55, message: `Send failure: ${CONNECT_ERRORS[errno] ?? errno}` };
}

function keyOf({ host, port, isProxy }: Destination): string {
  return `${isProxy ? 'proxy ' : ''}${host}:${port}`;
}

/** A header block as `-v` shows it: each line with a mark, and its CR. */
function marked(mark: '>' | '<', head: string): string {
  return head.replace(/[^\n]*\n/g, (line) => `${mark} ${line}`);
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
