/** Addresses by name: from /etc/hosts, or from name servers. glibc: getaddrinfo, res_search. */
import type { Process, Wait } from '../../machine';
import { type Microseconds, routeIp } from '../../network';
import { formatIp, IPV4_LOOPBACK, type IpAddress, isUnspecified, parseIp } from '../../packet';
import { DNS_CODES, DNS_TYPES, type DnsMessage, isDnsName, reverseName } from '../../packet/dns';
import { askNameServers, readResolverSettings } from './nameServers';

/** The IP version that an option such as `-4` or `-6` asks for. */
export type IpVersion = 4 | 6 | undefined;

/** Why a host has no address, as gai_strerror(3) says it. */
export type NameProblem =
  | 'Address family for hostname not supported'
  | 'Name or service not known'
  | 'No address associated with hostname'
  | 'Temporary failure in name resolution';

type Blocking<T> = Generator<Wait, T, void>;

/**
 * The addresses of a host, those to be tried first coming first: one as it is written, or all that /etc/hosts or else the name
 * servers have for a name. Of these IPv6 comes before IPv4, but what cannot be reached is last (RFC 6724, section 6). Without any,
 * why. `limit` is how long the program waits for name servers at most.
 */
export function* resolveAll(
  process: Process,
  host: string,
  version?: IpVersion,
  limit?: Microseconds,
): Blocking<readonly IpAddress[] | NameProblem> {
  const literal = parseIp(host);
  if (literal !== undefined)
    return isOfVersion(literal, version) ? inOrder(process, [literal]) : 'Address family for hostname not supported';
  const listed = hosts(process).flatMap(([address, ...names]) => (names.includes(host) ? [address] : []));
  const known = listed.length === 0 && host === 'localhost' ? [IPV4_LOOPBACK] : listed;
  const found = known.filter((address) => isOfVersion(address, version));
  if (found.length > 0) return inOrder(process, found);
  const answered = yield* search(process, host, version, limit);
  return typeof answered === 'string' ? answered : inOrder(process, answered);
}

/** The first of them. */
export function* resolve(process: Process, host: string, version?: IpVersion): Blocking<IpAddress | NameProblem> {
  const found = yield* resolveAll(process, host, version);
  return typeof found === 'string' ? found : (found[0] ?? 'Name or service not known');
}

/** The first IPv4 address, else the first of all: busybox's FEATURE_PREFER_IPV4_ADDRESS. */
export function* resolveAsBusybox(
  process: Process,
  host: string,
  version?: IpVersion,
): Blocking<IpAddress | undefined> {
  const found = yield* resolveAll(process, host, version);
  if (typeof found === 'string') return undefined;
  return found.find((address) => typeof address === 'number') ?? found[0];
}

/** The name that /etc/hosts or a name server has for an address; without one, the address. glibc: getnameinfo. */
export function* nameOf(process: Process, address: IpAddress): Blocking<string> {
  const listed = hosts(process).find(([other]) => other === address)?.[1];
  if (listed !== undefined) return listed;
  if (typeof address !== 'number') return formatIp(address);
  const question = { name: reverseName(address), type: DNS_TYPES.PTR };
  const answers = yield* askNameServers(process, [question], readResolverSettings(process));
  const name = answers?.[0]?.answers.find(({ type }) => type === DNS_TYPES.PTR)?.data;
  return typeof name === 'string' ? name : formatIp(address);
}

/** Whether an address has the given version; any address has if none is given. */
export function isOfVersion(address: IpAddress, version: IpVersion): boolean {
  return version === undefined || (typeof address === 'number') === (version === 4);
}

function inOrder(process: Process, addresses: readonly IpAddress[]): readonly IpAddress[] {
  for (const address of addresses) if (isInModelledNetwork(process, address)) sayNotModelled(process, address);
  const rank = (address: IpAddress) =>
    typeof routeIp(process.place.net, address) === 'string' ? 2 : typeof address === 'bigint' ? 0 : 1;
  return [...addresses].sort((a, b) => rank(a) - rank(b));
}

/** An IPv6 address that a real machine would reach: it has addresses of networks with IPv6, or is in one. */
function isInModelledNetwork({ place: { net } }: Process, address: IpAddress): boolean {
  if (typeof address !== 'bigint' || net.ipv6Addresses.includes(address) || isUnspecified(address)) return false;
  return net.devices.some(({ ipv6Addresses }) => ipv6Addresses.length > 0);
}

function sayNotModelled(process: Process, address: IpAddress): void {
  process.stderr += `${process.argv[0]}: packets to ${formatIp(address)} are not modelled by chainwalk: of IPv6 only ::1 is\n`;
}

/** Tries a name as it is and in the domains of /etc/resolv.conf. glibc: __res_context_search. */
function* search(
  process: Process,
  host: string,
  version: IpVersion,
  limit: Microseconds | undefined,
): Blocking<readonly IpAddress[] | NameProblem> {
  const settings = readResolverSettings(process);
  const bare = host.replace(/\.$/, '');
  if (!isDnsName(bare)) return 'Name or service not known';
  const inDomains = host.endsWith('.') ? [] : settings.search.map((domain) => `${bare}.${domain.replace(/\.$/, '')}`);
  const dots = bare.split('.').length - 1;
  const names = dots >= settings.ndots ? [bare, ...inDomains] : [...inDomains, bare];
  const types = version === 4 ? [DNS_TYPES.A] : version === 6 ? [DNS_TYPES.AAAA] : [DNS_TYPES.A, DNS_TYPES.AAAA];
  let problem: NameProblem = 'Name or service not known';
  for (const name of names) {
    const questions = types.map((type) => ({ name, type }));
    const answers = yield* askNameServers(process, questions, settings, limit);
    if (answers === undefined) return 'Temporary failure in name resolution';
    const found = answers.flatMap(addressesIn);
    if (found.length > 0) return found;
    if (answers.some(({ code }) => code !== DNS_CODES.NOERROR && code !== DNS_CODES.NXDOMAIN))
      problem = 'Temporary failure in name resolution';
    else if (answers.some(({ code }) => code === DNS_CODES.NOERROR)) problem = 'No address associated with hostname';
  }
  return problem;
}

/** Those of the question's type; a CNAME before them is only followed. */
function addressesIn({ answers }: DnsMessage): readonly IpAddress[] {
  return answers.flatMap(({ data }) => (typeof data === 'number' || typeof data === 'bigint' ? [data] : []));
}

/** The lines of /etc/hosts: an address and its names. */
function hosts({ place }: Process): readonly (readonly [IpAddress, ...string[]])[] {
  return (place.files.get('/etc/hosts')?.content ?? '').split('\n').flatMap((line) => {
    const [text = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const address = parseIp(text);
    return address === undefined ? [] : [[address, ...names] as const];
  });
}
