/** `docker network inspect`: types.NetworkResource. moby: api/server/router/network. */
import { formatIpv4, formatIpv6, formatMac } from '../../packet';
import type { DockerEngine } from '../engine';
import { timestamp } from '../format/duration';
import { type GoMap, type GoStruct, goMap } from '../format/goValue';
import { formatInterface } from '../network/ipam';
import { formatIpv6Interface } from '../network/ipv6Pool';
import type { BridgeNetwork, Network } from '../network/network';
import type { EngineRelease } from '../release';

/** All fields of a network, with the containers that run in it. */
export function inspectNetwork(engine: DockerEngine, network: Network): GoStruct {
  const { changes } = engine.release;
  const containers = { Containers: inspectEndpoints(engine, network) };
  const isNewer = changes.has('inspectsLess');
  return {
    Name: network.name,
    Id: network.id,
    Created: timestamp(engine.machine, network.createdAt),
    Scope: 'local',
    Driver: network.driver,
    ...(changes.has('gatewayPriority') ? { EnableIPv4: true } : {}),
    EnableIPv6: network.driver === 'bridge' && network.ipv6 !== undefined,
    IPAM: inspectIpam(engine, network),
    Internal: network.driver === 'bridge' && network.internal,
    Attachable: network.driver === 'bridge' && network.attachable,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    ...(isNewer ? {} : containers),
    Options: goMap(network.options),
    Labels: goMap(network.labels),
    ...(isNewer ? { ...containers, Status: inspectStatus(network) } : {}),
  };
}

/** How many addresses are taken and free, of IPv4: its own, the bridge's and the last count as taken. */
function inspectStatus(network: Network): GoStruct {
  const subnets = goMap(
    network.driver !== 'bridge'
      ? []
      : [
          [
            network.shownSubnet,
            { IPsInUse: network.pool.taken, DynamicIPsAvailable: network.pool.size - network.pool.taken },
          ],
        ],
  );
  return { IPAM: { Subnets: subnets } };
}

function inspectIpam({ release }: DockerEngine, network: Network): GoStruct {
  if (network.driver !== 'bridge') return { Driver: 'default', Options: null, Config: [] };
  const { gateway: address, showsGateway, shownRange, auxiliary } = network;
  const { changes } = release;
  const shows = showsGateway || (network.isDefault ? changes.has('showsDefaultGateway') : changes.has('inspectsLess'));
  const gateway: GoStruct = shows && address !== undefined ? { Gateway: formatIpv4(address) } : {};
  return {
    Driver: 'default',
    Options: network.isDefault ? null : goMap(),
    Config: [
      {
        Subnet: network.shownSubnet,
        ...(shownRange === undefined ? {} : { IPRange: shownRange }),
        ...gateway,
        ...(auxiliary.size === 0 ? {} : { AuxiliaryAddresses: goMap(auxiliary) }),
      },
      ...inspectIpv6(network, changes),
    ],
  };
}

function inspectIpv6({ ipv6 }: BridgeNetwork, changes: EngineRelease['changes']): readonly GoStruct[] {
  if (ipv6 === undefined) return [];
  const { pool, gateway, showsGateway } = ipv6;
  const shows = gateway !== undefined && (showsGateway || changes.has('inspectsLess'));
  return [{ Subnet: pool.text, ...(shows ? { Gateway: formatIpv6(gateway) } : {}) }];
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
      IPv6Address:
        endpoint?.address6 === undefined || endpoint.network.ipv6 === undefined
          ? ''
          : formatIpv6Interface(endpoint.address6, endpoint.network.ipv6.pool),
    });
  }
  return goMap(endpoints);
}
