/** `docker network inspect`: types.NetworkResource. moby: api/server/router/network. */
import { formatIpv4, formatMac } from '../../packet';
import type { DockerEngine } from '../engine';
import { timestamp } from '../format/duration';
import { type GoMap, type GoStruct, goMap } from '../format/goValue';
import { formatInterface } from '../network/ipam';
import type { Network } from '../network/network';

/** All fields of a network, with the containers that run in it. */
export function inspectNetwork(engine: DockerEngine, network: Network): GoStruct {
  return {
    Name: network.name,
    Id: network.id,
    Created: timestamp(engine.machine, network.createdAt),
    Scope: 'local',
    Driver: network.driver,
    EnableIPv6: false,
    IPAM: inspectIpam(network),
    Internal: network.driver === 'bridge' && network.internal,
    Attachable: false,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: inspectEndpoints(engine, network),
    Options: goMap(network.options),
    Labels: goMap(),
  };
}

function inspectIpam(network: Network): GoStruct {
  if (network.driver !== 'bridge') return { Driver: 'default', Options: null, Config: [] };
  const { gateway: address, showsGateway } = network;
  const gateway: GoStruct = showsGateway && address !== undefined ? { Gateway: formatIpv4(address) } : {};
  return {
    Driver: 'default',
    Options: network.isDefault ? null : goMap(),
    Config: [{ Subnet: network.shownSubnet, ...gateway }],
  };
}

function inspectEndpoints({ containers }: DockerEngine, network: Network): GoMap {
  const endpoints = new Map<string, GoStruct>();
  for (const { id, name, sandbox, attachments } of containers.values()) {
    if (sandbox === undefined) continue;
    const attachment = attachments.get(network.name);
    const endpoint = sandbox.endpoints.get(network.id);
    if (network.driver === 'bridge' ? endpoint === undefined : attachment === undefined) continue;
    endpoints.set(id, {
      Name: name,
      EndpointID: endpoint?.id ?? attachment?.endpointId ?? '',
      MacAddress: endpoint === undefined ? '' : formatMac(endpoint.mac),
      IPv4Address: endpoint === undefined ? '' : formatInterface(endpoint.address, endpoint.network.pool),
      IPv6Address: '',
    });
  }
  return goMap(endpoints);
}
