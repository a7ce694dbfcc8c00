/**
 * What the engine's name server knows by itself: containers of the networks that the asking one is in. libnetwork: resolver.go
 * (handleIPQuery, handlePTRQuery), sandbox.go (ResolveName), network.go (addSvcRecords). Not modelled: services of a swarm.
 */
import { type Ipv4Address, type Ipv6Address, parseIpv4 } from '../../packet';
import { DNS_TYPES, type DnsMessage, dnsAnswer, reverseName } from '../../packet/dns';
import { type Container, networkNames, type Sandbox } from '../container/container';
import type { DockerEngine } from '../engine';
import type { Endpoint } from '../network/endpoint';
import { isUserDefined } from '../network/network';

/** How long an answer may be remembered, in seconds. */
const TTL = 600;
const REVERSE = '.in-addr.arpa';

/** The answer to a question about the container's networks; `undefined` if it is about something else. */
export function answerQuestion(engine: DockerEngine, sandbox: Sandbox, query: DnsMessage): DnsMessage | undefined {
  const [question] = query.questions;
  if (question === undefined) return undefined;
  const { name, type } = question;
  const answer = dnsAnswer(query);
  const withData = (data: readonly (number | bigint | string)[]): DnsMessage => ({
    ...answer,
    answers: data.map((value) => ({ name, type, ttl: TTL, data: value })),
  });
  if (type === DNS_TYPES.PTR) {
    const owner = nameOfAddress(engine, sandbox, name.toLowerCase());
    return owner === undefined ? undefined : withData([owner]);
  }
  if (type !== DNS_TYPES.A && type !== DNS_TYPES.AAAA && type !== DNS_TYPES.MX) return undefined;
  const found = endpointsOfName(engine, sandbox, name);
  if (found.length === 0) return undefined;
  // Whom to send mail to is not known, only that there is such a name (RFC 5321, 5.1).
  if (type === DNS_TYPES.MX) return answer;
  const addresses = found.flatMap(({ address, address6 }): readonly (Ipv4Address | Ipv6Address)[] =>
    type === DNS_TYPES.A ? [address] : address6 === undefined ? [] : [address6],
  );
  return withData(shuffle(addresses, (limit) => engine.machine.chance.below(limit)));
}

/** Endpoints of a name: `a.b.c` is `a.b.c` in any network of the asking container, `a.b` in network `c`, or `a` in network `b.c`. */
function endpointsOfName(engine: DockerEngine, sandbox: Sandbox, host: string): readonly Endpoint[] {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  for (let count = labels.length; count > 0; count--) {
    const [name, network] = [labels.slice(0, count).join('.'), labels.slice(count).join('.')];
    for (const { network: joined } of endpointsInOrder(sandbox)) {
      if (network !== '' && network !== joined.name.toLowerCase()) continue;
      const meant = linkedNames(engine, sandbox, joined.name, name) ?? [name];
      const found = members(engine, joined.id).filter(({ names }) => names.some((one) => meant.includes(one)));
      if (found.length > 0) return found.map(({ endpoint }) => endpoint);
    }
  }
  return [];
}

/** The containers that the asking one alone calls so. libnetwork: sandbox.go (resolveName, with alias). */
function linkedNames(
  engine: DockerEngine,
  sandbox: Sandbox,
  network: string,
  name: string,
): readonly string[] | undefined {
  const asking = [...engine.containers.values()].find((container) => container.sandbox === sandbox);
  const links = asking?.attachments.get(network)?.links ?? [];
  const targets = links.flatMap((link) => {
    const [target = '', called = ''] = link.toLowerCase().split(':');
    return called === name ? [target] : [];
  });
  return targets.length === 0 ? undefined : targets;
}

/** `NAME.NETWORK` of a name such as `2.0.18.172.in-addr.arpa`. */
function nameOfAddress(engine: DockerEngine, sandbox: Sandbox, asked: string): string | undefined {
  if (!asked.endsWith(REVERSE)) return undefined;
  const address = parseIpv4(asked.slice(0, -REVERSE.length).split('.').reverse().join('.'));
  if (address === undefined || reverseName(address) !== asked) return undefined;
  for (const { network } of endpointsInOrder(sandbox)) {
    const owner = members(engine, network.id).find(({ endpoint }) => endpoint.address === address);
    if (owner?.names[0] !== undefined) return `${owner.names[0]}.${network.name}`;
  }
  return undefined;
}

/** The container's own endpoints in networks with names, that of its default route first. */
function endpointsInOrder({ endpoints }: Sandbox): readonly Endpoint[] {
  return [...endpoints.values()]
    .filter(({ network }) => isUserDefined(network))
    .sort(
      ({ network: a, gatewayPriority: first }, { network: b, gatewayPriority: second }) =>
        Number(a.internal) - Number(b.internal) || second - first || (a.name < b.name ? -1 : 1),
    );
}

interface Member {
  readonly endpoint: Endpoint;
  /** In small letters; the first is what its address is called. */
  readonly names: readonly string[];
}

function members(engine: DockerEngine, networkId: string): readonly Member[] {
  return [...engine.containers.values()].flatMap((container) => {
    const endpoint = container.sandbox?.endpoints.get(networkId);
    if (endpoint === undefined) return [];
    const attachment = container.attachments.get(endpoint.network.name) ?? { aliases: [] };
    return [{ endpoint, names: namesOf(engine, container, attachment).map((name) => name.toLowerCase()) }];
  });
}

/** Before 25 a name that the engine made up is none. moby: daemon/create.go (IsAnonymousEndpoint). */
function namesOf(
  { release }: DockerEngine,
  container: Container,
  attachment: Parameters<typeof networkNames>[1],
): readonly string[] {
  const names = networkNames(container, attachment);
  return container.hasGivenName || release.changes.has('dnsNames')
    ? names
    : names.filter((name) => name !== container.name);
}

/** In an order of chance, so that several containers of one name share the work. */
function shuffle<T>(values: readonly T[], below: (limit: number) => number): readonly T[] {
  const rest = [...values];
  return values.map(() => rest.splice(below(rest.length), 1)[0] as T);
}
