/** Values of each type, read and written. Userspace: src/datatype.c. */

import { AFTER_NAMES, factsOf, isSingle, type Scalar, type Span, type TypeName } from '../../netfilter/nf';
import { formatIpv4, formatMac, maskOfLength, parseIpv4, parseMac } from '../../packet/address';
import { formatIpv6, parseIpv6 } from '../../packet/ipv6Address';
import { servicePort } from '../iptables/names';
import { NftError, type Place } from './source';
import { nameIn, numberIn, SYMBOLS } from './symbols';
import { formatTime, timeOf } from './time';

/** The interfaces of the namespace: rules know some by number. */
export interface Interfaces {
  indexOf(name: string): number | undefined;
  nameOf(index: number): string | undefined;
}

/** How values are written. */
export interface Looks {
  readonly interfaces: Interfaces;
  /** Numbers instead of names. */
  readonly numeric: boolean;
}

/** The value that a word stands for. Throws an `NftError` for a word that stands for none. */
export function parseScalar(text: string, type: TypeName, bits: number, at: Place, interfaces: Interfaces): Scalar {
  const symbol = numberIn(SYMBOLS[type], text);
  if (symbol !== undefined) return symbol;
  const number = /^(\d+|0x[0-9a-fA-F]+)$/.test(text) ? Number(text) : undefined;
  switch (type) {
    case 'ifname':
      return text;
    case 'ipv4_addr':
      return parseIpv4(text) ?? fail('Could not resolve hostname: Name or service not known', at);
    case 'ipv6_addr':
      return parseIpv6(text) ?? fail('Could not resolve hostname: Name or service not known', at);
    case 'ether_addr':
      return parseMac(text) ?? fail('LL address: invalid', at);
    case 'iface_index':
      return number ?? interfaces.indexOf(text) ?? fail('Interface does not exist', at);
    case 'inet_service':
      if (number !== undefined && number > 0xffff) throw new NftError('Service out of range', at);
      return (
        number ?? servicePort(text) ?? fail('Could not resolve service: Servname not supported for ai_socktype', at)
      );
    case 'inet_proto':
      if (number !== undefined && number > 0xff) throw new NftError('Protocol out of range', at);
      return number ?? fail('Could not resolve protocol name', at);
    case 'uid':
      return number ?? (text === 'root' ? 0 : fail('User does not exist', at));
    case 'gid':
      return number ?? (text === 'root' ? 0 : fail('Group does not exist', at));
    case 'time': {
      const time = timeOf(text);
      return time === undefined ? fail('Could not parse time', at) : time / 1000;
    }
    default:
      return inRange(number ?? fail(`Could not parse ${factsOf(type).description}`, at), bits, at);
  }
}

function inRange(number: number, bits: number, at: Place): number {
  const most = 2 ** bits - 1;
  if (number > most) throw new NftError(`Value ${number} exceeds valid range 0-${most}`, at);
  return number;
}

function fail(message: string, at: Place): never {
  throw new NftError(message, at);
}

/** A value as nft writes it. */
export function formatScalar(value: Scalar, type: TypeName, { interfaces, numeric }: Looks): string {
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'bigint') return formatIpv6(value);
  switch (type) {
    case 'ipv4_addr':
      return formatIpv4(value);
    case 'ether_addr':
      return formatMac(value);
    case 'mark':
      return `0x${value.toString(16).padStart(8, '0')}`;
    case 'iface_index': {
      const name = interfaces.nameOf(value);
      return name === undefined ? String(value) : `"${name}"`;
    }
    case 'time':
      return formatTime(value * 1000);
    default:
      return formatSymbol(value, type, numeric);
  }
}

/** Types whose nameless numbers are written in another way. */
const HEXADECIMAL: Partial<Readonly<Record<TypeName, number>>> = { dscp: 2, ether_type: 4 };

function formatSymbol(value: number, type: TypeName, numeric: boolean): string {
  const names = SYMBOLS[type];
  if (factsOf(type).bitmask === true) return formatBits(value, type, numeric);
  const name = numeric && type !== 'boolean' ? undefined : nameIn(names, value);
  if (name !== undefined) return name;
  const digits = HEXADECIMAL[type];
  return digits === undefined ? String(value) : `0x${value.toString(16).padStart(digits, '0')}`;
}

/** The names of the bits that are set, from the lowest on. */
export function formatBits(value: number, type: TypeName, numeric = false): string {
  if (value === 0) return '0x0';
  const names: string[] = [];
  for (let bit = 0; bit < 32; bit++) {
    const mask = (1 << bit) >>> 0;
    if ((value & mask) === 0) continue;
    names.push((numeric ? undefined : nameIn(SYMBOLS[type], mask)) ?? `0x${mask.toString(16)}`);
  }
  return names.join(',');
}

/** A span as nft writes it: a value, the start of names, a prefix where it is one, or both ends. */
export function formatSpan(span: Span, type: TypeName, looks: Looks): string {
  const { from, to } = span;
  if (isSingle(span)) return formatScalar(from, type, looks);
  if (typeof from === 'string') {
    if (to === from + AFTER_NAMES) return `"${from}*"`;
    return `${formatScalar(from, type, looks)}-${formatScalar(to, type, looks)}`;
  }
  const length = prefixLength(span, type);
  return length === undefined ? formatEnds(span, type, looks) : `${formatScalar(from, type, looks)}/${length}`;
}

/** Both ends of a span; times in seconds. */
export function formatEnds({ from, to }: Span, type: TypeName, looks: Looks): string {
  if (type === 'time' && typeof from === 'number' && typeof to === 'number') return `${from / 1000}s-${to / 1000}s`;
  return `${formatScalar(from, type, looks)}-${formatScalar(to, type, looks)}`;
}

/** How many bits all addresses of a span share, if it is all of those that share them. */
function prefixLength({ from, to }: Span, type: TypeName): number | undefined {
  if (type !== 'ipv4_addr' && type !== 'ipv6_addr') return undefined;
  const bits = factsOf(type).bits;
  const [first, last] = [BigInt(from), BigInt(to)];
  const size = last - first + 1n;
  const free = size.toString(2).length - 1;
  return size === 1n << BigInt(free) && first % size === 0n ? bits - free : undefined;
}

/** The addresses that share the first bits of one. */
export function prefixSpan(address: Scalar, length: number, type: TypeName): Span {
  const bits = factsOf(type).bits;
  if (typeof address === 'bigint') {
    const size = 1n << BigInt(bits - length);
    const from = (address / size) * size;
    return { from, to: from + size - 1n };
  }
  const size = 2 ** (bits - length);
  const from = Math.floor(Number(address) / size) * size;
  return { from, to: from + size - 1 };
}

/** The mask of a prefix. */
export function prefixMask(length: number, type: TypeName): number | bigint {
  if (type === 'ipv4_addr') return maskOfLength(length);
  const bits = factsOf(type).bits;
  const free = BigInt(bits - length);
  const mask = ((1n << BigInt(length)) - 1n) << free;
  return type === 'ipv6_addr' ? mask : Number(mask);
}

/** The length of a mask without holes. */
export function lengthOfPrefixMask(mask: number | bigint, type: TypeName): number | undefined {
  const bits = factsOf(type).bits;
  const text = mask.toString(2).padStart(bits, '0');
  return /^1*0*$/.test(text) && text.length === bits ? text.replace(/0*$/, '').length : undefined;
}
