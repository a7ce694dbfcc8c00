/** To whom curl connects for a URL: `--resolve`, `--connect-to`, proxies. curl 7.88.1, lib/hostip.c (Curl_loadhostpairs), lib/url.c (parse_connect_to_slist, detect_proxy). */
import type { Environment } from '../../machine';
import { type IpAddress, parseIp, parsePrefix } from '../../packet';
import type { CurlOptions } from './options';
import type { CurlError, HttpUrl } from './url';

/** Whom to connect to. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly isProxy: boolean;
  /** As curl calls it when it is connected; one of `--connect-to` it has no name for. */
  readonly shown: string;
}

const PROXY_PORT = 1080;

/** The destination of a URL, or why there is none; `say` is told what `-v` tells. */
export function destinationOf(
  options: CurlOptions,
  environment: Environment,
  url: HttpUrl,
  say: (text: string) => void,
): Destination | CurlError {
  const proxy = proxyOf(options, environment, url, say);
  if (proxy !== undefined) return readProxy(proxy);
  for (const entry of options.connectTo) {
    const [, host = '', port = '', toHost = '', toPort = ''] =
      /^(\[[^\]]*\]|[^:]*):(\d*):(\[[^\]]*\]|[^:]*):(\d*)$/.exec(entry) ?? [];
    if (toHost === '' && toPort === '') continue;
    if (host !== '' && host.toLowerCase() !== url.hostText.toLowerCase()) continue;
    if (port !== '' && Number(port) !== url.port) continue;
    if (toHost !== '') say(`* Connecting to hostname: ${toHost.replace(/^\[|\]$/g, '')}\n`);
    if (toPort !== '') say(`* Connecting to port: ${toPort}\n`);
    const other = toHost === '' ? url.host : toHost.replace(/^\[|\]$/g, '');
    return {
      host: other,
      port: toPort === '' ? url.port : Number(toPort),
      isProxy: false,
      shown: toHost === '' ? url.host : '(nil)',
    };
  }
  return { host: url.host, port: url.port, isProxy: false, shown: url.host };
}

/** As it was given, or as the environment has it; `undefined` if the URL is fetched without one. */
function proxyOf(
  { proxy, noProxy }: CurlOptions,
  environment: Environment,
  { host }: HttpUrl,
  say: (text: string) => void,
): string | undefined {
  const variable = (...names: readonly string[]) => names.find((name) => (environment[name] ?? '') !== '');
  const exceptions = variable('no_proxy', 'NO_PROXY');
  if (noProxy === undefined && exceptions !== undefined)
    say(`* Uses proxy env variable ${exceptions} == '${environment[exceptions]}'\n`);
  const excepted = noProxy ?? environment[exceptions ?? ''] ?? '';
  if (isExcepted(host, excepted)) return undefined;
  if (proxy !== undefined) return proxy === '' ? undefined : proxy;
  // Not HTTP_PROXY, which a request could set at a server.
  const name = variable('http_proxy', 'all_proxy', 'ALL_PROXY');
  if (name === undefined) return undefined;
  say(`* Uses proxy env variable ${name} == '${environment[name]}'\n`);
  return environment[name];
}

/** `NO_PROXY`: `*`, names with all that ends in them, addresses and networks. lib/noproxy.c. */
function isExcepted(host: string, list: string): boolean {
  if (list.trim() === '*') return true;
  const address = parseIp(host);
  return list
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .some((word) => {
      if (typeof address === 'number') {
        const network = parsePrefix(word.includes('/') ? word : `${word}/32`);
        return network !== undefined && (address & network.mask) >>> 0 === network.address;
      }
      if (address !== undefined) return parseIp(word.replace(/^\[|\]$/g, '')) === address;
      const name = word.replace(/^\./, '').toLowerCase();
      return host.toLowerCase() === name || host.toLowerCase().endsWith(`.${name}`);
    });
}

function readProxy(text: string): Destination | CurlError {
  const [, scheme = 'http', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/i.exec(text) ?? [];
  if (scheme.toLowerCase() !== 'http')
    return { code: 2, message: `a proxy of ${scheme} ("${text}") is not modelled by chainwalk` };
  if (rest.includes('@')) return { code: 2, message: `a user of a proxy ("${text}") is not modelled by chainwalk` };
  const [, host = '', port] = /^(\[[^\]]*\]|[^:/]*)(?::(\d+))?\/?$/.exec(rest) ?? [];
  if (host === '') return { code: 5, message: `Unsupported proxy syntax in '${text}'` };
  const bare = host.replace(/^\[|\]$/g, '');
  return { host: bare, port: port === undefined ? PROXY_PORT : Number(port), isProxy: true, shown: bare };
}

/** Addresses that `--resolve` gives names, by `HOST:PORT`; `*` is any host. */
export class FixedAddresses {
  readonly #addresses = new Map<string, readonly IpAddress[]>();

  /** Takes in all entries anew, as curl does before each transfer; what is wrong with one. */
  load(entries: readonly string[], say: (text: string) => void): CurlError | undefined {
    for (const entry of entries) {
      const bad = { code: 49, message: `Couldn't parse CURLOPT_RESOLVE entry '${entry}'` };
      if (entry.startsWith('-')) {
        const [, host = '', port = ''] = /^-([^:]*):(\d+)/.exec(entry) ?? [];
        this.#addresses.delete(keyOf(host, Number(port)));
        continue;
      }
      const [, passing = '', host = '', port = '', list = ''] = /^(\+?)([^:]+):(\d+):(.+)$/.exec(entry) ?? [];
      const addresses: IpAddress[] = [];
      for (const word of list.split(',')) {
        if (word === '') continue;
        const address = parseIp(word.replace(/^\[(.*)\]$/, '$1'));
        if (address === undefined) {
          say(`* Resolve address '${word}' found illegal\n* ${bad.message}\n`);
          return bad;
        }
        addresses.push(address);
      }
      if (addresses.length === 0 || Number(port) > 65_535) {
        say(`* ${bad.message}\n`);
        return bad;
      }
      const key = keyOf(host, Number(port));
      if (this.#addresses.has(key)) say(`* RESOLVE ${host}:${port} is - old addresses discarded\n`);
      this.#addresses.set(key, addresses);
      say(`* Added ${host}:${port}:${list} to DNS cache${passing === '' ? '' : ' (non-permanent)'}\n`);
      if (host === '*') say(`* RESOLVE *:${port} is wildcard, enabling wildcard checks\n`);
    }
    return undefined;
  }

  find(host: string, port: number): readonly IpAddress[] | undefined {
    return this.#addresses.get(keyOf(host, port)) ?? this.#addresses.get(keyOf('*', port));
  }
}

function keyOf(host: string, port: number): string {
  return `${host.toLowerCase()}:${port}`;
}
