/** A question in terms of the machines: who sends from which address to which, and by which interface it comes in. */
import type { Place } from '../../machine';
import { formatIpv4, type Ipv4Address, ipv4, isLoopback, parseIpv4 } from '../../packet';
import type { HostMachines, PlannedDevice } from '../build';
import { Subnets } from '../build/planDevices';
import { type Question, QuestionError } from './question';

/** A question that can be asked. */
export interface ResolvedQuestion {
  readonly question: Question;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly from: {
    readonly place: Place;
    /** None: as routing says. */
    readonly address: Ipv4Address | undefined;
    readonly port: number;
    /** `outside`, `host` or `container`. */
    readonly kind: 'outside' | 'host' | 'container';
    readonly uplink: string | undefined;
  };
  readonly to: { readonly address: Ipv4Address; readonly port: number };
}

/** Of an answer. */
const MOST_BYTES = 10_000_000;

interface WrittenEnd {
  readonly name: string;
  readonly port: number;
  readonly device: string | undefined;
}

/** The addresses that a question names, so that there are containers of them. */
export function addressesIn({ from, to }: Question): readonly string[] {
  return [parseEnd(from, 'from').name, parseEnd(to, 'to').name].filter((name) => parseIpv4(name) !== undefined);
}

/** Throws a `QuestionError` if there is no such place, or the question does not parse. */
export function resolveQuestion(machines: HostMachines, question: Question): ResolvedQuestion {
  const to = parseEnd(question.to, 'to');
  const address = parseIpv4(to.name) ?? addressOfContainer(machines, to.name);
  if (address === undefined)
    throw new QuestionError(
      `"${to.name}" is neither an address of IPv4 nor a container of this host; ${namesOf(machines)}`,
    );
  const protocol = question.protocol ?? (to.port === 0 ? 'icmp' : 'tcp');
  if (protocol !== 'icmp' && to.port === 0) throw new QuestionError(`"${question.to}" needs a port: ${to.name}:80`);
  if ((question.size ?? 0) > MOST_BYTES)
    throw new QuestionError(`${question.size} bytes are more than a server sends here: ${MOST_BYTES}`);
  if (protocol === 'icmp' && to.port !== 0) throw new QuestionError(`ICMP has no ports: ask for ${to.name} alone`);
  const from = resolveSender(machines, parseEnd(question.from, 'from'), address);
  ensureReceiver(machines, address);
  return { question, protocol, from, to: { address, port: to.port } };
}

function parseEnd(text: string, which: 'from' | 'to'): WrittenEnd {
  const end = which === 'from' ? 'sender' : 'receiver';
  if (/^\[?[0-9a-f]*:[0-9a-f:]*:/i.test(text))
    throw new QuestionError(`"${text}" is an address of IPv6, whose packets are not modelled`);
  const [, name = '', port, device] = /^([^:%\s]{1,128})(?::(\d{1,5}))?(?:%(\S{1,64}))?$/.exec(text) ?? [];
  if (name === '') throw new QuestionError(`"${text}" is no ${end}: write 192.0.2.10:8080`);
  if (Number(port ?? 0) > 65_535) throw new QuestionError(`"${text}": ports go to 65535`);
  return { name, port: Number(port ?? 0), device };
}

function addressOfContainer({ containers }: HostMachines, name: string): Ipv4Address | undefined {
  const [endpoint] = containers.find(({ plan }) => plan.name === name)?.plan.endpoints ?? [];
  return endpoint === undefined ? undefined : ipv4(endpoint.address);
}

function resolveSender(
  machines: HostMachines,
  { name, port, device }: WrittenEnd,
  to: Ipv4Address,
): ResolvedQuestion['from'] {
  if (name === 'host') return { place: machines.host, address: undefined, port, kind: 'host', uplink: undefined };
  const container = machines.containers.find(({ plan }) => plan.name === name) ?? machines.containerOf(name);
  if (container !== undefined && device === undefined) {
    const address = parseIpv4(name);
    return { place: container.place, address, port, kind: 'container', uplink: undefined };
  }
  const address = parseIpv4(name);
  if (address === undefined && name !== 'outside')
    throw new QuestionError(
      `there is no "${name}" on this host: ask from outside, host, an address or a container; ${namesOf(machines)}`,
    );
  if (address !== undefined && machines.host.net.isOwnAddress(address))
    return { place: machines.host, address, port, kind: 'host', uplink: undefined };
  const uplink = device ?? uplinkOf(machines, address, to);
  if (uplink === undefined || machines.plan.devices.find((one) => one.name === uplink)?.role !== 'uplink')
    throw new QuestionError(
      uplink === undefined
        ? 'this host has no interface to the outside'
        : `"${uplink}" is no interface to the outside; ${uplinkNames(machines)}`,
    );
  const sender = address ?? freeAddress(machines, uplink, to);
  const place = machines.placeOutside(sender, uplink);
  if (place === undefined) throw new QuestionError(`"${uplink}" leads nowhere`);
  machines.outside.routeTo(sender, to, uplink);
  return { place, address: sender, port, kind: 'outside', uplink };
}

/** Names that are listed at most. */
const MOST_NAMES = 10;

function namesOf({ containers }: HostMachines): string {
  if (containers.length === 0) return 'its dumps name none';
  const more = containers.length > MOST_NAMES ? `, and ${containers.length - MOST_NAMES} more` : '';
  return `its containers are ${containers
    .slice(0, MOST_NAMES)
    .map(({ plan }) => plan.name)
    .join(', ')}${more}`;
}

function uplinkNames({ plan }: HostMachines): string {
  const names = plan.devices.filter(({ role }) => role === 'uplink').map(({ name }) => name);
  return names.length === 0 ? 'the host has none' : `there is ${names.join(', ')}`;
}

/** Where a packet from outside comes in: from the sender's own link, else by the interface that has the address that it is for. */
function uplinkOf({ plan, host }: HostMachines, from: Ipv4Address | undefined, to: Ipv4Address): string | undefined {
  const uplinks = plan.devices.filter(({ role, fact }) => role === 'uplink' && fact.up);
  const isUplink = (name: string | undefined) => uplinks.some((one) => one.name === name);
  const back = from === undefined ? undefined : host.net.fib.lookup(from);
  const home = back?.device?.name;
  // Whoever is at a link, or behind a router of its own there, is nowhere else.
  if (back?.destination.mask !== 0 && isUplink(home)) return home;
  const asked = formatIpv4(to);
  const owner = uplinks.find(({ fact }) => fact.addresses.some(({ address }) => address === asked));
  if (owner !== undefined) return owner.name;
  if (isUplink(home)) return home;
  const near = new Subnets(uplinks, 'uplink').deviceOf(asked)?.name;
  const usual = host.net.fib.routes('main').find(({ destination }) => destination.mask === 0)?.device?.name;
  return near ?? (isUplink(usual) ? usual : uplinks.find(({ fact }) => fact.addresses.length > 0)?.name);
}

/** An address beyond the gateway (RFC 5737), or one of the link that nobody has: only there can somebody send to 127.0.0.1. */
export function freeAddress(machines: HostMachines, uplink: string, to: Ipv4Address = 0): Ipv4Address {
  const { host, plan } = machines;
  const device = host.net.device(uplink);
  const far = ipv4('198.51.100.77');
  const viaUplink = device !== undefined && host.net.fib.lookup(far, device) !== undefined;
  if (viaUplink && !isLoopback(to) && host.net.fib.lookup(far)?.device === device) return far;
  const own = plan.devices.find(({ name }) => name === uplink)?.fact.addresses.find(hasNeighbours);
  const address = parseIpv4(own?.address ?? '');
  if (own === undefined || address === undefined) return routedBy(machines, uplink) ?? far;
  const size = 2 ** (32 - own.prefixLength);
  const base = address - (address % size);
  const taken = (one: Ipv4Address) => host.net.isOwnAddress(one) || formatIpv4(one) === own.address;
  return (
    [base + 20, base + size - 2, base + size - 3, base + 1].find((one) => one % size < size - 1 && !taken(one)) ?? far
  );
}

/** An address beyond the first gateway of an interface that has no neighbours, such as a tunnel. */
function routedBy({ host }: HostMachines, uplink: string): Ipv4Address | undefined {
  const route = host.net.fib
    .routes('main')
    .find(({ device, type, destination }) => device?.name === uplink && type === 'unicast' && destination.mask !== 0);
  if (route === undefined) return undefined;
  const { address, mask } = route.destination;
  return mask === 0xffff_ffff ? address : address + 1;
}

function hasNeighbours({ prefixLength }: PlannedDevice['fact']['addresses'][number]): boolean {
  return prefixLength < 31;
}

/** An address beyond the host that is asked for has a machine. */
function ensureReceiver(machines: HostMachines, address: Ipv4Address): void {
  const { net } = machines.host;
  if (isLoopback(address) || net.isOwnAddress(address) || machines.containerOf(formatIpv4(address)) !== undefined)
    return;
  const device = net.fib.lookup(address)?.device?.name;
  const planned = machines.plan.devices.find(({ name }) => name === device);
  if (planned?.role === 'uplink') machines.placeOutside(address, planned.name);
}
