/** The request that curl sends, byte for byte. curl 7.88.1, lib/http.c. */
import { encodeUtf8 } from '../../packet';
import type { CurlOptions } from './options';
import type { HttpUrl } from './url';

/** A request ready to be sent: its method, and its text with header, empty line and body. */
export interface CurlRequest {
  readonly method: string;
  readonly text: string;
}

/** Header fields in curl's order; `-H` replaces, removes (`Name:`) or adds. */
export function buildRequest(options: CurlOptions, url: HttpUrl, redirected: boolean): CurlRequest {
  const data = options.get || redirected ? undefined : options.data;
  const method =
    (redirected ? undefined : options.method) ?? (options.head ? 'HEAD' : data === undefined ? 'GET' : 'POST');
  const query =
    options.get && options.data !== undefined ? `${url.target.includes('?') ? '&' : '?'}${options.data}` : '';
  const custom = options.headers.filter((header) => /[:;]/.test(header));
  const given = (name: string) =>
    custom.some(
      (header) =>
        header.toLowerCase().startsWith(`${name.toLowerCase()}:`) || header.toLowerCase() === `${name.toLowerCase()};`,
    );
  const host = custom.find((header) => /^host:/i.test(header));
  const usual = (name: string, value: string) => (given(name) || value === '' ? [] : [`${name}: ${value}`]);
  const lines = [
    `${method} ${url.target}${query} HTTP/${options.http10 ? '1.0' : '1.1'}`,
    ...(host === undefined ? [`Host: ${url.hostText}${url.port === 80 ? '' : `:${url.port}`}`] : written(host)),
    ...usual('User-Agent', options.userAgent),
    ...usual('Accept', '*/*'),
    ...(options.referer === undefined ? [] : usual('Referer', options.referer)),
    ...custom.filter((header) => header !== host).flatMap(written),
    ...(data === undefined
      ? []
      : [`Content-Length: ${encodeUtf8(data).length}`, ...usual('Content-Type', 'application/x-www-form-urlencoded')]),
  ];
  return { method, text: `${lines.join('\r\n')}\r\n\r\n${data ?? ''}` };
}

/** `Name: value` as it is, `Name;` as an empty field, `Name:` as none. */
function written(header: string): readonly string[] {
  if (/^[^:]+;\s*$/.test(header)) return [`${header.replace(/;\s*$/, '')}:`];
  return /^[^:]*:\s*$/.test(header) ? [] : [header];
}
