/** URLs as libcurl takes them apart, as far as they mean HTTP. curl 7.88.1, lib/urlapi.c. */

import { formatIpv6, parseIpv6 } from '../../packet';

/** A URL in its parts. */
export interface HttpUrl {
  /** As it was given. */
  readonly text: string;
  /** A name or an address; an IPv6 address has no brackets here. */
  readonly host: string;
  /** The host as it stands in a URL. */
  readonly hostText: string;
  readonly port: number;
  /** Path and query. */
  readonly target: string;
}

/** Why a URL cannot be fetched: curl's exit code and message. */
export interface CurlError {
  readonly code: number;
  readonly message: string;
}

const MALFORMED: CurlError = { code: 3, message: 'URL using bad/illegal format or missing URL' };

/**
 * A URL as typed, the scheme being optional; `pathAsIs` keeps `.` and `..` in the path. A URL that cannot be fetched gives
 * curl's error. curl 7.88.1: parseurlandfillconn, lib/url.c.
 */
export function parseUrl(text: string, pathAsIs: boolean): HttpUrl | CurlError {
  const [, scheme, rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/{1,3})?(.*)$/is.exec(text) ?? [];
  if (/\s/.test(rest) || [...rest].some((character) => character < ' ')) return MALFORMED;
  const [, authority = '', path = ''] = /^([^/?#]*)(.*)$/s.exec(rest) ?? [];
  const kind = (scheme ?? 'http').toLowerCase();
  if (kind === 'https') return { code: 1, message: 'Protocol "https" is not modelled by chainwalk' };
  if (kind !== 'http') {
    const known = [
      'ftp',
      'ftps',
      'file',
      'dict',
      'gopher',
      'imap',
      'ldap',
      'mqtt',
      'pop3',
      'rtsp',
      'scp',
      'sftp',
      'smb',
      'smtp',
      'telnet',
      'tftp',
      'ws',
      'wss',
    ];
    return {
      code: 1,
      message: `Protocol "${kind}" ${known.includes(kind) ? 'is not modelled by chainwalk' : 'not supported or disabled in libcurl'}`,
    };
  }
  if (authority.includes('@')) return { code: 2, message: 'a user in a URL is not modelled by chainwalk' };
  const [, literal, after = ''] = /^\[([0-9a-f:.]*)\](.*)$/i.exec(authority) ?? [];
  const ipv6 = parseIpv6(literal ?? '');
  if (authority.includes('%'))
    return { code: 2, message: 'an encoded host or a zone in a URL is not modelled by chainwalk' };
  if (/[[\]{}]/.test(ipv6 === undefined ? text : after + path))
    return { code: 2, message: 'URL globbing is not modelled by chainwalk' };
  const [, name = '', portText] = /^(.*?)(?::(.*))?$/.exec(ipv6 === undefined ? authority : after) ?? [];
  if (ipv6 !== undefined && name !== '') return MALFORMED;
  const host = ipv6 === undefined ? name : formatIpv6(ipv6);
  if (host === '' || /[<>"\\^`|]/.test(host)) return MALFORMED;
  if (portText !== undefined && portText !== '' && (!/^\d+$/.test(portText) || Number(portText) > 65_535))
    return MALFORMED;
  const withoutFragment = path.replace(/#.*$/s, '');
  const [, pathOnly = '', query = ''] = /^([^?]*)(.*)$/s.exec(withoutFragment) ?? [];
  const absolute = pathOnly === '' ? '/' : pathOnly;
  return {
    text,
    host,
    hostText: ipv6 === undefined ? host : `[${host}]`,
    port: portText === undefined || portText === '' ? 80 : Number(portText),
    target: (pathAsIs ? absolute : withoutDots(absolute)) + query,
  };
}

/** RFC 3986, section 5.2.4. */
function withoutDots(path: string): string {
  const output: string[] = [];
  const segments = path.split('/').slice(1);
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === '..') output.pop();
    else if (segment !== '.') output.push(segment);
    if (last && (segment === '.' || segment === '..')) output.push('');
  });
  return `/${output.join('/')}`;
}

/** Where a Location leads from a URL. */
export function resolveLocation(from: HttpUrl, location: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return location;
  const origin = `http://${from.hostText}${from.port === 80 ? '' : `:${from.port}`}`;
  if (location.startsWith('//')) return `http:${location}`;
  if (location.startsWith('/')) return origin + location;
  const directory = from.target.replace(/[?].*$/s, '').replace(/[^/]*$/, '');
  return `${origin}${directory}${location}`;
}
