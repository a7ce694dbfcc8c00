/** ARP for IPv4 over Ethernet (RFC 826). */
import type { Ipv4Address, MacAddress } from './address';

/** Offsets of the fields, in bytes. */
export const ARP = {
  hardwareType: 0,
  protocolType: 2,
  hardwareLength: 4,
  protocolLength: 5,
  operation: 6,
  senderMac: 8,
  senderAddress: 14,
  targetMac: 18,
  targetAddress: 24,
} as const;
/** For IPv4 over Ethernet, in bytes. */
export const ARP_LENGTH = 28;
/** The hardware type of Ethernet, and how long addresses of either kind are. */
export const ARP_ETHERNET = 1;
export const MAC_LENGTH = 6;
export const IPV4_LENGTH = 4;
/** Opcodes. */
export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;

/** `who-has` is a request, `is-at` a reply. An unknown target hardware address is 0. */
export interface ArpPacket {
  /** What tells it from other packets. */
  readonly kind: 'arp';
  /** A request or a reply. */
  readonly operation: 'who-has' | 'is-at';
  /** The sender's hardware address. */
  readonly senderMac: MacAddress;
  /** The sender's IP address. */
  readonly senderAddress: Ipv4Address;
  /** The receiver's hardware address; 0 if it is what is asked for. */
  readonly targetMac: MacAddress;
  /** The receiver's IP address. */
  readonly targetAddress: Ipv4Address;
}
