/** What nginx 1.22.1 answers: files, its own pages for errors, and the header block in its order. Linux: ngx_http_header_filter_module.c. */
import type { Place, PlaceFile } from '../../machine';
import { encodeUtf8 } from '../../packet';
import { httpDate } from '../common/calendar';
import { fieldOf } from '../common/httpMessage';
import { checkConditions } from './conditions';
import { contentRange, joinParts, nextNumber, readRanges } from './ranges';
import type { BadRequest, HttpRequest } from './request';

/** An answer as it goes over the wire. */
export interface HttpResponse {
  readonly status: number;
  /** The header block; empty for HTTP/0.9. */
  readonly head: string;
  readonly body: Uint8Array;
  /** The body's pieces that come from a file, each of which goes out by a system call of its own (sendfile), from and to which byte; what is between them goes out with what is before. */
  readonly filePieces: readonly (readonly [number, number])[];
  readonly keepAlive: boolean;
}

const VERSION = 'nginx/1.22.1';
const ROOT = '/usr/share/nginx/html';

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  206: 'Partial Content',
  301: 'Moved Permanently',
  304: 'Not Modified',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  412: 'Precondition Failed',
  414: 'Request-URI Too Large',
  416: 'Requested Range Not Satisfiable',
  501: 'Not Implemented',
  505: 'HTTP Version Not Supported',
};

/** By extension; anything else is `application/octet-stream`. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html'],
  ['htm', 'text/html'],
  ['css', 'text/css'],
  ['txt', 'text/plain'],
  ['xml', 'text/xml'],
  ['js', 'application/javascript'],
  ['json', 'application/json'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['ico', 'image/x-icon'],
]);

/** The answer to a request, from the files of a place. */
export function respond(place: Place, request: HttpRequest | BadRequest): HttpResponse {
  if ('status' in request) return page(place, request.status, undefined);
  const { method, path } = request;
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return page(place, 405, request);
  const isDirectory = path.endsWith('/');
  const name = `${ROOT}${path}${isDirectory ? 'index.html' : ''}`;
  const file = place.files.get(name);
  if (file === undefined) return page(place, ...answerMissing(place, request));
  if (method === 'POST') return page(place, 405, request);
  return ofFile(place, request, name, file);
}

/** Nothing by that name: a directory without its slash, one without an index, or nothing at all. */
function answerMissing(place: Place, request: HttpRequest): [number, HttpRequest, string[]?] {
  const directory = `${ROOT}${request.path}`.replace(/\/$/, '');
  const exists = place.files.find(directory)?.kind === 'directory';
  if (!exists) return [404, request];
  if (request.path.endsWith('/')) return [403, request];
  const host = (fieldOf(request.fields, 'host') ?? 'localhost').replace(/:\d+$/, '');
  return [301, request, [`Location: http://${host}${request.path}/`]];
}

function ofFile(
  place: Place,
  request: HttpRequest,
  name: string,
  { content, bytes, modifiedAt }: PlaceFile,
): HttpResponse {
  const body = bytes ?? encodeUtf8(content);
  const type = TYPES.get(/\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '') ?? 'application/octet-stream';
  const modified = Math.floor(modifiedAt / 1000);
  const tag = `"${modified.toString(16)}-${body.length.toString(16)}"`;
  const lastModified = `Last-Modified: ${httpDate(new Date(modified * 1000))}`;
  const connection = `Connection: ${request.keepAlive ? 'keep-alive' : 'close'}`;
  const condition = checkConditions(request.fields, modified, tag);
  if (condition === 412) return page(place, 412, request);
  if (condition === 304) {
    const fields = [...serverAndDate(place), lastModified, connection, `ETag: ${tag}`];
    return finished(request, 304, fields, new Uint8Array());
  }
  const ranges = readRanges(request.fields, body.length, modified, tag);
  if (ranges === 'bad') {
    const { length } = body;
    return page(place, 416, request, [`Content-Range: bytes */${length}`]);
  }
  const [only] = ranges;
  const shown = (contentType: string, length: number, ...more: readonly string[]) => [
    ...common(place, contentType, length),
    lastModified,
    connection,
    `ETag: ${tag}`,
    ...more,
  ];
  if (only === undefined) {
    const fields = shown(type, body.length, 'Accept-Ranges: bytes');
    return finished(request, 200, fields, body, [[0, body.length]]);
  }
  if (ranges.length === 1) {
    const part = body.slice(...only);
    const fields = shown(type, part.length, `Content-Range: ${contentRange(only, body.length)}`);
    return finished(request, 206, fields, part, [[0, part.length]]);
  }
  const boundary = String(nextNumber(place)).padStart(20, '0');
  const parts = joinParts(ranges, body, type, boundary);
  const fields = shown(`multipart/byteranges; boundary=${boundary}`, parts.body.length);
  return finished(request, 206, fields, parts.body, parts.filePieces);
}

/** One of nginx's own pages. */
function page(
  place: Place,
  status: number,
  request: HttpRequest | undefined,
  more: readonly string[] = [],
): HttpResponse {
  const title = `${status} ${REASONS[status]}`;
  const lines = [
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>`,
    `<hr><center>${VERSION}</center>\r\n</body>\r\n</html>\r\n`,
  ];
  const body = encodeUtf8(lines.join('\r\n'));
  const fields = [
    ...common(place, 'text/html', body.length),
    ...more.filter((field) => field.startsWith('Location:')),
    `Connection: ${request?.keepAlive ? 'keep-alive' : 'close'}`,
    ...more.filter((field) => !field.startsWith('Location:')),
  ];
  return finished(request, status, fields, body);
}

function common(place: Place, type: string, length: number): readonly string[] {
  return [...serverAndDate(place), `Content-Type: ${type}`, `Content-Length: ${length}`];
}

function serverAndDate({ machine }: Place): readonly string[] {
  return [`Server: ${VERSION}`, `Date: ${httpDate(machine.date())}`];
}

function finished(
  request: HttpRequest | undefined,
  status: number,
  fields: readonly string[],
  body: Uint8Array,
  filePieces: HttpResponse['filePieces'] = [],
): HttpResponse {
  const head =
    request?.version === 9 ? '' : `${[`HTTP/1.1 ${status} ${REASONS[status]}`, ...fields].join('\r\n')}\r\n\r\n`;
  const isHead = request?.method === 'HEAD';
  return {
    status,
    head,
    body: isHead ? new Uint8Array(0) : body,
    filePieces: isHead ? [] : filePieces,
    keepAlive: request?.keepAlive ?? false,
  };
}
