/** `NetworkSettings` of `docker inspect`: published ports and what the container has in each network. moby: daemon/inspect_linux.go. */
import { formatIpv4, formatIpv6, formatMac } from '../../packet';
import { type Container, type NetworkAttachment, networkNames } from '../container/container';
import { type GoMap, type GoStruct, type GoValue, goMap } from '../format/goValue';
import type { Endpoint } from '../network/endpoint';
import type { EngineRelease } from '../release';
import { endpointFields, networkSettingsFields, pickFields } from './shape';

/** `NetworkSettings`, with the fields that a release shows. */
export function networkSettings(release: EngineRelease, container: Container): GoStruct {
  const { sandbox, sandboxId, attachments } = container;
  const bridge = [...(sandbox?.endpoints.values() ?? [])].find(({ network }) => network.isDefault);
  const isHost = attachments.has('host');
  const settings: GoStruct = {
    Bridge: '',
    SandboxID: sandboxId,
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    Ports: publishedPorts(release, container),
    SandboxKey: sandboxId === '' ? '' : `/var/run/docker/netns/${isHost ? 'default' : sandboxId.slice(0, 12)}`,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    // What follows is the default bridge's, and repeats what stands under Networks.
    EndpointID: bridge?.id ?? '',
    Gateway: gatewayOf(bridge),
    ...ipv6Settings(bridge),
    IPAddress: bridge === undefined ? '' : formatIpv4(bridge.address),
    IPPrefixLen: bridge?.network.pool.prefixLength ?? 0,
    MacAddress: bridge === undefined ? '' : formatMac(bridge.mac),
    Networks: goMap(
      [...attachments.values()].map((attachment) => [
        attachment.name,
        endpointSettings(release, container, attachment),
      ]),
    ),
  };
  return pickFields(settings, networkSettingsFields(release));
}

/** `80/tcp` → where it is published; `null` for a port that is only exposed. Empty unless the container runs. */
export function publishedPorts({ changes }: EngineRelease, { sandbox, config, running }: Container): GoMap {
  const ports = new Map<string, GoValue>();
  if (!running || sandbox === undefined || sandbox.endpoints.size === 0) return ports;
  const endpoints = [...sandbox.endpoints.values()];
  // Until 28 the driver tells of exposed ports only where it connects the container with the outside.
  if (changes.has('inspectsLess') || endpoints.some(({ network }) => !network.internal))
    for (const port of config.exposedPorts) ports.set(port, null);
  for (const { facts, shown } of endpoints.flatMap((endpoint) => endpoint.ports)) {
    const key = `${facts.containerPort}/${facts.protocol}`;
    const bindings = shown.map(({ hostIp, hostPort }) => ({ HostIp: hostIp, HostPort: `${hostPort}` }));
    ports.set(key, [...((ports.get(key) ?? []) as readonly GoValue[]), ...bindings]);
  }
  return ports;
}

function endpointSettings(release: EngineRelease, container: Container, attachment: NetworkAttachment): GoStruct {
  const { sandbox, running } = container;
  const endpoint: Endpoint | undefined = running ? sandbox?.endpoints.get(attachment.networkId) : undefined;
  const settings: GoStruct = {
    IPAMConfig: ipamConfig(attachment),
    Links: attachment.links ?? null,
    Aliases: aliasesOf(attachment),
    NetworkID: attachment.networkId,
    EndpointID: attachment.endpointId,
    Gateway: gatewayOf(endpoint),
    IPAddress: endpoint === undefined ? '' : formatIpv4(endpoint.address),
    IPPrefixLen: endpoint?.network.pool.prefixLength ?? 0,
    ...ipv6Settings(endpoint),
    MacAddress: endpoint === undefined ? '' : formatMac(endpoint.mac),
    DriverOpts: attachment.connected ? goMap() : null,
    GwPriority: attachment.gatewayPriority,
    DNSNames: dnsNames(container, attachment),
  };
  return pickFields(settings, endpointFields(release));
}

function aliasesOf({ aliases = [], connected }: NetworkAttachment): GoValue {
  // What the client of `docker network connect` sends is an empty list, not none.
  return aliases.length === 0 && !connected ? null : aliases;
}

function dnsNames(container: Container, attachment: NetworkAttachment): GoValue {
  return ['bridge', 'host', 'none'].includes(attachment.name) ? null : networkNames(container, attachment);
}

function gatewayOf(endpoint: Endpoint | undefined): string {
  const gateway = endpoint?.network.gateway;
  return gateway === undefined ? '' : formatIpv4(gateway);
}

function ipv6Settings(endpoint: Endpoint | undefined): GoStruct {
  const { address6, network } = endpoint ?? {};
  const gateway = network?.ipv6?.gateway;
  return {
    IPv6Gateway: address6 === undefined || gateway === undefined ? '' : formatIpv6(gateway),
    GlobalIPv6Address: address6 === undefined ? '' : formatIpv6(address6),
    GlobalIPv6PrefixLen: address6 === undefined ? 0 : (network?.ipv6?.pool.prefixLength ?? 0),
  };
}

function ipamConfig({ requestedAddress, connected }: NetworkAttachment): GoValue {
  if (requestedAddress !== undefined) return { IPv4Address: requestedAddress };
  return connected ? goMap() : null;
}
