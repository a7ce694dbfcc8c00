/** `docker inspect` of containers and networks, and `docker info` and `docker version` as JSON. */
import type { ContainerFact, EndpointFact, NetworkFact, PortFact, SourceLine } from './facts';
import type { HostDraft } from './hostDraft';
import { entriesOf, field, fieldAt, listOf, numberOf, textOf } from './jsonValue';

/** Takes over what such a value says; the command's name, or `undefined` if it is none of these. */
export function readDockerJson(draft: HostDraft, value: unknown, at: SourceLine): string | undefined {
  const rows = Array.isArray(value) ? value : [value];
  let kind: string | undefined;
  for (const row of rows) {
    if (field(row, 'NetworkSettings') !== undefined) {
      draft.containers.push(containerOf(row, at));
      kind = 'docker inspect';
    } else if (field(row, 'IPAM') !== undefined) {
      draft.networks.push(networkOf(row, at));
      for (const [id, member] of entriesOf(field(row, 'Containers'))) addMember(draft, row, id, member, at);
      kind = 'docker network inspect';
    } else {
      const version = textOf(field(row, 'ServerVersion')) ?? textOf(fieldAt(row, 'Server', 'Version'));
      if (version === undefined) continue;
      draft.engine ??= version;
      kind = 'docker info';
    }
  }
  return kind ?? (Array.isArray(value) && value.length === 0 ? 'JSON' : undefined);
}

function containerOf(row: unknown, at: SourceLine): ContainerFact {
  const networks = entriesOf(fieldAt(row, 'NetworkSettings', 'Networks'));
  return {
    name: (textOf(field(row, 'Name')) ?? '').replace(/^\//, ''),
    id: textOf(field(row, 'Id')) ?? '',
    running: fieldAt(row, 'State', 'Running') !== false,
    endpoints: networks.flatMap(([network, value]) => endpointOf(network, value)),
    ports: entriesOf(fieldAt(row, 'NetworkSettings', 'Ports')).flatMap(([port, bindings]) => portsOf(port, bindings)),
    at,
  };
}

function endpointOf(network: string, value: unknown): readonly EndpointFact[] {
  const address = textOf(field(value, 'IPAddress'));
  if (address === undefined) return [];
  const [gateway, mac] = [textOf(field(value, 'Gateway')), textOf(field(value, 'MacAddress'))];
  return [
    {
      network,
      address,
      prefixLength: numberOf(field(value, 'IPPrefixLen')) ?? 16,
      ...(gateway !== undefined && { gateway }),
      ...(mac !== undefined && { mac }),
    },
  ];
}

/** `"80/tcp": [{ "HostIp": "0.0.0.0", "HostPort": "8080" }]` */
function portsOf(port: string, bindings: unknown): readonly PortFact[] {
  const [, containerPort, protocol = 'tcp'] = /^(\d{1,5})\/(\w+)$/.exec(port) ?? [];
  if (containerPort === undefined) return [];
  return listOf(bindings).flatMap((binding) => {
    const hostPort = Number(textOf(field(binding, 'HostPort')) ?? Number.NaN);
    const hostIp = textOf(field(binding, 'HostIp')) ?? '0.0.0.0';
    if (Number.isNaN(hostPort) || hostIp.includes(':')) return [];
    return [{ protocol, hostIp, hostPort, containerPort: Number(containerPort) }];
  });
}

function networkOf(row: unknown, at: SourceLine): NetworkFact {
  const id = textOf(field(row, 'Id')) ?? '';
  const pools = listOf(fieldAt(row, 'IPAM', 'Config'));
  const pool = pools.find((one) => !(textOf(field(one, 'Subnet')) ?? ':').includes(':'));
  const [subnet, gateway] = [textOf(field(pool, 'Subnet')), textOf(field(pool, 'Gateway'))];
  return {
    name: textOf(field(row, 'Name')) ?? '',
    id,
    driver: textOf(field(row, 'Driver')) ?? '',
    bridge: textOf(fieldAt(row, 'Options', 'com.docker.network.bridge.name')) ?? `br-${id.slice(0, 12)}`,
    internal: field(row, 'Internal') === true,
    at,
    ...(subnet !== undefined && { subnet }),
    ...(gateway !== undefined && { gateway }),
  };
}

/** The containers of a network are listed in it, which is enough where nobody inspected them. */
function addMember(draft: HostDraft, network: unknown, id: string, member: unknown, at: SourceLine): void {
  const [address, length] = (textOf(field(member, 'IPv4Address')) ?? '').split('/');
  if (address === undefined || address === '') return;
  const mac = textOf(field(member, 'MacAddress'));
  const endpoint: EndpointFact = {
    network: textOf(field(network, 'Name')) ?? '',
    address,
    prefixLength: Number(length ?? 16),
    ...(mac !== undefined && { mac }),
  };
  draft.containers.push({
    name: textOf(field(member, 'Name')) ?? id.slice(0, 12),
    id,
    running: true,
    endpoints: [endpoint],
    ports: [],
    at,
  });
}
