/** Ethernet frames and ARP as bytes, not padded to the 60 bytes that a wire asks for. */
import type { ArpPacket } from './arp';
import { encodeIpv4 } from './encodeIpv4';
import { encodeIpv6 } from './encodeIpv6';
import {
  ETHERNET_HEADER_LENGTH,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  type EthernetFrame,
  type EthernetPayload,
  payloadLength,
} from './ethernet';
import { viewOf, writeMac } from './wire';

/** An Ethernet II frame without padding and check sequence. Throws a `RangeError` as `encodeIpv4` and `encodeIpv6` do. */
export function encodeFrame(frame: EthernetFrame): Uint8Array {
  const { payload } = frame;
  const bytes = new Uint8Array(ETHERNET_HEADER_LENGTH + payloadLength(payload));
  const view = viewOf(bytes);
  writeMac(view, 0, frame.destination);
  writeMac(view, 6, frame.source);
  view.setUint16(12, ETHERTYPES[payload.kind]);
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
  const bytes = new Uint8Array(payloadLength(arp));
  const view = viewOf(bytes);
  view.setUint16(0, 1); // Ethernet
  view.setUint16(2, ETHERTYPE_IPV4);
  view.setUint8(4, 6);
  view.setUint8(5, 4);
  view.setUint16(6, arp.operation === 'who-has' ? 1 : 2);
  writeMac(view, 8, arp.senderMac);
  view.setUint32(14, arp.senderAddress);
  writeMac(view, 18, arp.targetMac);
  view.setUint32(24, arp.targetAddress);
  return bytes;
}
