/** ARP for IPv4 over Ethernet (RFC 826). */
import type { Ipv4Address, MacAddress } from './address';

/** `who-has` is a request (opcode 1), `is-at` a reply (2). An unknown target hardware address is 0. */
export interface ArpPacket {
  readonly kind: 'arp';
  readonly operation: 'who-has' | 'is-at';
  readonly senderMac: MacAddress;
  readonly senderAddress: Ipv4Address;
  readonly targetMac: MacAddress;
  readonly targetAddress: Ipv4Address;
}
