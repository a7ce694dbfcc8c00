/** Requests as nginx 1.22 reads them, and those that it answers with 400, 414, 501 or 505. Linux: ngx_http_parse.c. */
import { endOfHead, type Field, fieldOf, parseHead } from '../common/httpMessage';

/** A request as nginx read it. */
export interface HttpRequest {
  /** As it came: `GET / HTTP/1.1`. */
  readonly line: string;
  readonly method: string;
  /** Decoded and without dots; the query is cut off. */
  readonly path: string;
  /** 9 (without a header), 10 or 11. */
  readonly version: 9 | 10 | 11;
  readonly fields: readonly Field[];
  /** Bytes of the body that follows. */
  readonly bodyLength: number;
  /** The body comes in chunks, and ends with an empty one. */
  readonly isChunked: boolean;
  readonly keepAlive: boolean;
}

/** A request that cannot be answered otherwise than by this status. */
export interface BadRequest {
  readonly line: string;
  readonly status: 400 | 414 | 501 | 505;
}

/** A request that was read from a connection's buffer. */
export interface ParsedRequest {
  readonly request: HttpRequest | BadRequest;
  /** Where it ends in the buffer. */
  readonly end: number;
}

/** Four buffers of 8 KiB (large_client_header_buffers). */
const LONGEST_HEAD = 32_768;
const LONGEST_LINE = 8192;

/** The first request of the buffer; `undefined` while more of it has to come. */
export function parseRequest(buffer: string): ParsedRequest | undefined {
  // Empty lines before a request are skipped (RFC 9112, section 2.2).
  const start = /^(\r?\n)*/.exec(buffer)?.[0].length ?? 0;
  const lineEnd = buffer.indexOf('\n', start);
  const line = buffer.slice(start, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '');
  const bad = (status: BadRequest['status']): ParsedRequest => ({ request: { line, status }, end: buffer.length });
  if (line.length > LONGEST_LINE) return bad(414);
  // A method of other letters is refused before the line is complete.
  if (line !== '' && !/^[A-Z_-]+( |$)/.test(line)) return bad(400);
  if (lineEnd < 0) return undefined;
  const words = /^([A-Z_-]+) +(\S+)(?: +HTTP\/(\d+)\.(\d+))? *$/.exec(line);
  const [, method = '', target = '', major, minor] = words ?? [];
  if (words === null) return bad(400);
  if (major !== undefined && major !== '1') return bad(Number(major) > 1 ? 505 : 400);
  const path = pathOf(target);
  if (path === undefined) return bad(400);
  if (major === undefined) {
    if (method !== 'GET') return bad(400);
    return {
      request: { line, method, path, version: 9, fields: [], bodyLength: 0, isChunked: false, keepAlive: false },
      end: lineEnd + 1,
    };
  }
  const headEnd = endOfHead(buffer.slice(start));
  if (headEnd === undefined) return buffer.length > LONGEST_HEAD ? bad(400) : undefined;
  const { fields } = parseHead(buffer.slice(start, start + headEnd));
  const version = minor === '0' ? 10 : 11;
  const hosts = fields.filter(({ name }) => name.toLowerCase() === 'host');
  if (hosts.length > 1 || (hosts.length === 0 && version === 11)) return bad(400);
  const length = fieldOf(fields, 'content-length') ?? '0';
  if (!/^\d+$/.test(length)) return bad(400);
  const encoding = fieldOf(fields, 'transfer-encoding');
  if (encoding !== undefined && (encoding.toLowerCase() !== 'chunked' || version !== 11))
    return bad(encoding.toLowerCase() === 'chunked' ? 400 : 501);
  const isChunked = encoding !== undefined;
  const connection = (fieldOf(fields, 'connection') ?? '').toLowerCase();
  const keepAlive = version === 11 ? !connection.includes('close') : connection.includes('keep-alive');
  return {
    request: { line, method, path, version, fields, bodyLength: Number(length), isChunked, keepAlive },
    end: start + headEnd,
  };
}

/** Escapes undone, `.`, `..` and double slashes resolved; `undefined` if it is malformed or leads out of the root. */
function pathOf(target: string): string | undefined {
  const raw = target.replace(/^http:\/\/[^/?]*/i, '').replace(/[?#].*$/, '') || '/';
  if (!raw.startsWith('/') || /%(?![0-9a-f]{2})/i.test(raw)) return undefined;
  const decoded = raw.replace(/%([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  if (decoded.includes('\0')) return undefined;
  const parts: string[] = [];
  const segments = decoded.split('/');
  for (const segment of segments) {
    if (segment === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (segment !== '' && segment !== '.') {
      parts.push(segment);
    }
  }
  const isDirectory = ['', '.', '..'].includes(segments.at(-1) ?? '');
  return `/${parts.join('/')}${isDirectory && parts.length > 0 ? '/' : ''}`;
}
