/** Elements of IP sets: what they are found by, and what is noted about them. Linux: hash_ip4_elem and its like, ip_set_ext. */
import type { SetTypeName } from './setType';

/** What an element is; each type of set has some of the parts. */
export interface SetElement {
  /** An IPv4 address, or an IPv6 address as a bigint; of a network, its first. */
  readonly address?: number | bigint;
  /** The length of a network's prefix. */
  readonly length?: number;
  readonly protocol?: number;
  /** A port, or ICMP's type × 256 + code. */
  readonly port?: number;
  readonly interface?: string;
  /** The interface is a port of a bridge: no rule of iptables asks for one. */
  readonly physical?: boolean;
  /** The name of a set. */
  readonly set?: string;
}

/** What can be noted about an element. */
export interface SetNotes {
  /** Seconds from now, 0 for ever; `undefined`: what the set says. */
  readonly timeout?: number | undefined;
  readonly packets?: bigint | undefined;
  readonly bytes?: bigint | undefined;
  readonly comment?: string | undefined;
  /** What lies in the network does not match. */
  readonly nomatch?: boolean | undefined;
}

/** An element that was added. */
export interface SetEntry {
  readonly element: SetElement;
  readonly key: string | number;
  /** In µs; 0 for ever. */
  expiresAt: number;
  packets: bigint;
  bytes: bigint;
  comment: string | undefined;
  nomatch: boolean;
}

/** What tells an element of a set of this type from the others. */
export function keyOf(type: SetTypeName, element: SetElement): string | number {
  const { address = 0, length, protocol, port = 0, physical, set = '' } = element;
  switch (type) {
    case 'hash:ip':
      return typeof address === 'number' ? address : String(address);
    case 'hash:net':
      return `${address}/${length}`;
    case 'hash:ip,port':
      return `${address},${protocol}:${port}`;
    case 'hash:net,iface':
      return `${address}/${length},${physical ? 'physdev:' : ''}${element.interface}`;
    case 'bitmap:port':
      return port;
    case 'list:set':
      return set;
  }
}

/** The words that the kernel hashes, as a little-endian machine reads them. Linux: HKEY_DATALEN. */
export function hashWords(type: SetTypeName, element: SetElement): readonly number[] {
  const { address = 0, length = 0, protocol = 0, port = 0, physical } = element;
  const words = addressWords(address);
  switch (type) {
    case 'hash:net':
      return [...words, length * 0x100_0000];
    case 'hash:ip,port':
      return [...words, ((port & 255) << 8) | (port >> 8) | (protocol << 16)];
    case 'hash:net,iface':
      // The last byte counts the interfaces of an element: one.
      return [...words, (physical ? 1 : 0) | (length << 8) | (1 << 24)];
    default:
      return words;
  }
}

function addressWords(address: number | bigint): readonly number[] {
  if (typeof address === 'number') return [swapped(address)];
  return [96n, 64n, 32n, 0n].map((shift) => swapped(Number((address >> shift) & 0xffff_ffffn)));
}

function swapped(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
