/** IPv6 addresses (RFC 4291), and addresses of either version. */
import { formatIpv4, type Ipv4Address, parseIpv4 } from './address';

/** An IPv6 address as an unsigned 128-bit integer: `::1` is `1n`. That it is a bigint tells it from an IPv4 address. */
export type Ipv6Address = bigint;

/** An address of either version. */
export type IpAddress = Ipv4Address | Ipv6Address;

/** A block of addresses: those whose bits under the mask are the address's. */
export interface Ipv6Prefix {
  /** With no bits outside of the mask. */
  readonly address: Ipv6Address;
  /** As 128 bits: all ones is a single address. */
  readonly mask: Ipv6Address;
}

/** `::`, no address or all of a machine's (section 2.5.2). */
export const IPV6_UNSPECIFIED: Ipv6Address = 0n;
/** `::1` (section 2.5.3). */
export const IPV6_LOOPBACK: Ipv6Address = 1n;

const GROUPS = 8;

/** Parses the text forms of RFC 4291, section 2.2, the one that ends in dotted decimal included; `undefined` for anything else. */
export function parseIpv6(text: string): Ipv6Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [front, back] = halves.map((half, index) => parseGroups(half, index === halves.length - 1));
  if (front === undefined) return undefined;
  if (halves.length === 1) return front.length === GROUPS ? join(front) : undefined;
  if (back === undefined || front.length + back.length >= GROUPS) return undefined;
  return join([...front, ...new Array<number>(GROUPS - front.length - back.length).fill(0), ...back]);
}

/** Groups of 16 bits; the last two of an address may be written as an IPv4 address. */
function parseGroups(text: string, last: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const words = text.split(':');
  const dotted = last && words.at(-1)?.includes('.') ? words.pop() : undefined;
  const ipv4 = dotted === undefined ? undefined : parseIpv4(dotted);
  if (dotted !== undefined && ipv4 === undefined) return undefined;
  if (!words.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return undefined;
  const groups = words.map((word) => Number.parseInt(word, 16));
  return ipv4 === undefined ? groups : [...groups, ipv4 >>> 16, ipv4 & 0xffff];
}

function join(groups: readonly number[]): Ipv6Address {
  return groups.reduce((address, group) => (address << 16n) | BigInt(group), 0n);
}

/** The text form of RFC 5952: lower case, the longest run of zero groups as `::`, an embedded IPv4 address in dotted decimal. */
export function formatIpv6(address: Ipv6Address): string {
  const ipv4 = embeddedIpv4(address);
  if (ipv4 !== undefined) return `::ffff:${formatIpv4(ipv4)}`;
  const groups = Array.from({ length: GROUPS }, (_, index) => Number((address >> BigInt(112 - 16 * index)) & 0xffffn));
  const text = groups.map((group) => group.toString(16)).join(':');
  const [run] = [...text.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length);
  if (run === undefined) return text;
  const [before, after] = [text.slice(0, run.index), text.slice(run.index + run[0].length)];
  return `${before.replace(/:$/, '')}::${after.replace(/^:/, '')}`;
}

/** The IPv4 address in an IPv4-mapped one, `::ffff:a.b.c.d` (section 2.5.5.2); `undefined` for any other. */
export function embeddedIpv4(address: Ipv6Address): Ipv4Address | undefined {
  return address >> 32n === 0xffffn ? Number(address & 0xffffffffn) : undefined;
}

/** The address that packets to it bear: an IPv4-mapped one means IPv4. */
export function ipv4IfMapped(address: IpAddress): IpAddress {
  return typeof address === 'bigint' ? (embeddedIpv4(address) ?? address) : address;
}

/** As an IPv6 socket names it: an IPv4 address becomes an IPv4-mapped one. */
export function embedIpv4(address: IpAddress): Ipv6Address {
  return typeof address === 'number' ? (0xffffn << 32n) | BigInt(address) : address;
}

/** fe80::/10 (section 2.5.6). */
export function isIpv6LinkLocal(address: Ipv6Address): boolean {
  return address >> 118n === 0x3fan;
}

/** ff00::/8 (section 2.7). */
export function isIpv6Multicast(address: Ipv6Address): boolean {
  return address >> 120n === 0xffn;
}

/** An address of either version, as it is written alone. */
export function parseIp(text: string): IpAddress | undefined {
  return parseIpv4(text) ?? parseIpv6(text);
}

/** An address of either version. */
export function formatIp(address: IpAddress): string {
  return typeof address === 'number' ? formatIpv4(address) : formatIpv6(address);
}

/** Whether the address is all zeros: none, or all of a machine's. */
export function isUnspecified(address: IpAddress): boolean {
  return address === 0 || address === IPV6_UNSPECIFIED;
}

/** `127.0.0.1:80`, `[::1]:80` (RFC 3986, section 3.2.2). */
export function formatHostPort(address: IpAddress, port: number): string {
  return typeof address === 'number' ? `${formatIpv4(address)}:${port}` : `[${formatIpv6(address)}]:${port}`;
}

const BITS = 128;

/** A mask of leading ones. Throws a `RangeError` unless the length is 0 to 128. */
export function ipv6Mask(length: number): Ipv6Address {
  if (!Number.isInteger(length) || length < 0 || length > BITS) throw new RangeError(`not a prefix length: ${length}`);
  return ((1n << BigInt(length)) - 1n) << BigInt(BITS - length);
}

/** How many leading ones a mask has; `undefined` if there are ones behind them. */
export function ipv6MaskLength(mask: Ipv6Address): number | undefined {
  const length = mask.toString(2).replace(/0*$/, '').length;
  return mask === 0n ? 0 : mask === ipv6Mask(length) && mask >> 127n === 1n ? length : undefined;
}

/** `fd00::/64`; `undefined` for anything else. Bits behind the length are dropped. */
export function parseIpv6Prefix(text: string): Ipv6Prefix | undefined {
  const [, host = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseIpv6(host);
  if (address === undefined || Number(length) > BITS) return undefined;
  const mask = ipv6Mask(Number(length));
  return { address: address & mask, mask };
}

/** `fd00::/64`, or the mask behind the slash if it has holes. */
export function formatIpv6Prefix({ address, mask }: Ipv6Prefix): string {
  return `${formatIpv6(address)}/${ipv6MaskLength(mask) ?? formatIpv6(mask)}`;
}
