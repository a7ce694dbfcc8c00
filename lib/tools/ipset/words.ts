/** Numbers, addresses, protocols and ports as `ipset` reads and writes them. Userspace: lib/parse.c, lib/print.c. */
import { formatIp, formatIpv4, parseIpv4, parseIpv6 } from '../../packet';
import { protocolName, servicePort, parseProtocol as toProtocol } from '../iptables/names';
import { parseUnsigned } from '../iptables/numbers';
import { failed, syntaxError } from './error';

/** ICMP by name, as the first of each type and code is written. */
const ICMP_NAMES: readonly (readonly [name: string, code: number])[] = [
  ['echo-reply', 0x0000],
  ['pong', 0x0000],
  ['network-unreachable', 0x0300],
  ['host-unreachable', 0x0301],
  ['protocol-unreachable', 0x0302],
  ['port-unreachable', 0x0303],
  ['fragmentation-needed', 0x0304],
  ['source-route-failed', 0x0305],
  ['network-unknown', 0x0306],
  ['host-unknown', 0x0307],
  ['network-prohibited', 0x0309],
  ['host-prohibited', 0x030a],
  ['TOS-network-unreachable', 0x030b],
  ['TOS-host-unreachable', 0x030c],
  ['communication-prohibited', 0x030d],
  ['host-precedence-violation', 0x030e],
  ['precedence-cutoff', 0x030f],
  ['source-quench', 0x0400],
  ['network-redirect', 0x0500],
  ['host-redirect', 0x0501],
  ['TOS-network-redirect', 0x0502],
  ['TOS-host-redirect', 0x0503],
  ['echo-request', 0x0800],
  ['ping', 0x0800],
  ['router-advertisement', 0x0900],
  ['router-solicitation', 0x0a00],
  ['ttl-zero-during-transit', 0x0b00],
  ['ttl-zero-during-reassembly', 0x0b01],
  ['ip-header-bad', 0x0c00],
  ['required-option-missing', 0x0c01],
  ['timestamp-request', 0x0d00],
  ['timestamp-reply', 0x0e00],
  ['address-mask-request', 0x1100],
  ['address-mask-reply', 0x1200],
];
const PORTED = [6, 17, 132, 136];
const ICMP = 1;
const LAST_PORT = 65_535;

/** A whole number between two others. */
export function parseNumber(text: string, least: number, most: number): number {
  const value = parseUnsigned(text, Number.MAX_SAFE_INTEGER);
  if (value === undefined) throw syntaxError(`'${text}' is invalid as number`);
  if (value < least || value > most) throw syntaxError(`'${text}' is out of range ${least}-${most}`);
  return value;
}

/** A counter of 64 bits. */
export function parseCount(text: string): bigint {
  if (!/^\d+$/.test(text)) throw syntaxError(`'${text}' is invalid as number`);
  return BigInt.asUintN(64, BigInt(text));
}

/** An address; IPv6 as a bigint. */
export function parseAddress(text: string, family: 'inet' | 'inet6'): number | bigint {
  const address = family === 'inet' ? parseIpv4(text) : parseIpv6(text);
  if (address !== undefined) return address;
  throw syntaxError(`cannot parse ${text}: resolving to ${family === 'inet' ? 'IPv4' : 'IPv6'} address failed`);
}

/** An address as it is listed. */
export function formatAddress(address: number | bigint): string {
  return typeof address === 'number' ? formatIpv4(address) : formatIp(address);
}

/** A protocol and its ports, or what stands for them; both ends included. */
export interface ProtocolPorts {
  readonly protocol: number;
  readonly from: number;
  readonly to: number;
}

/** `[PROTOCOL:]PORT[-PORT]`, `icmp:NAME`, `icmp:TYPE/CODE`, `PROTOCOL:0`; TCP if no protocol is named. */
export function parseProtocolPorts(text: string): ProtocolPorts {
  const colon = text.indexOf(':');
  if (colon < 0) return { protocol: 6, ...parsePorts(text, 'tcp') };
  const name = text.slice(0, colon);
  const rest = text.slice(colon + 1);
  const protocol = toProtocol(name);
  if (protocol === undefined || protocol === 0) throw syntaxError(`cannot parse '${name}' as a protocol`);
  if (PORTED.includes(protocol)) return { protocol, ...parsePorts(rest, protocolName(protocol)) };
  const code = protocol === ICMP ? parseIcmp(rest) : 0;
  if (protocol !== ICMP && rest !== '0')
    throw syntaxError(`Protocol ${name} can be used with pseudo port value 0 only.`);
  return { protocol, from: code, to: code };
}

/** `PORT`, `PORT-PORT`, numbers or services. */
export function parsePorts(text: string, protocol: string | undefined): { readonly from: number; readonly to: number } {
  const parts = text.split('-');
  const whole = parsePort(text, protocol);
  if (whole !== undefined) return { from: whole, to: whole };
  const [from, to] = parts.map((part) => parsePort(part, protocol));
  if (parts.length !== 2 || from === undefined || to === undefined) throw notPort(text, protocol ?? 'tcp');
  return from <= to ? { from, to } : { from: to, to: from };
}

function parsePort(text: string, protocol: string | undefined): number | undefined {
  return parseUnsigned(text, LAST_PORT) ?? servicePort(text, protocol);
}

/** The real program tells of each of its attempts. */
function notPort(text: string, protocol: string): Error {
  const attempt = /^\d+$/.test(text) ? `is out of range 0-${LAST_PORT}` : 'is invalid as number';
  return syntaxError(
    `'${text}' ${attempt}\nSyntax error: '${protocol}' is invalid as number\ncannot parse '${text}' as a ${protocol} port`,
  );
}

function parseIcmp(text: string): number {
  const named = ICMP_NAMES.find(([name]) => name === text)?.[1];
  if (named !== undefined) return named;
  const [type = '', code] = text.split('/');
  if (code === undefined) throw failed(`Cannot parse ${text} as an ICMP type/code.`);
  return parseNumber(type, 0, 255) * 256 + parseNumber(code, 0, 255);
}

/** `tcp:80`, `icmp:echo-request`, `gre:0` */
export function formatProtocolPort(protocol: number, port: number): string {
  const name = protocolName(protocol) ?? String(protocol);
  if (protocol !== ICMP) return `${name}:${port}`;
  return `${name}:${ICMP_NAMES.find(([, code]) => code === port)?.[0] ?? `${port >> 8}/${port & 255}`}`;
}
