/** `-w`: what is printed after a transfer. curl 7.88.1, src/tool_writeout.c. */
import { SECOND } from '../../network';
import { formatIp } from '../../packet';
import { fieldOf } from '../common/httpMessage';
import type { Transfer } from './transfer';
import type { HttpUrl } from './url';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
]);

/** The text, and a complaint for each variable that curl does not know. */
export function writeOut(
  format: string,
  transfer: Transfer,
  url: HttpUrl,
  redirects: number,
): { readonly text: string; readonly complaints: string } {
  let complaints = '';
  const values = variables(transfer, url, redirects);
  const text = format.replace(
    /%\{([^}]*)\}|%%|\\([nrt\\])/g,
    (whole, name: string | undefined, escaped: string | undefined) => {
      if (escaped !== undefined) return ESCAPES.get(escaped) ?? whole;
      if (name === undefined) return '%';
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) complaints += `curl: unknown --write-out variable: '${name}'\n`;
      return value ?? '';
    },
  );
  return { text, complaints };
}

function variables(
  { request, response, error, connection, isNew, times }: Transfer,
  url: HttpUrl,
  redirects: number,
): Readonly<Record<string, string>> {
  const seconds = (time: number) => (Math.max(0, time) / SECOND).toFixed(6);
  const status = String(response.status ?? 0).padStart(3, '0');
  const { socket } = connection ?? {};
  return {
    content_type: fieldOf(response.fields, 'content-type') ?? '',
    errormsg: error?.message ?? '',
    exitcode: String(error?.code ?? 0),
    http_code: status,
    http_version: response.status === undefined ? '0' : '1.1',
    local_ip: socket === undefined ? '' : formatIp(socket.sockName),
    local_port: String(socket?.localPort ?? 0),
    method: request.method,
    num_connects: connection !== undefined && isNew ? '1' : '0',
    num_headers: String(response.fields.length),
    num_redirects: String(redirects),
    remote_ip: socket === undefined ? '' : formatIp(socket.peerName),
    remote_port: String(socket?.remotePort ?? 0),
    response_code: status,
    scheme: response.status === undefined ? '' : 'HTTP',
    size_download: String(response.body.length),
    size_header: String(response.head.length),
    size_request: response.status === undefined ? '0' : String(request.text.length),
    size_upload: '0',
    time_connect: seconds(times.connect),
    time_namelookup: seconds(0),
    time_pretransfer: seconds(times.connect),
    time_starttransfer: seconds(times.firstByte),
    time_total: seconds(times.total),
    url: url.text,
    url_effective: url.text.includes('://') ? url.text : `http://${url.text}${url.target === '/' ? '/' : ''}`,
  };
}
