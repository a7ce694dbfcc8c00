/** `--interface` and `--local-port`: where a connection begins. curl 7.88.1, lib/cf-socket.c (bindlocal). */
import { familyOf, type Process, type Wait } from '../../machine';
import { ERRNO_TEXT, routeOutput, type TcpSocket } from '../../network';
import { formatIp, IPV6_UNSPECIFIED, type IpAddress } from '../../packet';
import { isOfVersion, resolveAll } from '../common/resolve';
import type { CurlOptions } from './options';
import type { CurlError } from './url';

/** As Linux numbers them. */
const FAMILIES = { inet: 2, inet6: 10 } as const;
const ERRNO_NUMBERS: Readonly<Record<string, number>> = { EADDRINUSE: 98, EADDRNOTAVAIL: 99, EACCES: 13, EINVAL: 22 };

/** Where connections begin: at an address, at a port of some, or out of a device. */
export interface LocalChoice {
  readonly device: string | undefined;
  readonly host: { readonly name: string; readonly addresses: readonly IpAddress[] } | undefined;
  readonly ports: CurlOptions['localPorts'];
  /** Why there is no such place, and what `-v` says before. */
  readonly problem: (CurlError & { readonly said: string }) | undefined;
}

/** Looks for the device or host that `--interface` names. */
export function* chooseLocalEnd(process: Process, options: CurlOptions): Generator<Wait, LocalChoice, void> {
  const { interface: given, localPorts: ports } = options;
  const none = { device: undefined, host: undefined, ports, problem: undefined };
  if (given === undefined) return none;
  const [, kind, name = ''] = /^(?:(if|host)!)?(.*)$/s.exec(given) ?? [];
  // A device is all that is looked at: a port is then not asked for.
  if (kind !== 'host' && process.place.net.device(name) !== undefined)
    return { ...none, device: name, ports: undefined };
  if (kind === 'if')
    return { ...none, problem: { code: 45, message: `Couldn't bind to interface '${name}'`, said: '' } };
  const found = yield* resolveAll(process, name, options.ipVersion);
  if (typeof found === 'string') {
    const said = `* Could not resolve host: ${name}\n`;
    return { ...none, problem: { code: 45, message: `Couldn't bind to '${name}'`, said } };
  }
  return { ...none, host: { name, addresses: found } };
}

/** Binds a socket before it connects to `remote`; why it cannot. */
export function bindLocally(
  socket: TcpSocket,
  { device, host, ports, problem }: LocalChoice,
  remote: IpAddress,
  say: (text: string) => void,
): CurlError | undefined {
  if (problem !== undefined) {
    say(problem.said);
    return problem;
  }
  if (device !== undefined) return boundToDevice(socket, device, remote);
  if (host === undefined && ports === undefined) return undefined;
  const family = familyOf(remote);
  let address: IpAddress = family === 'inet' ? 0 : IPV6_UNSPECIFIED;
  if (host !== undefined) {
    const own = host.addresses.find((one) => isOfVersion(one, family === 'inet' ? 4 : 6));
    if (own === undefined) return { code: 1, message: `Couldn't bind to '${host.name}'` };
    say(`* Name '${host.name}' family ${FAMILIES[family]} resolved to '${formatIp(own)}' family ${FAMILIES[family]}\n`);
    address = own;
  }
  const { first, count } = ports ?? { first: 0, count: 1 };
  for (let port = first; ; port++) {
    const error = socket.bind(address, port);
    if (error === undefined) {
      say(`* Local port: ${port}\n`);
      return undefined;
    }
    if (port - first + 1 < count) {
      say(`* Bind to local port ${port} failed, trying next\n`);
      continue;
    }
    return { code: 45, message: `bind failed with errno ${ERRNO_NUMBERS[error] ?? error}: ${ERRNO_TEXT[error]}` };
  }
}

/** SO_BINDTODEVICE, for a destination that is there anyway; that the kernel would look for one on another device's link is not modelled. */
function boundToDevice(socket: TcpSocket, device: string, remote: IpAddress): CurlError | undefined {
  const route = typeof remote === 'number' ? routeOutput(socket.namespace, remote) : undefined;
  if (typeof route === 'object' && route.device.name === device) return undefined;
  const message = `--interface ${device} to ${formatIp(remote)}, which another device leads to, is not modelled by chainwalk`;
  return { code: 45, message };
}
