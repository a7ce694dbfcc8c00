/**
 * Addresses and frames, as values and as bytes.
 *
 * @packageDocumentation
 */
export {
  formatIpv4,
  formatMac,
  formatPrefix,
  type Ipv4Address,
  type Ipv4Prefix,
  ipv4,
  type MacAddress,
  parseMac,
  prefix,
} from '../packet/address';
export { decodeFrame } from '../packet/decode';
export { DecodeError } from '../packet/decodeError';
export { encodeFrame } from '../packet/encode';
export type { EthernetFrame } from '../packet/ethernet';
