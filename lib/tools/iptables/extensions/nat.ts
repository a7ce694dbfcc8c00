/** DNAT, SNAT and MASQUERADE. Userspace: extensions/libxt_NAT.c. Not modelled: ports that are shifted (`:80-90/8080`). */
import type { DnatTarget, MasqueradeTarget, Negatable, SnatTarget } from '../../../netfilter';
import { formatIpv4, type Ipv4Address, parseIpv4 } from '../../../packet';
import type { Extension, OptionDefinition } from '../extension';
import { protocolName, servicePort } from '../names';
import { notModelled, parameterProblem } from '../program';
import { LAST_PORT } from './ports';

type Range = DnatTarget['range'];

const WITH_PORTS: readonly (string | undefined)[] = ['tcp', 'udp', 'sctp', 'dccp', 'icmp'];
const RANDOM: OptionDefinition = { name: 'random', argument: false };
const RANDOM_FULLY: OptionDefinition = { name: 'random-fully', argument: false };
const PERSISTENT: OptionDefinition = { name: 'persistent', argument: false };

export const DNAT: Extension<DnatTarget> = {
  name: 'DNAT',
  options: [{ name: 'to-destination', argument: true, required: true }, RANDOM, PERSISTENT],
  initial: { kind: 'DNAT', range: {} },
  parse: ({ range }, { name, argument, protocol }) => ({
    kind: 'DNAT',
    range: name === 'to-destination' ? { ...range, ...parseTo(argument, protocol) } : withFlag(range, name),
  }),
  finish: ({ range }) => ({ kind: 'DNAT', range: canonical(range) }),
  save: ({ range }) => ` --to-destination ${format(range)}${flags(range, ' --')}`,
  print: ({ range }) => ` to:${format(range)}${flags(range, ' ')}`,
};

export const SNAT: Extension<SnatTarget> = {
  name: 'SNAT',
  options: [{ name: 'to-source', argument: true, required: true }, RANDOM, RANDOM_FULLY, PERSISTENT],
  initial: { kind: 'SNAT', range: {} },
  parse: ({ range }, { name, argument, protocol }) => ({
    kind: 'SNAT',
    range: name === 'to-source' ? { ...range, ...parseTo(argument, protocol) } : withFlag(range, name),
  }),
  finish: ({ range }) => ({ kind: 'SNAT', range: canonical(range) }),
  save: ({ range }) => ` --to-source ${format(range)}${flags(range, ' --')}`,
  print: ({ range }) => ` to:${format(range)}${flags(range, ' ')}`,
};

export const MASQUERADE: Extension<MasqueradeTarget> = {
  name: 'MASQUERADE',
  options: [{ name: 'to-ports', argument: true }, RANDOM, RANDOM_FULLY],
  initial: { kind: 'MASQUERADE', range: {} },
  parse({ range }, { name, argument, protocol }) {
    if (name !== 'to-ports') return { kind: 'MASQUERADE', range: withFlag(range, name) };
    checkPortsAllowed(protocol);
    if (argument.includes(':')) throw parameterProblem('Invalid port:port syntax - use dash');
    return { kind: 'MASQUERADE', range: { ...range, ports: parsePorts(argument) } };
  },
  finish: ({ range }) => ({ kind: 'MASQUERADE', range: canonical(range) }),
  save: ({ range }) => `${range.ports ? ` --to-ports ${formatPorts(range.ports)}` : ''}${flags(range, ' --')}`,
  print: ({ range }) => `${range.ports ? ` masq ports: ${formatPorts(range.ports)}` : ''}${flags(range, ' ')}`,
};

function withFlag(range: Range, name: string): Range {
  switch (name) {
    case 'random':
      return { ...range, random: true };
    case 'random-fully':
      return { ...range, randomFully: true };
    default:
      return { ...range, persistent: true };
  }
}

/** The same range with its parts in one order, so that equal targets are equal values. */
function canonical({ addresses, ports, random, randomFully, persistent }: Range): Range {
  return {
    ...(addresses && { addresses }),
    ...(ports && { ports }),
    ...(random && { random }),
    ...(randomFully && { randomFully }),
    ...(persistent && { persistent }),
  };
}

function checkPortsAllowed(protocol: Negatable<number> | undefined): void {
  if (protocol !== undefined && WITH_PORTS.includes(protocolName(protocol.value))) return;
  throw parameterProblem('Need TCP, UDP, SCTP or DCCP with port specification');
}

/** `address[-address][:port[-port]]`, or ports alone. */
function parseTo(text: string, protocol: Negatable<number> | undefined): Range {
  const colon = text.indexOf(':');
  if (colon >= 0) checkPortsAllowed(protocol);
  const ports = colon < 0 ? undefined : parsePorts(text.slice(colon + 1));
  const addresses = colon === 0 ? undefined : parseAddresses(colon < 0 ? text : text.slice(0, colon));
  return { ...(addresses && { addresses }), ...(ports && { ports }) };
}

function parseAddresses(text: string): NonNullable<Range['addresses']> {
  const dash = text.indexOf('-');
  const from = parseAddress(dash < 0 ? text : text.slice(0, dash));
  return { from, to: dash < 0 ? from : parseAddress(text.slice(dash + 1)) };
}

function parseAddress(text: string): Ipv4Address {
  const address = parseIpv4(text);
  if (address === undefined) throw parameterProblem(`Bad IP address "${text}"`);
  return address;
}

function parsePorts(text: string): NonNullable<Range['ports']> {
  const [from, rest] = parsePort(text);
  if (rest === '') return { from, to: from };
  if (!rest.startsWith('-')) throw parameterProblem(`Garbage after port value: \`${rest}'`);
  const second = rest.slice(1);
  const [to, garbage] = parsePort(second);
  if (to < from) throw parameterProblem(`Port range \`${second}' funky`);
  if (garbage === '') return { from, to };
  if (!garbage.startsWith('/')) throw parameterProblem(`Garbage after port range: \`${garbage}'`);
  parsePort(garbage.slice(1));
  throw notModelled('a port range with a base port');
}

/** A port or a service, and what stands behind it. */
function parsePort(text: string): readonly [port: number, rest: string] {
  const digits = /^\d+/.exec(text)?.[0];
  if (digits !== undefined && Number(digits) <= LAST_PORT) return [Number(digits), text.slice(digits.length)];
  const port = servicePort(text);
  if (port === undefined) throw parameterProblem(`Port \`${text}' not valid`);
  return [port, ''];
}

function format({ addresses, ports }: Range): string {
  const { from, to } = addresses ?? {};
  const block =
    from === undefined || to === undefined ? '' : formatIpv4(from) + (from === to ? '' : `-${formatIpv4(to)}`);
  return block + (ports ? `:${formatPorts(ports)}` : '');
}

function formatPorts({ from, to }: NonNullable<Range['ports']>): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function flags({ random, randomFully, persistent }: Range, before: string): string {
  return (
    (random ? `${before}random` : '') +
    (randomFully ? `${before}random-fully` : '') +
    (persistent ? `${before}persistent` : '')
  );
}
