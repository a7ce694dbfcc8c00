/**
 * Publishes ports: takes them, makes their rules, starts a docker-proxy for each address family.
 * libnetwork: portmapper/mapper.go, drivers/bridge/port_mapping.go.
 */
import type { Closable, Process } from '../../machine';
import { type Ipv4Address, ipv4 } from '../../packet';
import { DockerError } from '../dockerError';
import type { FirewallBackend } from '../firewall/backend';
import type { EndpointFacts, PortFacts } from '../firewall/ruleBook';
import { BindError, bindPort } from '../proxy/bindPort';
import { startProxy } from '../proxy/startProxy';
import type { EngineRelease } from '../release';
import type { PortAllocator } from './portAllocator';
import { orderByNumber, orderByReverse } from './portOrder';
import { ANY_ADDRESS, ANY_ADDRESS6, type PortBinding } from './portSpec';

/** A published port. */
export interface MappedPort {
  readonly facts: PortFacts;
  /** The same for the container's IPv6 address, if it is published there as well. */
  readonly facts6: PortFacts | undefined;
  /** As docker shows it: `0.0.0.0` and `::`, or the address that was given. */
  readonly shown: readonly HostBinding[];
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
  for (const { facts, proxies, held } of ports) {
    for (const proxy of proxies) proxy.kill('SIGINT');
    for (const socket of held) dockerd?.close(socket);
    allocator.release(facts.protocol, ipv4(facts.hostAddress), facts.hostPort);
  }
}

/** What of ports is of a firewall's family. */
function portsOf(
  { family }: FirewallBackend,
  ports: readonly Pick<MappedPort, 'facts' | 'facts6'>[],
): readonly PortFacts[] {
  return ports.flatMap(({ facts, facts6 }) => (family === 'ipv6' ? (facts6 ?? []) : facts));
}

function mapPort(context: PortMapperContext, binding: PortBinding): MappedPort {
  const { backends, release, allocator, dockerd, endpoint, endpoint6, isGateway, hostBinding } = context;
  const hostAddress = binding.hostIp === '' ? hostBinding : binding.hostIp;
  const { userlandProxy, containerAddress, gatewayMode } = endpoint;
  // A port of all addresses is one of both families, but only docker-proxy serves the second for a container without an address there.
  const bothFamilies =
    (userlandProxy || endpoint6 !== undefined) && isGateway && binding.hostIp === '' && hostAddress === ANY_ADDRESS;
  // Of a routed network no port of the machine is taken, but for the second family's.
  const hostPort = gatewayMode === 'routed' && !bothFamilies ? 0 : takePort(allocator, binding, ipv4(hostAddress));
  const { protocol, containerPort } = binding;
  const facts: PortFacts = { ...endpoint, protocol, hostAddress, hostPort, containerPort };
  const facts6 = bothFamilies && endpoint6 ? { ...facts, ...endpoint6, hostAddress: ANY_ADDRESS6 } : undefined;
  const second: readonly HostBinding[] = bothFamilies ? [{ hostIp: ANY_ADDRESS6, hostPort }] : [];
  const served = gatewayMode === 'routed' ? second : [{ hostIp: hostAddress, hostPort }, ...second];
  const proxies: Process[] = [];
  const held: Closable[] = [];
  try {
    for (const backend of backends)
      if (!backend.addsPortsTogether) backend.addPorts(portsOf(backend, [{ facts, facts6 }]));
    for (const { hostIp } of served) {
      const port = { protocol, hostIp, hostPort };
      const target = hostIp === ANY_ADDRESS6 ? (endpoint6?.containerAddress ?? containerAddress) : containerAddress;
      if (userlandProxy)
        proxies.push(startProxy(dockerd, { ...port, containerAddress: target, containerPort, release }));
      else held.push(dockerd.hold(bindPort(dockerd.place.net, port)));
    }
  } catch (error) {
    unmapPorts(context, [{ facts, facts6, shown: [], proxies, held }]);
    if (error instanceof BindError) throw new DockerError('failed', sayBindError(release, facts, error));
    throw error;
  }
  return { facts, facts6, shown: shownOf(release, facts, served), proxies, held };
}

/** Of a routed network nothing of the machine is bound; 27 and 28 show the port all the same. */
function shownOf({ changes }: EngineRelease, { gatewayMode, hostAddress }: PortFacts, served: readonly HostBinding[]) {
  if (gatewayMode !== 'routed' || changes.has('inspectsLess')) return served;
  return [{ hostIp: hostAddress, hostPort: 0 }, ...served];
}

/** The requested port, the first free one of a requested range, or any free one. */
function takePort(allocator: PortAllocator, { protocol, hostPort }: PortBinding, address: Ipv4Address): number {
  const [from = 0, to = from] = hostPort === '' ? [] : hostPort.split('-').map(Number);
  for (let port = from; ; port++) {
    try {
      return allocator.take(protocol, address, port);
    } catch (error) {
      if (port >= to) throw error;
    }
  }
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
