/** Ethernet II frames (IEEE 802.3) and what they carry. */
import type { MacAddress } from './address';
import { ARP_LENGTH, type ArpPacket } from './arp';
import type { Ipv4Packet } from './ipv4';
import type { Ipv6Packet } from './ipv6';

/** Offsets of the header's fields, in bytes. */
export const ETHERNET = { destination: 0, source: 6, etherType: 12 } as const;
export const ETHERNET_HEADER_LENGTH = 14;
/** What an EtherType says that follows (IANA, "IEEE 802 Numbers"). */
export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_IPV6 = 0x86dd;

/** What an Ethernet frame carries; the EtherType follows from `kind`. */
export type EthernetPayload = Ipv4Packet | Ipv6Packet | ArpPacket;

/** A frame without preamble, padding and check sequence. */
export interface EthernetFrame {
  /** The sender's address. */
  readonly source: MacAddress;
  /** The receiver's address, or a group's. */
  readonly destination: MacAddress;
  /** What it carries. */
  readonly payload: EthernetPayload;
}

/** Bytes of the frame as counted by an interface: header and payload, no padding. */
export function frameLength(payload: EthernetPayload): number {
  return ETHERNET_HEADER_LENGTH + payloadLength(payload);
}

/** Bytes of the payload alone: what the receive counter of a bridge counts. */
export function payloadLength(payload: EthernetPayload): number {
  return payload.kind === 'arp' ? ARP_LENGTH : payload.totalLength;
}
