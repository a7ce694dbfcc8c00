/**
 * Addresses and frames, as values and as bytes.
 *
 * @module chainwalk/packet
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
export type { ArpPacket } from '../packet/arp';
export { decodeFrame } from '../packet/decode';
export { DecodeError, type DecodeErrorCode } from '../packet/decodeError';
export { encodeFrame } from '../packet/encode';
export type { EthernetFrame, EthernetPayload } from '../packet/ethernet';
export type { IcmpMessage } from '../packet/icmp';
export type { Icmpv6Message } from '../packet/icmpv6';
export type { Ipv4Fragment, Ipv4Packet, OpaquePayload, Transport } from '../packet/ipv4';
export type { Ipv6Packet, Ipv6Transport } from '../packet/ipv6';
export type { Ipv6Address } from '../packet/ipv6Address';
export type { SackBlock, TcpOptions, TcpSegment } from '../packet/tcp';
export type { UdpDatagram } from '../packet/udp';
