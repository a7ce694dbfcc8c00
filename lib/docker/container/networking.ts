/** How a container joins its networks and leaves them. moby: daemon/container_operations.go; libnetwork: endpoint.go (sbJoin, sbLeave). */
import type { NetNamespace } from '../../network';
import { type Ipv4Address, parseMac } from '../../packet';
import { DockerError } from '../dockerError';
import type { DockerEngine } from '../engine';
import {
  announceEndpoint,
  createEndpoint,
  deleteEndpoint,
  type Endpoint,
  joinEndpoint,
  setDefaultRoute,
} from '../network/endpoint';
import { parseUserAddress } from '../network/ipam';
import { type BridgeNetwork, isUserDefined, type Network } from '../network/network';
import { applyEndpoint, endpointFacts, undoEndpoint } from '../network/networkRules';
import { mapPorts, unmapPorts } from '../network/portMapper';
import { type PortBinding, parsePortSpec, portKey } from '../network/portSpec';
import { forgetConnections, forgetSenders } from './connections';
import { type Container, type NetworkAttachment, type Sandbox, shownAliases } from './container';
import { networkOwner } from './networkMode';

/** Makes the sandbox and joins all networks, or none: then a `DockerError` says why. */
export function connectAll(engine: DockerEngine, container: Container): Sandbox {
  const sandbox = createSandbox(engine, container);
  container.sandbox = sandbox;
  container.sandboxId = sandbox.id;
  try {
    for (const attachment of inOrder(container)) joinNetwork(engine, container, attachment);
    return sandbox;
  } catch (error) {
    disconnectAll(engine, container);
    throw error;
  }
}

/** Docker's own network comes first. moby: daemon/container_operations.go (allocateNetwork). */
function inOrder({ attachments }: Container): readonly NetworkAttachment[] {
  const isOther = ({ name }: NetworkAttachment) => Number(name !== 'bridge');
  return [...attachments.values()].sort((a, b) => isOther(a) - isOther(b));
}

/** Leaves all networks and ends the sandbox with all that was left in it. */
export function disconnectAll(engine: DockerEngine, container: Container): void {
  const { sandbox } = container;
  if (sandbox === undefined) return;
  for (const endpoint of sandbox.endpoints.values()) release(engine, endpoint);
  sandbox.endpoints.clear();
  sandbox.endNameServer?.();
  container.sandbox = undefined;
  for (const attachment of container.attachments.values()) {
    const network = attachment.endpointId === '' ? undefined : engine.networks.get(attachment.networkId);
    attachment.endpointId = '';
    if (network !== undefined) engine.events.tellOfNetwork(network, 'disconnect', container);
  }
  if (sandbox.isShared) return;
  for (const socket of sandbox.net.sockets.connections) socket.destroy();
}

/** What stands before the reason why a container has no network. */
function setUpWords({ release }: DockerEngine): string {
  return release.changes.has('handsOverSockets') ? 'failed to set up container networking: ' : '';
}

/** An end of a container that went on without dockerd: its ports are published again. */
export function restoreEndpoint(engine: DockerEngine, endpoint: Endpoint): void {
  // The processes that served them ended with dockerd.
  endpoint.ports = [];
  applyEndpoint(engine, endpoint);
}

/** What else dockerd does for a container that went on without it. */
export function restoreContainer(engine: DockerEngine, container: Container): void {
  const { sandbox } = container;
  if (sandbox === undefined) return;
  refreshGateway(engine, container, sandbox);
  sandbox.endNameServer = undefined;
  engine.startNameServer?.(engine, container);
}

/** What a container is called in a network when it is its own; only networks that a person made have names. */
export function joinedAliases(
  { release }: DockerEngine,
  container: Container,
  network: Network,
  wanted: readonly string[],
): readonly string[] | undefined {
  return isUserDefined(network) ? shownAliases(release, container, wanted) : undefined;
}

/** Joins one more network. */
export function joinNetwork(engine: DockerEngine, container: Container, attachment: NetworkAttachment): void {
  const { sandbox } = container;
  const network = engine.findNetwork(attachment.name);
  if (network === undefined)
    throw new DockerError('not-found', `${setUpWords(engine)}network ${attachment.name} not found`);
  if (attachment.requestedAddress !== undefined && !isUserDefined(network))
    throw new DockerError('invalid', 'user specified IP address is supported on user defined networks only');
  attachment.networkId = network.id;
  attachment.aliases = joinedAliases(engine, container, network, attachment.aliases ?? []);
  const endpointId = engine.newId();
  attachment.endpointId = endpointId;
  if (network.driver !== 'bridge' || sandbox === undefined) {
    engine.events.tellOfNetwork(network, 'connect', container);
    return;
  }
  const addresses = { address: takeAddress(network, attachment), address6: network.ipv6?.pool.take() };
  const { machine, options, release } = engine;
  const endpoint = createEndpoint(machine.net, machine.random, endpointId, network, addresses, {
    hairpin: !options.userlandProxy,
    randomMac: release.changes.has('randomMac'),
    gatewayPriority: attachment.gatewayPriority,
    mac: macOf(container, attachment),
  });
  sandbox.endpoints.set(network.id, endpoint);
  try {
    applyEndpoint(engine, endpoint);
    refreshGateway(engine, container, sandbox);
  } catch (error) {
    leaveNetwork(engine, container, network);
    if (!(error instanceof DockerError)) throw error;
    throw new DockerError(
      error.code,
      `${setUpWords(engine)}driver failed programming external connectivity on endpoint ${container.name} (${endpointId}): ${error.message}`,
    );
  }
  joinEndpoint(machine.net, sandbox.net, endpoint, `eth${sandbox.interfaces++}`);
  routeByGateway(engine, sandbox);
  engine.events.tellOfNetwork(network, 'connect', container);
  if (release.changes.has('announcesAddresses')) engine.dockerd?.spawn(announceEndpoint(engine.dockerd, endpoint));
}

/** Leaves one network. */
export function leaveNetwork(engine: DockerEngine, container: Container, network: Network): void {
  const { sandbox } = container;
  const endpoint = sandbox?.endpoints.get(network.id);
  if (sandbox === undefined || endpoint === undefined) return;
  sandbox.endpoints.delete(network.id);
  release(engine, endpoint);
  refreshGateway(engine, container, sandbox);
  routeByGateway(engine, sandbox);
}

/**
 * Its default route: by the network of the highest priority, of those the first by name, internal ones last. Ports are published
 * there, and nowhere else.
 * libnetwork: epHeap.Less, getGatewayEndpoint.
 */
export function gatewayOf(sandbox: Sandbox): Endpoint | undefined {
  return [...sandbox.endpoints.values()].sort(
    ({ network: a, gatewayPriority: first }, { network: b, gatewayPriority: second }) =>
      Number(a.internal) - Number(b.internal) || second - first || (a.name < b.name ? -1 : 1),
  )[0];
}

function refreshGateway(engine: DockerEngine, container: Container, sandbox: Sandbox): void {
  const gateway = gatewayOf(sandbox);
  const endpoints = [...sandbox.endpoints.values()];
  const isOpen = (endpoint: Endpoint) => endpoint === gateway || isOpenAnyway(engine, endpoint);
  for (const endpoint of endpoints) if (!isOpen(endpoint)) unpublish(engine, endpoint);
  for (const endpoint of endpoints) {
    // Into an internal network nothing is published, though its bridge is the default gateway.
    if (isOpen(endpoint) && !endpoint.network.internal && endpoint.ports.length === 0)
      publish(engine, container, endpoint, endpoint === gateway);
  }
}

/** From 29 the ports of a routed network are open whatever the default gateway is. */
function isOpenAnyway({ release }: DockerEngine, { network }: Endpoint): boolean {
  return network.gatewayMode === 'routed' && release.changes.has('opensRoutedPorts');
}

function publish(engine: DockerEngine, container: Container, endpoint: Endpoint, isGateway: boolean): void {
  const { backends, release, ports: allocator, dockerd, machine } = engine;
  const facts = endpointFacts(engine, endpoint, 'ipv4');
  if (dockerd === undefined || facts === undefined) return;
  const hostBinding = engine.hostBinding(endpoint.network);
  const facts6 = endpointFacts(engine, endpoint, 'ipv6');
  endpoint.ports = mapPorts(
    { backends, release, allocator, dockerd, endpoint: facts, endpoint6: facts6, isGateway, hostBinding },
    bindingsOf(container),
  );
  forgetSenders(machine.net, release, endpoint.ports);
}

/** The ports to publish: those of `-p`, and with `-P` all exposed ones. */
function bindingsOf({ config: { portBindings, publishAll, exposedPorts } }: Container): readonly PortBinding[] {
  if (!publishAll) return portBindings;
  const published = new Set(portBindings.map(portKey));
  return [
    ...portBindings,
    ...exposedPorts.filter((port) => !published.has(port)).flatMap((port) => parsePortSpec(port)),
  ];
}

function routeByGateway({ release }: DockerEngine, sandbox: Sandbox): void {
  const gateway = gatewayOf(sandbox);
  if (gateway === undefined || gateway.containerEnd.namespace !== sandbox.net) return;
  const leadsNowhere = gateway.network.internal && release.changes.has('internalHasNoRoute');
  setDefaultRoute(sandbox.net, gateway, leadsNowhere ? undefined : gateway.network.gateway);
}

/** `--mac-address`, which is for the network that the container was made with. */
function macOf({ config: { macAddress } }: Container, { connected }: NetworkAttachment): number | undefined {
  return macAddress === undefined || connected ? undefined : parseMac(macAddress);
}

function takeAddress(network: BridgeNetwork, { requestedAddress }: NetworkAttachment): Ipv4Address {
  if (requestedAddress === undefined) return takeFree(network);
  if (!network.userSubnet) {
    throw new DockerError(
      'invalid',
      'user specified IP address is supported only when connecting to networks with user configured subnets',
    );
  }
  return network.pool.take(parseUserAddress(requestedAddress));
}

function takeFree({ pool, name, id }: BridgeNetwork): Ipv4Address {
  try {
    return pool.take();
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    throw new DockerError('failed', `no available IPv4 addresses on this network's address pools: ${name} (${id})`);
  }
}

function release(engine: DockerEngine, endpoint: Endpoint): void {
  unpublish(engine, endpoint);
  undoEndpoint(engine, endpoint);
  deleteEndpoint(endpoint);
  endpoint.network.pool.release(endpoint.address);
  if (endpoint.address6 !== undefined) endpoint.network.ipv6?.pool.release(endpoint.address6);
  forgetConnections(engine.machine.net, endpoint.address);
}

function unpublish(engine: DockerEngine, endpoint: Endpoint): void {
  const { backends, ports: allocator, dockerd } = engine;
  unmapPorts({ backends, allocator, dockerd }, endpoint.ports);
  endpoint.ports = [];
}

/** Its own network namespace; the machine's with `--network host`, another container's with `--network container:NAME`. */
function createSandbox(engine: DockerEngine, container: Container): Sandbox {
  const { machine } = engine;
  const owner = networkOwner(engine, container);
  if (owner?.sandbox !== undefined) return emptySandbox('', owner.sandbox.net, true);
  const id = engine.newId();
  if (container.attachments.has('host')) return emptySandbox(id, machine.net, true);
  const net = machine.createNamespace(container.name);
  // libnetwork: osl/namespace_linux.go, setIPv6("all", false).
  net.sysctl.set('net.ipv6.conf.all.disable_ipv6', '1');
  // moby: daemon/oci_linux.go (WithCommonOptions), since 20.10.
  net.sysctl.set('net.ipv4.ip_unprivileged_port_start', '0');
  return emptySandbox(id, net, false);
}

function emptySandbox(id: string, net: NetNamespace, isShared: boolean): Sandbox {
  return { id, net, endpoints: new Map(), isShared, interfaces: 0, endNameServer: undefined, otherNameServers: [] };
}
