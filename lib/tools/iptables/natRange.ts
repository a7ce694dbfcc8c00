/** Addresses and ports of translations. Userspace: parse_to and parse_ports, extensions/libxt_NAT.c. */
import type { NatRange, Negatable } from '../../netfilter';
import { formatIp, type IpAddress, parseIpv4, parseIpv6 } from '../../packet';
import { LAST_PORT } from './guided';
import { protocolName, servicePort } from './names';
import { leadingNumber, parseUnsigned } from './numbers';
import { parameterProblem } from './program';

const WITH_PORTS: readonly (string | undefined)[] = ['tcp', 'udp', 'sctp', 'dccp', 'icmp'];

/** The options of a range that have no argument, by those of its parts that they set. */
const FLAGS = { random: 'random', 'random-fully': 'randomFully', persistent: 'persistent' } as const;

type Flag = keyof typeof FLAGS;

/** These options, as an extension lists them. */
export function flagOptions(...names: readonly Flag[]): readonly { readonly name: Flag; readonly argument: false }[] {
  return names.map((name) => ({ name, argument: false }));
}

/** The range with one more of the options without an argument. */
export function withFlag(range: NatRange, name: string): NatRange {
  return { ...range, [FLAGS[name as Flag]]: true };
}

/** The same range with its parts in one order, so that equal targets are equal values. */
export function canonical({ addresses, addresses6, ports, random, randomFully, persistent }: NatRange): NatRange {
  return {
    ...(addresses && { addresses }),
    ...(addresses6 && { addresses6 }),
    ...(ports && { ports }),
    ...(random && { random }),
    ...(randomFully && { randomFully }),
    ...(persistent && { persistent }),
  };
}

/** Ports with a dash between them, and no address before them. */
export function parseOnlyPorts(text: string, protocol: Negatable<number> | undefined): NonNullable<NatRange['ports']> {
  checkPortsAllowed(protocol);
  if (text.includes(':')) throw parameterProblem('Invalid port:port syntax - use dash');
  return parsePorts(text);
}

function checkPortsAllowed(protocol: Negatable<number> | undefined): void {
  if (protocol !== undefined && WITH_PORTS.includes(protocolName(protocol.value))) return;
  throw parameterProblem('Need TCP, UDP, SCTP or DCCP with port specification');
}

/** `address[-address][:port[-port]]`, or ports alone. */
export function parseTo(text: string, protocol: Negatable<number> | undefined): NatRange {
  const colon = text.indexOf(':');
  if (colon >= 0) checkPortsAllowed(protocol);
  const ports = colon < 0 ? undefined : parsePorts(text.slice(colon + 1));
  const addresses = colon === 0 ? undefined : parseAddresses(colon < 0 ? text : text.slice(0, colon), parseIpv4);
  return { ...(addresses && { addresses }), ...(ports && { ports }) };
}

/** The same of ip6tables, where an address with ports stands in brackets. */
export function parseTo6(text: string, protocol: Negatable<number> | undefined): NatRange {
  const [, inside, rest = ''] = /^\[([^\]]*)\](.*)$/.exec(text) ?? [];
  if (text.startsWith('[') && inside === undefined) throw parameterProblem('Invalid address format');
  // Without brackets a lone colon is taken for that of the ports.
  const colon = (inside === undefined ? text : rest).indexOf(':');
  const withPorts = colon >= 0 && (inside !== undefined || text.indexOf(':', colon + 1) < 0);
  if (withPorts) checkPortsAllowed(protocol);
  const ports = withPorts ? parsePorts((inside === undefined ? text : rest).slice(colon + 1)) : undefined;
  const address = inside ?? (withPorts ? text.slice(0, colon) : text);
  const addresses6 = address === '' ? undefined : parseAddresses(address, parseIpv6);
  return { ...(addresses6 && { addresses6 }), ...(ports && { ports }) };
}

function parseAddresses<Address extends IpAddress>(
  text: string,
  parse: (text: string) => Address | undefined,
): { readonly from: Address; readonly to: Address } {
  const dash = text.indexOf('-');
  const from = parseAddress(dash < 0 ? text : text.slice(0, dash), parse);
  return { from, to: dash < 0 ? from : parseAddress(text.slice(dash + 1), parse) };
}

function parseAddress<Address extends IpAddress>(text: string, parse: (text: string) => Address | undefined): Address {
  const address = parse(text);
  if (address === undefined) throw parameterProblem(`Bad IP address "${text}"`);
  return address;
}

/** `80`, `80-90`, `80-90/8080`: names of services may stand first and last, and nothing follows one. */
function parsePorts(text: string): NonNullable<NatRange['ports']> {
  const [from, rest] = parseNumber(text) ?? [parseService(text), ''];
  if (rest === '') return { from, to: from };
  if (!rest.startsWith('-')) throw parameterProblem(`Garbage after port value: \`${rest}'`);
  const second = rest.slice(1);
  const end = parseNumber(second);
  if (end === undefined) throw invalidPort(second);
  const [to, garbage] = end;
  if (to < from) throw parameterProblem(`Port range \`${second}' funky`);
  if (garbage === '') return { from, to };
  if (!garbage.startsWith('/')) throw parameterProblem(`Garbage after port range: \`${garbage}'`);
  const third = garbage.slice(1);
  const [base = 0] = parseNumber(third) ?? [];
  return { from, to, base: base === 0 ? parseService(third) : base };
}

/** A port as a number, and what stands behind it. */
function parseNumber(text: string): readonly [port: number, rest: string] | undefined {
  const digits = leadingNumber(text);
  const port = parseUnsigned(digits, LAST_PORT);
  return port === undefined ? undefined : [port, text.slice(digits.length)];
}

function parseService(text: string): number {
  const port = servicePort(text);
  if (port === undefined) throw invalidPort(text);
  return port;
}

function invalidPort(text: string): Error {
  return parameterProblem(`Port \`${text}' not valid`);
}

/** The kernel is told of a base for DNAT only: elsewhere ports are shifted from 0. Userspace: struct nf_nat_ipv4_range, which has no place for it. */
export function withoutBase(range: NatRange): NatRange {
  return range.ports?.base === undefined ? range : { ...range, ports: { ...range.ports, base: 0 } };
}

/** `192.0.2.1-192.0.2.9:80-90`, `[fd00::2]:80`; what is absent is left out. */
export function formatRange({ addresses, addresses6, ports }: NatRange): string {
  const { from, to } = addresses ?? addresses6 ?? {};
  const block = from === undefined || to === undefined ? '' : formatIp(from) + (from === to ? '' : `-${formatIp(to)}`);
  if (ports === undefined) return block;
  return `${addresses6 === undefined ? block : `[${block}]`}:${formatPorts(ports)}`;
}

/** `80`, `80-90`, or `80-90/8080`. */
export function formatPorts({ from, to, base }: NonNullable<NatRange['ports']>): string {
  return (from === to ? String(from) : `${from}-${to}`) + (base === undefined ? '' : `/${base}`);
}

/** ` --to-ports 80-90`, or nothing. */
export function savePortsOption({ ports }: Pick<NatRange, 'ports'>): string {
  return ports === undefined ? '' : ` --to-ports ${formatPorts(ports)}`;
}

/** The options that the range has, each with `before` before its name. */
export function saveFlags({ random, randomFully, persistent }: NatRange, before: string): string {
  return (
    (random ? `${before}random` : '') +
    (randomFully ? `${before}random-fully` : '') +
    (persistent ? `${before}persistent` : '')
  );
}
