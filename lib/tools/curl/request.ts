/** The request that curl sends, byte for byte. curl 7.88.1, lib/http.c. */
import { decodeUtf8, encodeLatin1, encodeUtf8 } from '../../packet';
import type { CurlOptions } from './options';
import { joinData } from './postData';
import type { HttpUrl } from './url';

/** A request ready to be sent. */
export interface CurlRequest {
  readonly method: string;
  /** Header with its empty line. */
  readonly head: string;
  readonly body: Uint8Array;
  /** The body is read piece by piece, and goes out apart from the header. */
  readonly isUpload: boolean;
  /** The body waits for a "100 Continue". */
  readonly expectsContinue: boolean;
}

/** What a request carries besides its options. */
export interface RequestParts {
  /** A file (`-T`) with its name, or a form with its boundary; bytes are text of one character a byte. */
  readonly content: RequestContent | undefined;
  /** The cookies for this URL, as they are sent. */
  readonly cookies: string;
  /** The method of the request before, if this one follows a redirection that keeps nothing of it. */
  readonly redirected: boolean;
  readonly viaProxy: boolean;
}

/** A body that is read piece by piece. */
export type RequestContent =
  | { readonly kind: 'file'; readonly bytes: string; readonly isStream: boolean }
  | { readonly kind: 'form'; readonly bytes: string; readonly boundary: string };

/** A body that is longer waits for a "100 Continue" (EXPECT_100_THRESHOLD). */
const LONG_BODY = 1024 * 1024;
/** A body goes out together with the header as long as both fit into one buffer. */
const BUFFER = 64 * 1024;

/** Header fields in curl's order; `-H` replaces, removes (`Name:`) or adds. */
export function buildRequest(options: CurlOptions, url: HttpUrl, parts: RequestParts): CurlRequest {
  const { content, cookies, redirected, viaProxy } = parts;
  const ofData = options.get || redirected || content !== undefined ? undefined : options.data;
  const bytes = redirected ? undefined : (content?.bytes ?? ofData);
  const usualMethod = content?.kind === 'file' ? 'PUT' : 'POST';
  const method =
    (redirected ? undefined : options.method) ?? (options.head ? 'HEAD' : bytes === undefined ? 'GET' : usualMethod);
  const custom = options.headers.filter((header) => /[:;]/.test(header));
  const given = (name: string) =>
    custom.some(
      (header) =>
        header.toLowerCase().startsWith(`${name.toLowerCase()}:`) || header.toLowerCase() === `${name.toLowerCase()};`,
    );
  const host = custom.find((header) => /^host:/i.test(header));
  const usual = (name: string, value: string) => (given(name) || value === '' ? [] : [`${name}: ${value}`]);
  const isStream = content?.kind === 'file' && content.isStream && !options.http10;
  const isPut = content?.kind === 'file' && !redirected;
  const asksFirst = !options.http10 && (isPut || (bytes?.length ?? 0) > LONG_BODY) && !given('Expect');
  const json = ['Content-Type: application/json', 'Accept: application/json'].filter(
    (line) => options.json && !given(line.split(':')[0] ?? ''),
  );
  const own = `${url.hostText}${url.port === 80 ? '' : `:${url.port}`}`;
  const lines = [
    `${method} ${options.requestTarget ?? `${viaProxy ? `http://${own}` : ''}${targetOf(options, url)}`} HTTP/${options.http10 ? '1.0' : '1.1'}`,
    ...(host === undefined ? [`Host: ${own}`] : written(host)),
    ...(options.user === undefined ? [] : usual('Authorization', `Basic ${btoa(options.user)}`)),
    ...(options.range === undefined || method === 'PUT' ? [] : usual('Range', `bytes=${options.range}`)),
    ...usual('User-Agent', options.userAgent),
    ...(options.json ? [] : usual('Accept', '*/*')),
    ...(options.compressed ? usual('Accept-Encoding', 'deflate, gzip, br, zstd') : []),
    ...(options.referer === undefined ? [] : usual('Referer', options.referer)),
    ...(viaProxy ? usual('Proxy-Connection', 'Keep-Alive') : []),
    ...(cookies === '' ? [] : usual('Cookie', cookies)),
    ...custom.filter((header) => header !== host).flatMap(written),
    ...(redirected ? [] : json),
    ...(isStream ? usual('Transfer-Encoding', 'chunked') : []),
    ...(bytes === undefined || isStream ? [] : usual('Content-Length', `${bytes.length}`)),
    ...(bytes === undefined || isPut
      ? []
      : contentType(content, options.json).flatMap((type) => usual('Content-Type', type))),
    ...(asksFirst ? ['Expect: 100-continue'] : []),
  ];
  const whole = `${lines.join('\r\n')}\r\n\r\n`;
  const body = encodeLatin1(isStream ? inChunks(bytes ?? '') : (bytes ?? ''));
  const isUpload =
    asksFirst || (content !== undefined && !redirected) || encodeUtf8(whole).length + body.length > BUFFER;
  return { method, head: whole, body, isUpload, expectsContinue: asksFirst };
}

function contentType(content: RequestContent | undefined, isJson: boolean): readonly string[] {
  if (content?.kind === 'form') return [`multipart/form-data; boundary=${content.boundary}`];
  return isJson ? [] : ['application/x-www-form-urlencoded'];
}

/** Path and query, with what `-G` and `--url-query` add. */
function targetOf({ get, data, query }: CurlOptions, { target }: HttpUrl): string {
  const added = [query, get ? data : undefined].reduce(
    (all, one) => (one === undefined ? all : joinData(all, one)),
    undefined,
  );
  if (added === undefined) return target;
  return `${target}${target.includes('?') ? '&' : '?'}${decodeUtf8(encodeLatin1(added))}`;
}

function inChunks(bytes: string): string {
  return `${bytes === '' ? '' : `${bytes.length.toString(16)}\r\n${bytes}\r\n`}0\r\n\r\n`;
}

/** `Name: value` as it is, `Name;` as an empty field, `Name:` as none. */
function written(header: string): readonly string[] {
  if (/^[^:]+;\s*$/.test(header)) return [`${header.replace(/;\s*$/, '')}:`];
  return /^[^:]*:\s*$/.test(header) ? [] : [header];
}
