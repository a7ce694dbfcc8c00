/** Ethernet frames and ARP as bytes, not padded to the 60 bytes that a wire asks for. */
import { ARP, ARP_ETHERNET, ARP_LENGTH, ARP_REPLY, ARP_REQUEST, type ArpPacket, IPV4_LENGTH, MAC_LENGTH } from './arp';
import { encodeIpv4 } from './encodeIpv4';
import { encodeIpv6 } from './encodeIpv6';
import {
  ETHERNET,
  ETHERNET_HEADER_LENGTH,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  type EthernetFrame,
  type EthernetPayload,
  payloadLength,
} from './ethernet';
import { viewOf, writeMac } from './wire';

/**
 * An Ethernet II frame without padding and check sequence; checksums are computed. Throws a `RangeError` for a value that its field
 * cannot hold.
 *
 * @example
 * ```ts
 * import { encodeFrame, ipv4 } from 'chainwalk/packet';
 *
 * const answer = { senderMac: 2, senderAddress: ipv4('10.0.0.2'), targetMac: 1, targetAddress: ipv4('10.0.0.1') };
 * const payload = { kind: 'arp', operation: 'is-at', ...answer } as const;
 * encodeFrame({ source: 2, destination: 1, payload }).length; // → 42
 * ```
 */
export function encodeFrame(frame: EthernetFrame): Uint8Array {
  const { payload } = frame;
  const bytes = new Uint8Array(ETHERNET_HEADER_LENGTH + payloadLength(payload));
  const view = viewOf(bytes);
  writeMac(view, ETHERNET.destination, frame.destination);
  writeMac(view, ETHERNET.source, frame.source);
  view.setUint16(ETHERNET.etherType, ETHERTYPES[payload.kind]);
  bytes.set(encodePayload(payload), ETHERNET_HEADER_LENGTH);
  return bytes;
}

const ETHERTYPES = { ipv4: ETHERTYPE_IPV4, ipv6: ETHERTYPE_IPV6, arp: ETHERTYPE_ARP };

function encodePayload(payload: EthernetPayload): Uint8Array {
  switch (payload.kind) {
    case 'ipv4':
      return encodeIpv4(payload);
    case 'ipv6':
      return encodeIpv6(payload);
    case 'arp':
      return encodeArp(payload);
  }
}

function encodeArp(arp: ArpPacket): Uint8Array {
  const bytes = new Uint8Array(ARP_LENGTH);
  const view = viewOf(bytes);
  view.setUint16(ARP.hardwareType, ARP_ETHERNET);
  view.setUint16(ARP.protocolType, ETHERTYPE_IPV4);
  view.setUint8(ARP.hardwareLength, MAC_LENGTH);
  view.setUint8(ARP.protocolLength, IPV4_LENGTH);
  view.setUint16(ARP.operation, arp.operation === 'who-has' ? ARP_REQUEST : ARP_REPLY);
  writeMac(view, ARP.senderMac, arp.senderMac);
  view.setUint32(ARP.senderAddress, arp.senderAddress);
  writeMac(view, ARP.targetMac, arp.targetMac);
  view.setUint32(ARP.targetAddress, arp.targetAddress);
  return bytes;
}
