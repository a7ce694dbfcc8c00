/**
 * Publishes ports: takes them, makes their rules, starts a docker-proxy for each address family.
 * libnetwork: portmapper/mapper.go, drivers/bridge/port_mapping.go.
 */
import type { Process } from '../../machine';
import { formatIpv4, type Ipv4Address, ipv4 } from '../../packet';
import type { Firewall } from '../firewall/firewall';
import { addPortRules, type PortRules, removePortRules } from '../firewall/portRules';
import { startProxy } from '../proxy/startProxy';
import type { PortAllocator } from './portAllocator';
import { ANY_ADDRESS, type PortBinding } from './portSpec';

/** A published port. */
export interface MappedPort {
  readonly rules: PortRules;
  /** Addresses as docker shows them: `0.0.0.0` and `::`, or the one that was given. */
  readonly hostIps: readonly string[];
  /** docker-proxy's processes; they may have been killed since. */
  readonly proxies: readonly Process[];
}

/** What publishing a container's ports needs. */
export interface PortMapperContext {
  readonly firewall: Firewall;
  readonly allocator: PortAllocator;
  readonly dockerd: Process;
  readonly userlandProxy: boolean;
  /** The bridge's device. */
  readonly bridge: string;
  readonly containerAddress: Ipv4Address;
  /** What ports bind to when nothing is said: all addresses. */
  readonly hostBinding: string;
}

/**
 * Publishes all ports, or none: then a `DockerError` says why. Of one container port the highest host port comes first, as
 * nat.SortPortMap has it; for several container ports that order depends on Go's random order of maps, and here the
 * highest comes first too.
 */
export function mapPorts(context: PortMapperContext, bindings: readonly PortBinding[]): readonly MappedPort[] {
  const order = [...bindings].sort(
    (a, b) =>
      b.containerPort - a.containerPort ||
      (a.protocol < b.protocol ? -1 : a.protocol > b.protocol ? 1 : 0) ||
      Number.parseInt(b.hostPort || '0', 10) - Number.parseInt(a.hostPort || '0', 10),
  );
  const mapped: MappedPort[] = [];
  try {
    for (const binding of order) mapped.push(mapPort(context, binding));
  } catch (error) {
    unmapPorts(context, mapped);
    throw error;
  }
  return mapped;
}

/** Ends the proxies, deletes the rules, gives the ports back. */
export function unmapPorts(
  { firewall, allocator }: Pick<PortMapperContext, 'firewall' | 'allocator'>,
  ports: readonly MappedPort[],
): void {
  for (const { rules, proxies } of ports) {
    for (const proxy of proxies) proxy.kill('SIGINT');
    removePortRules(firewall, rules);
    allocator.release(rules.protocol, ipv4(rules.hostAddress), rules.hostPort);
  }
}

function mapPort(context: PortMapperContext, binding: PortBinding): MappedPort {
  const { firewall, allocator, dockerd, userlandProxy, bridge, containerAddress, hostBinding } = context;
  const hostAddress = binding.hostIp === '' ? hostBinding : binding.hostIp;
  const hostPort = takePort(allocator, binding, ipv4(hostAddress));
  const { protocol, containerPort } = binding;
  const address = formatIpv4(containerAddress);
  const rules: PortRules = {
    bridge,
    protocol,
    hostAddress,
    hostPort,
    containerAddress: address,
    containerPort,
    userlandProxy,
  };
  // A port of all addresses is one of both families, but only docker-proxy serves the second.
  const hostIps =
    userlandProxy && binding.hostIp === '' && hostAddress === ANY_ADDRESS ? [ANY_ADDRESS, '::'] : [hostAddress];
  const proxies: Process[] = [];
  try {
    addPortRules(firewall, rules);
    if (userlandProxy) for (const hostIp of hostIps) proxies.push(startProxy(dockerd, { ...rules, hostIp }));
  } catch (error) {
    unmapPorts(context, [{ rules, hostIps, proxies }]);
    throw error;
  }
  return { rules, hostIps, proxies };
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
