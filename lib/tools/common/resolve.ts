/** Addresses by name: from /etc/hosts, or from the name server that a container has. */
import type { Process } from '../../machine';
import { routeIp } from '../../network';
import { formatIp, IPV4_LOOPBACK, type IpAddress, isUnspecified, parseIp } from '../../packet';

/** The IP version that an option such as `-4` or `-6` asks for. */
export type IpVersion = 4 | 6 | undefined;

/**
 * The addresses of a host, those to be tried first coming first: one as it is written, or all that /etc/hosts or else the name
 * server has for a name.
 * Of these IPv6 comes before IPv4, but what cannot be reached is last (RFC 6724, section 6). glibc: getaddrinfo.
 */
export function resolveAll(process: Process, host: string, version?: IpVersion): readonly IpAddress[] {
  const literal = parseIp(host);
  const addresses = (literal === undefined ? byName(process, host) : [literal]).filter((address) =>
    isOfVersion(address, version),
  );
  for (const address of addresses) if (isInModelledNetwork(process, address)) sayNotModelled(process, address);
  const rank = (address: IpAddress) =>
    typeof routeIp(process.place.net, address) === 'string' ? 2 : typeof address === 'bigint' ? 0 : 1;
  return addresses.sort((a, b) => rank(a) - rank(b));
}

/** An IPv6 address that a real machine would reach: it has addresses of networks with IPv6, or is in one. */
function isInModelledNetwork({ place: { net } }: Process, address: IpAddress): boolean {
  if (typeof address !== 'bigint' || net.ipv6Addresses.includes(address) || isUnspecified(address)) return false;
  return net.devices.some(({ ipv6Addresses }) => ipv6Addresses.length > 0);
}

function sayNotModelled(process: Process, address: IpAddress): void {
  process.stderr += `${process.argv[0]}: packets to ${formatIp(address)} are not modelled by chainwalk: of IPv6 only ::1 is\n`;
}

/** The first of them. */
export function resolve(process: Process, host: string, version?: IpVersion): IpAddress | undefined {
  return resolveAll(process, host, version)[0];
}

/** The first IPv4 address, else the first of all: busybox's FEATURE_PREFER_IPV4_ADDRESS. */
export function resolveAsBusybox(process: Process, host: string, version?: IpVersion): IpAddress | undefined {
  return resolve(process, host, version ?? 4) ?? resolve(process, host, version);
}

/** The name that /etc/hosts has for an address; without one, the address. */
export function nameOf(process: Process, address: IpAddress): string {
  return hosts(process).find(([other]) => other === address)?.[1] ?? formatIp(address);
}

/** Whether an address has the given version; any address has if none is given. */
export function isOfVersion(address: IpAddress, version: IpVersion): boolean {
  return version === undefined || (typeof address === 'number') === (version === 4);
}

function byName(process: Process, host: string): IpAddress[] {
  const found = hosts(process).flatMap(([address, ...names]) => (names.includes(host) ? [address] : []));
  if (found.length > 0) return found;
  return host === 'localhost' ? [IPV4_LOOPBACK] : [...(process.place.addressesOfName?.(host) ?? [])];
}

/** The lines of /etc/hosts: an address and its names. */
function hosts({ place }: Process): readonly (readonly [IpAddress, ...string[]])[] {
  return (place.files.get('/etc/hosts')?.content ?? '').split('\n').flatMap((line) => {
    const [text = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const address = parseIp(text);
    return address === undefined ? [] : [[address, ...names] as const];
  });
}
