/** One connection of an nginx worker: requests are answered in turn until an end comes. Linux: ngx_http_request.c. */
import { type Process, pause, read, type Thread, type Wait, write, writeSome } from '../../machine';
import { type Errno, type Microseconds, SECOND, type TcpSocket } from '../../network';
import { decodeLatin1, encodeLatin1, formatIp } from '../../packet';
import { concatenate } from '../../packet/bytes';
import { clockTime, MONTHS, padToTwo } from '../common/calendar';
import { fieldOf } from '../common/httpMessage';
import { parseRequest } from './request';
import { type HttpResponse, respond } from './response';

/** keepalive_timeout and client_header_timeout. */
const KEEPALIVE: Microseconds = 65 * SECOND;
const HEADER: Microseconds = 60 * SECOND;
/** From reading a request to the first write, and from that to sendfile; about what the captures show. */
const THINKING: Microseconds = 120;
const BETWEEN_WRITES: Microseconds = 100;
/** From an answer's last write to the end of its connection: it is logged before. */
const LOGGING: Microseconds = 100;
const NO_BODY = { bodyLength: 0, isChunked: false } as const;
/** PIPE_DEF_BUFFERS. */
const PAGE = 4096;
const PIPE_PAGES = 16;

/** Serves a connection to its end; each answer is logged. */
export function* serveConnection(worker: Process, socket: TcpSocket, log: (line: string) => void): Thread {
  let buffer = '';
  let first = true;
  for (;;) {
    const parsed = parseRequest(buffer);
    if (parsed === undefined) {
      const data = yield* read(worker, socket, buffer === '' && !first ? KEEPALIVE : HEADER);
      if (typeof data === 'string' || data.length === 0) break;
      buffer += decodeLatin1(data);
      continue;
    }
    first = false;
    yield* pause(worker, THINKING);
    const { request, end } = parsed;
    const response = respond(worker.place, request);
    if ((yield* send(worker, socket, response)) !== undefined) break;
    log(logLine(worker, socket, parsed.request, response));
    if (!response.keepAlive) {
      yield* pause(worker, LOGGING);
      break;
    }
    // ngx_http_set_keepalive: the next answers are not to wait for acknowledgements.
    socket.setNodelay();
    buffer = buffer.slice(end);
    const { bodyLength, isChunked } = 'status' in request ? NO_BODY : request;
    const rest = isChunked
      ? yield* discardChunks(worker, socket, buffer)
      : yield* discard(worker, socket, buffer, bodyLength);
    if (rest === undefined) break;
    buffer = rest;
  }
  worker.close(socket);
  return 0;
}

/** The header by one system call, with what is no file's; each piece of a file by another one, a moment later. */
function* send(worker: Process, socket: TcpSocket, { head, body, filePieces }: HttpResponse) {
  let waiting = encodeLatin1(head);
  let at = 0;
  for (const [from, to] of filePieces) {
    const error = yield* write(worker, socket, concatenate(waiting, body.subarray(at, from)));
    if (error !== undefined || from === to) return error;
    yield* pause(worker, BETWEEN_WRITES);
    const failed = yield* sendFile(worker, socket, body.subarray(from, to));
    if (failed !== undefined) return failed;
    waiting = new Uint8Array();
    at = to;
  }
  const rest = concatenate(waiting, body.subarray(at));
  return rest.length === 0 ? undefined : yield* write(worker, socket, rest);
}

/** As many pages at a time as a pipe holds, for through one the kernel copies them. Linux: do_splice_direct, fs/splice.c. */
function* sendFile(worker: Process, socket: TcpSocket, file: Uint8Array): Generator<Wait, Errno | undefined, void> {
  for (let at = 0; at < file.length; ) {
    const end = Math.min(file.length, (Math.floor(at / PAGE) + PIPE_PAGES) * PAGE);
    const taken = yield* writeSome(worker, socket, file.subarray(at, end), end < file.length);
    if (typeof taken === 'string') return taken;
    at += taken;
  }
  return undefined;
}

/** Skips a request's body; what follows it in the buffer, or `undefined` if the connection ended before. */
function* discard(worker: Process, socket: TcpSocket, buffer: string, length: number) {
  let rest = buffer;
  let missing = length;
  for (;;) {
    const skipped = Math.min(missing, rest.length);
    rest = rest.slice(skipped);
    missing -= skipped;
    if (missing === 0) return rest;
    const data = yield* read(worker, socket, HEADER);
    if (typeof data === 'string' || data.length === 0) return undefined;
    rest = decodeLatin1(data);
  }
}

/** Skips chunks to the empty one; what follows it in the buffer. */
function* discardChunks(worker: Process, socket: TcpSocket, buffer: string) {
  let rest = buffer;
  for (;;) {
    const [head = '', size = ''] = /^([0-9a-f]+)[^\n]*\n/i.exec(rest) ?? [];
    const length = Number.parseInt(size, 16);
    const end = head.length + length + 2;
    if (head !== '' && rest.length >= end) {
      rest = rest.slice(end);
      if (length === 0) return rest;
      continue;
    }
    const data = yield* read(worker, socket, HEADER);
    if (typeof data === 'string' || data.length === 0) return undefined;
    rest += decodeLatin1(data);
  }
}

/** The combined log format. */
function logLine(
  worker: Process,
  socket: TcpSocket,
  request: Parameters<typeof respond>[1],
  { status, body }: HttpResponse,
): string {
  const date = worker.place.machine.date();
  const day = `${padToTwo(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  const time = `${clockTime(date)} +0000`;
  const fields = 'fields' in request ? request.fields : [];
  const [referer, agent] = [fieldOf(fields, 'referer') ?? '-', fieldOf(fields, 'user-agent') ?? '-'];
  return `${formatIp(socket.remoteAddress)} - - [${day}:${time}] "${request.line}" ${status} ${body.length} "${referer}" "${agent}"\n`;
}
