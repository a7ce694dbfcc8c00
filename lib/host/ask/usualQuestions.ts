/** What a host is asked when no questions are given: what it offers, from everywhere, and what it may reach. */
import type { HostMachines } from '../build';
import type { Question } from './question';

/** Somebody who asks. */
interface Source {
  readonly from: string;
  /** The bridge that the sender is at. */
  readonly bridge?: string;
}

/** Something that is asked for. */
interface Target {
  readonly to: string;
  readonly protocol: 'tcp' | 'udp';
  /** Only the host itself has this address. */
  readonly local?: boolean;
  /** The uplink that has the address. */
  readonly uplink?: string;
  /** The container that has it. */
  readonly owner?: string;
}

/** Of no host: connections to it show whether the outside is reached, where there is a default route. */
const SOMEBODY = '198.51.100.77';

/** Each listener and published port from outside, from the host and from each network, and the outside from within. */
export function usualQuestions(machines: HostMachines): readonly Question[] {
  const networks = networkSources(machines);
  const targets = targetsOf(machines);
  const inside: readonly Source[] = [{ from: 'host' }, ...networks];
  const questions = targets.flatMap((target) =>
    [...outsideSources(machines, target), ...inside.filter(({ from }) => isFor(from, target))].map(({ from }) => ({
      from,
      to: target.to,
      protocol: target.protocol,
    })),
  );
  const outside = somebodyOutside(machines);
  if (outside === undefined) return questions;
  return [...questions, ...inside.map(({ from }): Question => ({ from, to: `${outside}:443`, protocol: 'tcp' }))];
}

/** Somebody beyond the default route, or else a neighbour at the first interface to the outside. */
function somebodyOutside({ plan }: HostMachines): string | undefined {
  if (plan.routes.some(({ destination, type }) => destination === 'default' && type === 'unicast')) return SOMEBODY;
  const uplinks = plan.devices.filter(({ role, fact }) => role === 'uplink' && fact.up);
  const own = uplinks.flatMap(({ fact }) => fact.addresses).find(({ address }) => address.includes('.'));
  return own === undefined || own.prefixLength > 29 ? undefined : neighbourOf(own.address);
}

/** Who is outside comes by the interface that has the address; to a container by each that others are behind. */
function outsideSources({ plan }: HostMachines, { uplink, local }: Target): readonly Source[] {
  const uplinks = plan.devices.filter(({ role, fact }) => role === 'uplink' && fact.up && fact.addresses.length > 0);
  // A neighbour may send to 127.0.0.1 all the same, but that is no usual request.
  if (local === true) return [];
  if (uplink !== undefined || uplinks.length < 2) return uplinks.length === 0 ? [] : [{ from: 'outside' }];
  return uplinks.map(({ name }) => ({ from: `outside%${name}` }));
}

/** One sender for each bridge: a container, or an address that is free there. */
function networkSources({ plan, containers }: HostMachines): readonly Source[] {
  const bridges = plan.devices.filter(({ role, fact }) => role === 'bridge' && fact.up);
  return bridges.flatMap(({ name, fact }) => {
    const first = containers.flatMap(({ plan: { endpoints } }) => endpoints).find(({ bridge }) => bridge === name);
    if (first !== undefined) return [{ from: first.address, bridge: name }];
    const own = fact.addresses.find(({ address, prefixLength }) => address.includes('.') && prefixLength < 30);
    return own === undefined ? [] : [{ from: neighbourOf(own.address), bridge: name }];
  });
}

/** The address behind it, or before it at the end of a subnet. */
function neighbourOf(address: string): string {
  const parts = address.split('.');
  const last = Number(parts.pop());
  return [...parts, last < 200 ? last + 1 : last - 1].join('.');
}

function targetsOf(machines: HostMachines): readonly Target[] {
  const { plan, containers } = machines;
  const uplinks = plan.devices.flatMap(({ role, name, fact }) =>
    role === 'uplink' && fact.up ? fact.addresses.map(({ address }) => ({ uplink: name, address })) : [],
  );
  const addresses = uplinks.filter(({ address }) => address.includes('.'));
  const at = (hostIp: string, port: number, protocol: Target['protocol']): readonly Target[] => {
    if (hostIp === '0.0.0.0' || hostIp === '::' || hostIp === '*' || hostIp === '')
      return addresses.map(({ address, uplink }) => ({ to: `${address}:${port}`, protocol, uplink }));
    if (hostIp.includes(':')) return [];
    if (hostIp.startsWith('127.')) return [{ to: `${hostIp}:${port}`, protocol, local: true }];
    const owner = addresses.find(({ address }) => address === hostIp);
    return [{ to: `${hostIp}:${port}`, protocol, ...(owner !== undefined && { uplink: owner.uplink }) }];
  };
  const all = [
    ...plan.published.flatMap(({ hostIp, port, protocol }) => at(hostIp, port, protocol)),
    ...plan.listeners.flatMap(({ address, port, protocol }) => at(address, port, protocol)),
    ...containers.flatMap(({ plan: { name, endpoints, listens, listensKnown } }) => {
      const ports = listens.length > 0 || listensKnown ? listens : [{ protocol: 'tcp' as const, port: 80 }];
      return endpoints
        .slice(0, 1)
        .flatMap(({ address }) =>
          ports.map(({ protocol, port }) => ({ to: `${address}:${port}`, protocol, owner: name })),
        );
    }),
  ];
  return [...new Map(all.map((target) => [`${target.protocol} ${target.to}`, target])).values()];
}

/** Nobody asks for itself by its own address, and only the host for what is its own alone. */
function isFor(from: string, { to, local }: Target): boolean {
  if (local === true) return from === 'host';
  return !to.startsWith(`${from}:`);
}

/** Questions that are asked at most: each takes a few milliseconds, with thousands of rules a few dozen. */
const MOST = 400;

/** All, or of too many those about ports and addresses that commands name, and of the others some from everywhere. */
export function mostTelling(questions: readonly Question[], commands: readonly string[]): readonly Question[] {
  if (questions.length <= MOST) return questions;
  const words = new Set(commands.join(' ').split(/[^\w.]+/));
  const isNamed = ({ from, to }: Question) => [from, ...to.split(':')].some((word) => words.has(word));
  const named = questions.filter(isNamed).slice(0, MOST);
  const others = questions.filter((question) => !isNamed(question));
  const room = MOST - named.length;
  const share = others.filter(
    (_, index) => Math.floor((index * room) / others.length) !== Math.floor(((index - 1) * room) / others.length),
  );
  return [...named, ...share];
}
