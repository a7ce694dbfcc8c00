/** What nginx 1.22.1 answers: files, its own pages for errors, and the header block in its order. Linux: ngx_http_header_filter_module.c. */
import type { Place, PlaceFile } from '../../machine';
import { encodeUtf8 } from '../../packet';
import { httpDate } from '../common/calendar';
import { fieldOf } from '../common/httpMessage';
import type { BadRequest, HttpRequest } from './request';

/** An answer as it goes over the wire. */
export interface HttpResponse {
  readonly status: number;
  /** The header block; empty for HTTP/0.9. */
  readonly head: string;
  readonly body: Uint8Array;
  /** The body comes from a file, so it goes out by a system call of its own (sendfile). */
  readonly fromFile: boolean;
  readonly keepAlive: boolean;
}

const VERSION = 'nginx/1.22.1';
const ROOT = '/usr/share/nginx/html';

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  301: 'Moved Permanently',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  414: 'Request-URI Too Large',
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
function answerMissing(place: Place, request: HttpRequest): [number, HttpRequest, string?] {
  const directory = `${ROOT}${request.path}`.replace(/\/$/, '');
  const exists = place.files.find(directory)?.kind === 'directory';
  if (!exists) return [404, request];
  if (request.path.endsWith('/')) return [403, request];
  const host = (fieldOf(request.fields, 'host') ?? 'localhost').replace(/:\d+$/, '');
  return [301, request, `http://${host}${request.path}/`];
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
  const fields = [
    ...common(place, type, body.length),
    `Last-Modified: ${httpDate(new Date(modified * 1000))}`,
    `Connection: ${request.keepAlive ? 'keep-alive' : 'close'}`,
    `ETag: "${modified.toString(16)}-${body.length.toString(16)}"`,
    'Accept-Ranges: bytes',
  ];
  return finished(request, 200, fields, body, true);
}

/** One of nginx's own pages. */
function page(place: Place, status: number, request: HttpRequest | undefined, location?: string): HttpResponse {
  const title = `${status} ${REASONS[status]}`;
  const lines = [
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>`,
    `<hr><center>${VERSION}</center>\r\n</body>\r\n</html>\r\n`,
  ];
  const body = encodeUtf8(lines.join('\r\n'));
  const fields = [
    ...common(place, 'text/html', body.length),
    ...(location === undefined ? [] : [`Location: ${location}`]),
    `Connection: ${request?.keepAlive ? 'keep-alive' : 'close'}`,
  ];
  return finished(request, status, fields, body, false);
}

function common(place: Place, type: string, length: number): readonly string[] {
  return [
    `Server: ${VERSION}`,
    `Date: ${httpDate(place.machine.date())}`,
    `Content-Type: ${type}`,
    `Content-Length: ${length}`,
  ];
}

function finished(
  request: HttpRequest | undefined,
  status: number,
  fields: readonly string[],
  body: Uint8Array,
  fromFile: boolean,
): HttpResponse {
  const head =
    request?.version === 9 ? '' : `${[`HTTP/1.1 ${status} ${REASONS[status]}`, ...fields].join('\r\n')}\r\n\r\n`;
  const isHead = request?.method === 'HEAD';
  return {
    status,
    head,
    body: isHead ? new Uint8Array(0) : body,
    fromFile: fromFile && !isHead,
    keepAlive: request?.keepAlive ?? false,
  };
}
