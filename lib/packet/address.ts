/** IPv4 and MAC addresses as numbers: comparing, masking and hashing them costs nothing. */

/** An IPv4 address as an unsigned 32-bit number in host order: `192.168.70.6` is `0xc0a84606`. */
export type Ipv4Address = number;

/** A 48-bit Ethernet address as a number. */
export type MacAddress = number;

/** `ff:ff:ff:ff:ff:ff`: every station of the link. */
export const BROADCAST_MAC: MacAddress = 0xffffffffffff;

/** 127.0.0.1: this machine, as it calls itself. */
export const IPV4_LOOPBACK: Ipv4Address = 0x7f000001;
/** 255.255.255.255: every machine of the link (RFC 919, section 7). */
export const IPV4_BROADCAST: Ipv4Address = 0xffffffff;
/** 255.255.255.255 as a mask, `/32`: of a block that is one address. */
export const SINGLE_ADDRESS_MASK: Ipv4Address = 0xffffffff;

/** A block of addresses; `address` has no bit outside of `mask`. Masks need not be contiguous: iptables takes any. */
export interface Ipv4Prefix {
  /** The first address of the block. */
  readonly address: Ipv4Address;
  /** The bits that all its addresses share. */
  readonly mask: Ipv4Address;
}

/** 127.0.0.0/8: addresses that never leave their machine (RFC 1122, section 3.2.1.3). */
export const LOOPBACK_BLOCK: Ipv4Prefix = { address: 0x7f000000, mask: 0xff000000 };

/** Parses dotted decimal with four parts of 0 to 255; `undefined` for anything else. */
export function parseIpv4(text: string): Ipv4Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let address = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part)) return undefined;
    const byte = Number(part);
    if (byte > 255) return undefined;
    address = address * 256 + byte;
  }
  return address;
}

/**
 * Dotted decimal.
 *
 * @example
 * ```ts
 * import { formatIpv4 } from 'chainwalk/packet';
 *
 * formatIpv4(0xc0a84606); // → '192.168.70.6'
 * ```
 */
export function formatIpv4(address: Ipv4Address): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/**
 * The address of a literal known to be valid; throws a `RangeError` otherwise.
 *
 * @example
 * ```ts
 * import { ipv4 } from 'chainwalk/packet';
 *
 * ipv4('192.168.70.6') === 0xc0a84606; // → true
 * ```
 */
export function ipv4(text: string): Ipv4Address {
  const address = parseIpv4(text);
  if (address === undefined) throw new RangeError(`not an IPv4 address: ${text}`);
  return address;
}

/** The netmask of a prefix length of 0 to 32. */
export function maskOfLength(length: number): Ipv4Address {
  return length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
}

/** The prefix length of a contiguous mask; `undefined` for one with holes. */
export function lengthOfMask(mask: Ipv4Address): number | undefined {
  const length = Math.clz32(~mask);
  return maskOfLength(length) === mask ? length : undefined;
}

/** Parses `a.b.c.d/len`, `a.b.c.d/mask` or `a.b.c.d`; host bits are cleared. `undefined` if malformed. */
export function parsePrefix(text: string): Ipv4Prefix | undefined {
  const slash = text.indexOf('/');
  const address = parseIpv4(slash < 0 ? text : text.slice(0, slash));
  const mask = slash < 0 ? SINGLE_ADDRESS_MASK : parseMask(text.slice(slash + 1));
  if (address === undefined || mask === undefined) return undefined;
  return { address: (address & mask) >>> 0, mask };
}

/** Parses a netmask as a length of 0 to 32 or in dotted decimal; `undefined` if malformed. */
export function parseMask(text: string): Ipv4Address | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text) <= 32 ? maskOfLength(Number(text)) : undefined;
  return parseIpv4(text);
}

/**
 * The prefix of a literal known to be valid, `a.b.c.d/length`, `a.b.c.d/mask` or `a.b.c.d`; host bits are cleared. Throws a
 * `RangeError` otherwise.
 *
 * @example
 * ```ts
 * import { formatPrefix, prefix } from 'chainwalk/packet';
 *
 * formatPrefix(prefix('172.17.0.2/255.255.0.0')); // → '172.17.0.0/16'
 * ```
 */
export function prefix(text: string): Ipv4Prefix {
  const parsed = parsePrefix(text);
  if (parsed === undefined) throw new RangeError(`not an IPv4 prefix: ${text}`);
  return parsed;
}

/**
 * `172.17.0.0/16`; a mask with holes is written out in dotted decimal.
 *
 * @example
 * ```ts
 * import { formatPrefix, ipv4 } from 'chainwalk/packet';
 *
 * formatPrefix({ address: ipv4('172.17.0.0'), mask: ipv4('255.255.0.0') }); // → '172.17.0.0/16'
 * ```
 */
export function formatPrefix({ address, mask }: Ipv4Prefix): string {
  return `${formatIpv4(address)}/${lengthOfMask(mask) ?? formatIpv4(mask)}`;
}

/** Whether the address lies in the block. */
export function contains(block: Ipv4Prefix, address: Ipv4Address): boolean {
  return (address & block.mask) >>> 0 === block.address;
}

/** 224.0.0.0/4 (RFC 5771). */
export function isMulticast(address: Ipv4Address): boolean {
  return address >>> 28 === 14;
}

/** 0.0.0.0/8: this host on this network (RFC 1122, section 3.2.1.3). */
export function isZeronet(address: Ipv4Address): boolean {
  return address >>> 24 === 0;
}

/** 127.0.0.0/8 (RFC 1122, section 3.2.1.3). */
export function isLoopback(address: Ipv4Address): boolean {
  return contains(LOOPBACK_BLOCK, address);
}

/**
 * Six hexadecimal bytes with colons as a number; `undefined` for anything else.
 *
 * @example
 * ```ts
 * import { parseMac } from 'chainwalk/packet';
 *
 * parseMac('02:42:ac:11:00:02') === 0x0242ac110002; // → true
 * parseMac('02-42'); // → undefined
 * ```
 */
export function parseMac(text: string): MacAddress | undefined {
  return /^([0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i.test(text)
    ? text.split(':').reduce((mac, byte) => mac * 256 + Number.parseInt(byte, 16), 0)
    : undefined;
}

/**
 * Six hexadecimal bytes with colons.
 *
 * @example
 * ```ts
 * import { formatMac } from 'chainwalk/packet';
 *
 * formatMac(0x0242ac110002); // → '02:42:ac:11:00:02'
 * ```
 */
export function formatMac(mac: MacAddress): string {
  return mac
    .toString(16)
    .padStart(12, '0')
    .replace(/..(?!$)/g, '$&:');
}

/** Whether the group bit is set: broadcast and multicast frames (IEEE 802.3, clause 3.2.3). */
export function isGroupMac(mac: MacAddress): boolean {
  return Math.floor(mac / 0x10000000000) % 2 === 1;
}
