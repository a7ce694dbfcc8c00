/** Which containers there are: those that were inspected, and those whose addresses stand in rules, connections and routes. */
import { parseIpv4 } from '../../packet';
import type { ContainerFact, DeclaredContainer, HostFacts, PlaceFacts } from '../read';
import type { Assumptions } from './assumption';
import type { PlannedContainer, PlannedDevice, PlannedEndpoint, PlannedPort, PublishedPort } from './plan';
import { Subnets } from './planDevices';

const ADDRESS = /(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])(?!\/(?:[12]?\d|3[01])(?!\d))/g;

interface Draft {
  name: string;
  readonly endpoints: Map<string, PlannedEndpoint>;
  place: PlaceFacts | undefined;
}

/** `named` are addresses that a question is about. */
export function planContainers(
  facts: HostFacts,
  devices: readonly PlannedDevice[],
  published: readonly PublishedPort[],
  named: readonly string[],
  assumptions: Assumptions,
): readonly PlannedContainer[] {
  const drafts: Draft[] = [];
  const own = new Set(devices.flatMap(({ fact }) => fact.addresses.map(({ address }) => address)));
  const bridges = new Subnets(devices, 'bridge');
  const byAddress = new Map<string, Draft>();
  const find = (address: string) => byAddress.get(address);
  const endpointOf = (address: string, mac: string | undefined): PlannedEndpoint | undefined => {
    const bridge = own.has(address) ? undefined : bridges.deviceOf(address);
    const net = bridge?.fact.addresses.find(({ prefixLength }) => prefixLength < 32);
    if (bridge === undefined || net === undefined || isEdge(address, net)) return undefined;
    return { bridge: bridge.name, address, prefixLength: net.prefixLength, ...(mac !== undefined && { mac }) };
  };
  /** Addresses of one container; those of one that is there join it. */
  const add = (addresses: readonly (readonly [string, (string | undefined)?])[], name?: string): Draft | undefined => {
    const endpoints = addresses.flatMap(([address, mac]) => endpointOf(address, mac) ?? []);
    const [first] = endpoints;
    if (first === undefined) return undefined;
    const known = endpoints.map(({ address }) => find(address)).find((draft) => draft !== undefined);
    const draft = known ?? { name: name ?? first.address, endpoints: new Map(), place: undefined };
    if (known === undefined) drafts.push(draft);
    for (const endpoint of endpoints) {
      draft.endpoints.set(endpoint.address, endpoint);
      byAddress.set(endpoint.address, draft);
    }
    return draft;
  };
  for (const { name, endpoints, ports, running } of mergeContainers([
    ...facts.containers,
    ...facts.declaredContainers.map(asContainer),
  ])) {
    if (!running) continue;
    const known = endpoints.map(({ address, mac }) => [address, mac] as const);
    if (known.length > 0) add(known, name);
    else for (const address of publishedFrom(ports, published)) add([[address]], name);
  }
  for (const [name, place] of facts.places) {
    const draft = add(
      addressesOf(place).map((address) => [address] as const),
      name.startsWith('?') ? undefined : name,
    );
    if (draft !== undefined) draft.place = place;
  }
  const inspected = drafts.length;
  for (const { container } of published) add([[container.address]]);
  for (const address of addressesInRules(facts)) add([[address]]);
  for (const { original, reply } of facts.connections)
    for (const address of [original.source, reply.source]) add([[address]]);
  for (const { address, mac } of facts.neighbours) if (mac !== undefined) add([[address, mac]]);
  for (const { endpoints } of drafts.slice(inspected)) {
    const [address] = endpoints.keys();
    assumptions.add(
      `A container has the address ${address}, which stands in rules, connections or neighbours; its default route is by its bridge.`,
      'docker inspect $(docker ps -q)',
    );
  }
  for (const address of named) {
    if (find(address) === undefined && add([[address]]) !== undefined)
      assumptions.add(`A container has the address ${address}; its default route is by its bridge.`, 'docker inspect');
  }
  return drafts.map((draft) => finish(draft, published));
}

/** `docker ps` shows a container's published ports, and the rules where they lead. */
function publishedFrom(ports: ContainerFact['ports'], published: readonly PublishedPort[]): readonly string[] {
  return published
    .filter(({ port, protocol }) => ports.some((one) => one.hostPort === port && one.protocol === protocol))
    .map(({ container }) => container.address);
}

function finish({ name, endpoints, place }: Draft, published: readonly PublishedPort[]): PlannedContainer {
  const ports = published
    .filter(({ container }) => endpoints.has(container.address))
    .map(({ protocol, container }): PlannedPort => ({ protocol, port: container.port }));
  const shown = place?.listeners ?? [];
  const listens = [...(place?.listenersShown ? [] : ports), ...shown.map(({ protocol, port }) => ({ protocol, port }))];
  return {
    name,
    endpoints: [...endpoints.values()],
    mtus: mtusOf(place),
    routes: place !== undefined && place.routes.length > 0 ? place.routes : undefined,
    listens: listens.filter(
      (one, index) =>
        listens.findIndex(({ protocol, port }) => protocol === one.protocol && port === one.port) === index,
    ),
    listensKnown: place?.listenersShown ?? false,
  };
}

/** What was asked for has the name, and its ports tell which of those that are there it is. */
function asContainer({ name, endpoints, ports, at }: DeclaredContainer): ContainerFact {
  return {
    name,
    id: '',
    running: true,
    endpoints: endpoints.flatMap(({ network, address }) =>
      address === undefined ? [] : [{ network, address, prefixLength: 16 }],
    ),
    ports: ports.flatMap(({ protocol, hostIp, hostPort, containerPort }) =>
      /^\d+$/.test(hostPort) ? [{ protocol, hostIp, hostPort: Number(hostPort), containerPort }] : [],
    ),
    at,
  };
}

/** `docker ps` tells the names of what `docker inspect` and `docker network inspect` tell the addresses of. */
function mergeContainers(containers: readonly ContainerFact[]): readonly ContainerFact[] {
  const merged: ContainerFact[] = [];
  for (const container of containers) {
    const index = merged.findIndex(
      ({ id, name }) => name === container.name || (id !== '' && id.slice(0, 12) === container.id.slice(0, 12)),
    );
    const known = merged[index];
    if (known === undefined) merged.push(container);
    else merged[index] = { ...known, endpoints: [...known.endpoints, ...container.endpoints] };
  }
  return merged;
}

function mtusOf(place: PlaceFacts | undefined): ReadonlyMap<string, number> {
  return new Map(
    (place?.interfaces ?? []).flatMap(({ mtu, addresses }) =>
      mtu === undefined ? [] : addresses.map(({ address }): [string, number] => [address, mtu]),
    ),
  );
}

function addressesOf({ interfaces, routes }: PlaceFacts): readonly string[] {
  return [
    ...interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
    ...routes.flatMap(({ source }) => source ?? []),
  ];
}

function* addressesInRules({ tables, nft }: HostFacts): Generator<string> {
  for (const { family, rules } of tables) {
    if (family !== 'ipv4') continue;
    for (const { text } of rules) for (const [, address = ''] of text.matchAll(ADDRESS)) yield address;
  }
  for (const { text } of nft) for (const [, address = ''] of text.matchAll(ADDRESS)) yield address;
}

/** The subnet's own address, and its broadcast address. */
function isEdge(address: string, net: { readonly address: string; readonly prefixLength: number }): boolean {
  const value = parseIpv4(address) ?? 0;
  const rest = 2 ** (32 - net.prefixLength);
  return value % rest === 0 || value % rest === rest - 1;
}
