/**
 * Publishes ports: takes them, makes their rules, starts a docker-proxy for each address family.
 * libnetwork: portmapper/mapper.go, drivers/bridge/port_mapping.go.
 */
import type { Closable, Process } from '../../machine';
import { DockerError } from '../dockerError';
import type { FirewallBackend } from '../firewall/backend';
import type { EndpointFacts, PortFacts } from '../firewall/ruleBook';
import { BindError, bindPort } from '../proxy/bindPort';
import { startProxy } from '../proxy/startProxy';
import type { EngineRelease } from '../release';
import type { PortAllocator, PortBook, PortProtocol } from './portAllocator';
import { orderByNumber, orderByReverse } from './portOrder';
import { ANY_ADDRESS, ANY_ADDRESS6, type PortBinding } from './portSpec';

/** A published port. */
export interface MappedPort {
  readonly facts: PortFacts;
  /** The same for the container's IPv6 address, if it is published there as well. */
  readonly facts6: PortFacts | undefined;
  /** As docker shows it: `0.0.0.0` and `::`, or the address that was given. */
  readonly shown: readonly HostBinding[];
  /** What was taken of the engine's books. */
  readonly taken: readonly HostBinding[];
  /** docker-proxy's processes; they may have been killed since. */
  readonly proxies: readonly Process[];
  /** Without docker-proxy: the sockets by which dockerd keeps others from the port. */
  readonly held: readonly Closable[];
}

/** Where a port of the machine is bound. */
export interface HostBinding {
  readonly hostIp: string;
  readonly hostPort: number;
}

/** What publishing a container's ports needs. */
export interface PortMapperContext {
  readonly backends: readonly FirewallBackend[];
  readonly release: EngineRelease;
  readonly allocator: PortAllocator;
  readonly dockerd: Process;
  readonly endpoint: EndpointFacts;
  readonly endpoint6: EndpointFacts | undefined;
  /** The container's default route leads there. */
  readonly isGateway: boolean;
  /** What ports bind to when nothing is said: all addresses. */
  readonly hostBinding: string;
}

/** Publishes all ports, or none: then a `DockerError` says why. */
export function mapPorts(context: PortMapperContext, bindings: readonly PortBinding[]): readonly MappedPort[] {
  const order = context.release.changes.has('sortedPorts') ? orderByNumber : orderByReverse;
  const mapped: MappedPort[] = [];
  try {
    for (const binding of order(bindings)) mapped.push(mapPort(context, binding));
    for (const backend of context.backends) if (backend.addsPortsTogether) backend.addPorts(portsOf(backend, mapped));
  } catch (error) {
    unmapPorts(context, mapped);
    throw error;
  }
  return mapped;
}

/** What taking ports back needs; a dockerd that has ended holds nothing any more. */
type Unmapping = Pick<PortMapperContext, 'backends' | 'allocator'> & {
  readonly dockerd: Process | undefined;
};

/** Ends the proxies, deletes the rules, gives the ports back. */
export function unmapPorts({ backends, allocator, dockerd }: Unmapping, ports: readonly MappedPort[]): void {
  for (const backend of backends) backend.removePorts(portsOf(backend, ports));
  for (const { facts, taken, proxies, held } of ports)
    endService({ allocator, dockerd }, { protocol: facts.protocol, taken, proxies, held });
}

/** Ends the proxies, gives the ports back. */
function endService(
  { allocator, dockerd }: Pick<Unmapping, 'allocator' | 'dockerd'>,
  {
    protocol,
    taken,
    proxies,
    held,
  }: Pick<MappedPort, 'taken' | 'proxies' | 'held'> & { readonly protocol: PortProtocol },
): void {
  for (const proxy of proxies) proxy.kill('SIGINT');
  for (const socket of held) dockerd?.close(socket);
  for (const { hostIp, hostPort } of taken)
    (hostIp === ANY_ADDRESS6 ? allocator.ipv6 : allocator.ipv4).release(protocol, hostIp, hostPort);
}

/** What of ports is of a firewall's family. */
function portsOf(
  { family }: FirewallBackend,
  ports: readonly Pick<MappedPort, 'facts' | 'facts6'>[],
): readonly PortFacts[] {
  return ports.flatMap(({ facts, facts6 }) => (family === 'ipv6' ? (facts6 ?? []) : facts));
}

function mapPort(context: PortMapperContext, binding: PortBinding): MappedPort {
  const { endpoint, endpoint6, isGateway, hostBinding, release } = context;
  const hostAddress = binding.hostIp === '' ? hostBinding : binding.hostIp;
  // A port of all addresses is one of both families, but only docker-proxy serves the second for a container without an address there.
  const bothFamilies =
    (endpoint.userlandProxy || endpoint6 !== undefined) &&
    isGateway &&
    binding.hostIp === '' &&
    hostAddress === ANY_ADDRESS;
  if (release.changes.has('sortedPorts')) return mapTogether(context, binding, hostAddress, bothFamilies);
  const first = mapFamily(context, binding, hostAddress);
  if (!bothFamilies) return first;
  try {
    const second = mapFamily(context, binding, ANY_ADDRESS6);
    return {
      facts: first.facts,
      facts6: undefined,
      shown: [...first.shown, ...second.shown],
      taken: [...first.taken, ...second.taken],
      proxies: [...first.proxies, ...second.proxies],
      held: [...first.held, ...second.held],
    };
  } catch (error) {
    unmapPorts(context, [first]);
    throw error;
  }
}

/** How often another port is tried for one that nobody named. libnetwork: drivers/bridge/port_mapping.go (maxAllocatePortAttempts). */
const MOST_ATTEMPTS = 10;

/** Until 26: each family draws a port of its own, and another one if somebody else has it. */
function mapFamily(context: PortMapperContext, binding: PortBinding, hostIp: string): MappedPort {
  const { endpoint, allocator } = context;
  const { protocol, containerPort } = binding;
  const isIpv6 = hostIp === ANY_ADDRESS6;
  for (let attempt = 1; ; attempt++) {
    const hostPort = takePort(isIpv6 ? allocator.ipv6 : allocator.ipv4, binding, hostIp);
    const facts: PortFacts = { ...endpoint, protocol, hostAddress: hostIp, hostPort, containerPort };
    const bound = [{ hostIp, hostPort }];
    // No rules are made for the second family.
    const ports = isIpv6 ? [] : [{ facts, facts6: undefined }];
    try {
      return { facts, facts6: undefined, taken: bound, ...serve(context, facts, ports, bound), shown: bound };
    } catch (error) {
      const isNamed = /^[1-9]\d*$/.test(binding.hostPort);
      if (!(error instanceof PortInUse) || isNamed || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** From 27: both families have one port. */
function mapTogether(
  context: PortMapperContext,
  binding: PortBinding,
  hostAddress: string,
  bothFamilies: boolean,
): MappedPort {
  const { release, allocator, endpoint, endpoint6 } = context;
  const { gatewayMode } = endpoint;
  const { protocol, containerPort } = binding;
  // Of a routed network no port of the machine is taken, but for the second family's.
  const takesPort = gatewayMode !== 'routed' || bothFamilies;
  const hostPort = takesPort ? takePort(allocator.ipv4, binding, hostAddress) : 0;
  const facts: PortFacts = { ...endpoint, protocol, hostAddress, hostPort, containerPort };
  const facts6 = bothFamilies && endpoint6 ? { ...facts, ...endpoint6, hostAddress: ANY_ADDRESS6 } : undefined;
  const second: readonly HostBinding[] = bothFamilies ? [{ hostIp: ANY_ADDRESS6, hostPort }] : [];
  const served = gatewayMode === 'routed' ? second : [{ hostIp: hostAddress, hostPort }, ...second];
  const taken = takesPort ? [{ hostIp: hostAddress, hostPort }] : [];
  return {
    facts,
    facts6,
    taken,
    ...serve(context, facts, [{ facts, facts6 }], served, taken),
    shown: shownOf(release, facts, served),
  };
}

/** A port that somebody else has, in the engine's words. */
class PortInUse extends DockerError {}

type Rules = readonly Pick<MappedPort, 'facts' | 'facts6'>[];

/** Makes rules, and then serves the bindings; or gives all back that was taken. */
function serve(
  context: PortMapperContext,
  facts: PortFacts,
  ports: Rules,
  served: readonly HostBinding[],
  taken: readonly HostBinding[] = served,
): Pick<MappedPort, 'proxies' | 'held'> {
  const { backends, release, dockerd, endpoint, endpoint6 } = context;
  const { protocol, containerPort } = facts;
  const { userlandProxy, containerAddress } = endpoint;
  const proxies: Process[] = [];
  const held: Closable[] = [];
  try {
    for (const backend of backends) if (!backend.addsPortsTogether) backend.addPorts(portsOf(backend, ports));
    for (const { hostIp, hostPort } of served) {
      const port = { protocol, hostIp, hostPort };
      const target = hostIp === ANY_ADDRESS6 ? (endpoint6?.containerAddress ?? containerAddress) : containerAddress;
      if (userlandProxy)
        proxies.push(startProxy(dockerd, { ...port, containerAddress: target, containerPort, release }));
      else held.push(dockerd.hold(bindPort(dockerd.place.net, port)));
    }
    return { proxies, held };
  } catch (error) {
    for (const backend of backends) backend.removePorts(portsOf(backend, ports));
    endService(context, { protocol, taken, proxies, held });
    if (error instanceof BindError) throw new PortInUse('failed', sayBindError(release, facts, error));
    throw error;
  }
}

/** Of a routed network nothing of the machine is bound; 27 and 28 show the port all the same. */
function shownOf({ changes }: EngineRelease, { gatewayMode, hostAddress }: PortFacts, served: readonly HostBinding[]) {
  if (gatewayMode !== 'routed' || changes.has('inspectsLess')) return served;
  return [{ hostIp: hostAddress, hostPort: 0 }, ...served];
}

/** The requested port, the next free one of a requested range, or any free one. */
function takePort(book: PortBook, { protocol, hostPort }: PortBinding, address: string): number {
  const [from = 0, to = from] = hostPort === '' ? [] : hostPort.split('-').map(Number);
  return book.take({ protocol, address, from, to });
}

/** Who cannot listen, as each generation says it. */
function sayBindError({ changes }: EngineRelease, facts: PortFacts, error: BindError): string {
  const { hostPort, containerAddress, containerPort, protocol } = facts;
  const port = `${error.hostIp}:${hostPort}`;
  if (changes.has('marksAccepted')) return `failed to bind host port ${port}/${protocol}: ${error.message}`;
  if (changes.has('handsOverSockets'))
    return `failed to bind host port for ${port}:${containerAddress}:${containerPort}/${protocol}: ${error.message}`;
  const family = error.hostIp === '[::]' ? 6 : 4;
  const said = `${facts.userlandProxy ? 'Error starting userland proxy: ' : ''}listen ${protocol}${family} ${port}: bind: ${error.message}`;
  return changes.has('sortedPorts') ? `failed to bind port ${port}/${protocol}: ${said}` : said;
}
