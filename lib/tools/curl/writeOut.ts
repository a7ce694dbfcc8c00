/** `-w`: what is printed after a transfer. curl 7.88.1, src/tool_writeout.c, tool_writeout_json.c. */
import { SECOND } from '../../network';
import { encodeUtf8, formatIp } from '../../packet';
import { fieldOf } from '../common/httpMessage';
import type { CurlOptions } from './options';
import type { CurlRequest } from './request';
import type { Transfer } from './transfer';
import { type HttpUrl, resolveLocation } from './url';
import { CURL_VERSION } from './version';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
]);

/** What was transferred, how, and where it went. */
export interface WrittenTransfer {
  readonly transfer: Transfer;
  readonly url: HttpUrl;
  readonly redirects: number;
  readonly options: CurlOptions;
  /** The file; undefined for standard output. */
  readonly output: string | undefined;
  /** The URL's place in the command line, from 0. */
  readonly number: number;
}

/** What goes to standard output; and to standard error, with a complaint for each variable that curl does not know. */
export function writeOut(
  format: string,
  written: WrittenTransfer,
): { readonly stdout: string; readonly stderr: string } {
  const texts = { stdout: '', stderr: '' };
  let stream: keyof typeof texts = 'stdout';
  const values = variables(written);
  for (const [whole, name, escaped] of format.matchAll(/%\{([^}]*)\}|%%|\\([nrt\\])|[\s\S]/g)) {
    if (escaped !== undefined) texts[stream] += ESCAPES.get(escaped) ?? whole;
    else if (name === undefined) texts[stream] += whole === '%%' ? '%' : whole;
    else if (name === 'stdout' || name === 'stderr') stream = name;
    else if (name === 'onerror') {
      if (written.transfer.error === undefined) break;
    } else if (name === 'json') texts[stream] += json(values);
    else if (name === 'header_json') texts[stream] += headerJson(written.transfer);
    else {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) texts.stderr += `curl: unknown --write-out variable: '${name}'\n`;
      else texts[stream] += value.text ?? '';
    }
  }
  return texts;
}

/** A variable's text, and what it is in JSON. */
interface Value {
  /** Absent for what there is not. */
  readonly text: string | undefined;
  readonly isNumber: boolean;
}

function variables({
  transfer,
  url,
  redirects,
  options,
  output,
  number,
}: WrittenTransfer): Readonly<Record<string, Value>> {
  const { request, response, error, connection, isNew, times } = transfer;
  const seconds = (time: number) => count((Math.max(0, time) / SECOND).toFixed(6));
  const status = count(String(response.status ?? 0).padStart(3, '0'));
  const { socket } = connection ?? {};
  const answered = response.status !== undefined;
  const location = (response.status ?? 0) >= 300 ? fieldOf(response.fields, 'location') : undefined;
  const speedOf = (bytes: number) => (times.total > 0 ? Math.floor((bytes * SECOND) / times.total) : 0);
  const uploaded = answered ? request.body.length : 0;
  // In the order of the names, in which JSON has them.
  return {
    certs: text(''),
    content_type: text(fieldOf(response.fields, 'content-type')),
    errormsg: text(error?.message),
    exitcode: count(error?.code ?? 0),
    filename_effective: text(output),
    ftp_entry_path: text(undefined),
    http_code: status,
    http_connect: count('000'),
    http_version: text(answered ? '1.1' : '0'),
    local_ip: text(socket === undefined ? '' : formatIp(socket.sockName)),
    local_port: count(socket?.localPort ?? 0),
    method: text(request.method),
    num_certs: count(0),
    num_connects: count(connection !== undefined && isNew ? 1 : 0),
    num_headers: count(response.fields.length),
    num_redirects: count(redirects),
    proxy_ssl_verify_result: count(0),
    redirect_url: text(location === undefined ? undefined : effective(resolveLocation(url, location))),
    referer: text(options.referer),
    remote_ip: text(socket === undefined ? '' : formatIp(socket.peerName)),
    remote_port: count(socket?.remotePort ?? 0),
    response_code: status,
    scheme: text(answered ? 'HTTP' : undefined),
    size_download: count(response.body.length),
    size_header: count(response.head.length),
    size_request: count(answered ? requestSize(request) : 0),
    size_upload: count(uploaded),
    speed_download: count(speedOf(response.body.length)),
    speed_upload: count(speedOf(uploaded)),
    ssl_verify_result: count(0),
    time_appconnect: seconds(0),
    time_connect: seconds(times.connect),
    time_namelookup: seconds(0),
    time_pretransfer: seconds(times.connect),
    time_redirect: seconds(0),
    time_starttransfer: seconds(times.firstByte),
    time_total: seconds(times.total),
    url: text(url.text),
    url_effective: text(effective(url.text, url.target)),
    urlnum: count(number),
  };
}

/** Without a body that goes out apart. */
function requestSize({ head, body, isUpload }: CurlRequest): number {
  return encodeUtf8(head).length + (isUpload ? 0 : body.length);
}

function effective(address: string, target = ''): string {
  return address.includes('://') ? address : `http://${address}${target === '/' ? '/' : ''}`;
}

function text(value: string | undefined): Value {
  return { text: value, isNumber: false };
}

function count(value: number | string): Value {
  return { text: String(value), isNumber: true };
}

/** Codes lose the zeros before them, times keep theirs behind. */
function json(values: Readonly<Record<string, Value>>): string {
  const members = Object.entries(values).map(([name, { text: value, isNumber }]) => {
    if (value === undefined) return `"${name}":null`;
    return `"${name}":${isNumber ? value.replace(/^0+(?=\d)/, '') : JSON.stringify(value)}`;
  });
  return `{${members.join(',')},"curl_version":${JSON.stringify(CURL_VERSION)}}`;
}

/** By name in small letters; a field that comes twice has two values. */
function headerJson({ response: { fields } }: Transfer): string {
  const byName = new Map<string, string[]>();
  for (const { name, value } of fields) {
    const key = name.toLowerCase();
    byName.set(key, [...(byName.get(key) ?? []), value]);
  }
  const members = [...byName].map(([name, values]) => `${JSON.stringify(name)}:${JSON.stringify(values)}`);
  return `{${members.join(',\n')}\n}`;
}
