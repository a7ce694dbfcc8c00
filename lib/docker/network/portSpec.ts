/** `-p` as a person writes it: `8001:80`, `127.0.0.1:8001:80/udp`, `80`, `8000-8001:80-81`. go-connections: nat.ParsePortSpec. */
import { parseIpv4 } from '../../packet';
import { DockerError, notModelled } from '../dockerError';
import type { PortProtocol } from './portAllocator';

/** What a port is bound to when it is to be reached at all addresses. */
export const ANY_ADDRESS = '0.0.0.0';
/** The same of IPv6. */
export const ANY_ADDRESS6 = '::';

/** A port of a container, and where it is to be published. */
export interface PortBinding {
  readonly containerPort: number;
  readonly protocol: PortProtocol;
  /** Empty: all addresses of both families. */
  readonly hostIp: string;
  /** Empty: any port that is free. */
  readonly hostPort: string;
}

/** `80/tcp` */
export function portKey({
  containerPort,
  protocol,
}: {
  readonly containerPort: number;
  readonly protocol: PortProtocol;
}): string {
  return `${containerPort}/${protocol}`;
}

/** All bindings that a `-p` means. Throws a `DockerError` with docker's own words. */
export function parsePortSpec(spec: string): readonly PortBinding[] {
  const parts = /^(?:(?:(?<ip>.*):)?(?<host>[^:]*):)?(?<container>[^:]*)$/.exec(spec)?.groups;
  const [containerRange = '', protocol = 'tcp'] = (parts?.container ?? '').split('/', 2);
  const hostIp = parts?.ip ?? '';
  const hostRange = parts?.host ?? '';
  if (/:.*:|^[^[]*:/.test(hostIp))
    throw new DockerError('invalid', `Invalid ip address ${hostIp}: address ${hostIp}:: too many colons in address`);
  if (hostIp !== '' && parseIpv4(hostIp) === undefined)
    throw new DockerError('invalid', `Invalid ip address: ${hostIp}`);
  if (containerRange === '') throw new DockerError('invalid', `No port specified: ${spec}<empty>`);
  const [start, end] = parseRange(containerRange, `Invalid containerPort: ${containerRange}`);
  const host = hostRange === '' ? undefined : parseRange(hostRange, `Invalid hostPort: ${hostRange}`);
  if (protocol === 'sctp') throw notModelled('published ports of sctp');
  if (!isProtocol(protocol)) throw new DockerError('invalid', `Invalid proto: ${protocol}`);
  // One container port with a range of the machine's: any port of that range.
  if (host !== undefined && host[1] - host[0] !== end - start) {
    if (start !== end)
      throw new DockerError(
        'invalid',
        `Invalid ranges specified for container and host Ports: ${containerRange} and ${hostRange}`,
      );
    return [{ containerPort: start, protocol, hostIp, hostPort: hostRange }];
  }
  return Array.from({ length: end - start + 1 }, (_, index) => ({
    containerPort: start + index,
    protocol,
    hostIp,
    hostPort: host === undefined ? '' : `${host[0] + index}`,
  }));
}

function parseRange(text: string, message: string): readonly [number, number] {
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const start = Number(from);
  const end = to === undefined ? start : Number(to);
  if (from === undefined || start > 65535 || end > 65535 || end < start) throw new DockerError('invalid', message);
  return [start, end];
}

function isProtocol(text: string): text is PortProtocol {
  return text === 'tcp' || text === 'udp';
}
