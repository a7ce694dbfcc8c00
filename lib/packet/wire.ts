/** Bytes in network order, the most significant first (RFC 791, appendix B). */
import type { MacAddress } from './address';
import type { Ipv6Address } from './ipv6Address';

/** A view of exactly these bytes, wherever they lie in their buffer. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The six bytes at `offset`. */
export function readMac(view: DataView, offset: number): MacAddress {
  return view.getUint16(offset) * 2 ** 32 + view.getUint32(offset + 2);
}

/** Writes six bytes at `offset`. */
export function writeMac(view: DataView, offset: number, mac: MacAddress): void {
  view.setUint16(offset, Math.floor(mac / 2 ** 32));
  view.setUint32(offset + 2, mac);
}

/** The sixteen bytes at `offset`. */
export function readIpv6(view: DataView, offset: number): Ipv6Address {
  return (view.getBigUint64(offset) << 64n) | view.getBigUint64(offset + 8);
}

/** Writes sixteen bytes at `offset`. */
export function writeIpv6(view: DataView, offset: number, address: Ipv6Address): void {
  view.setBigUint64(offset, address >> 64n);
  view.setBigUint64(offset + 8, address & 0xffffffffffffffffn);
}
