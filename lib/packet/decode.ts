/** Ethernet frames and ARP from bytes. Not modelled: VLAN tags, IEEE 802.3 length fields, ARP for anything else. */
import type { ArpPacket } from './arp';
import { DecodeError, requireLength, requireModelled } from './decodeError';
import { decodeIpv4 } from './decodeIpv4';
import { decodeIpv6 } from './decodeIpv6';
import {
  ETHERNET_HEADER_LENGTH,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  type EthernetFrame,
  type EthernetPayload,
} from './ethernet';
import { readMac, viewOf } from './wire';

/**
 * The frame that starts with the bytes; padding after its payload is dropped. The value shares no memory with the bytes.
 * Throws a `DecodeError` as `decodeIpv4` and `decodeIpv6` do, and for other frames than IPv4, IPv6 and ARP.
 */
export function decodeFrame(bytes: Uint8Array): EthernetFrame {
  requireLength('The Ethernet header', ETHERNET_HEADER_LENGTH, bytes.length);
  const view = viewOf(bytes);
  return {
    destination: readMac(view, 0),
    source: readMac(view, 6),
    payload: decodePayload(view.getUint16(12), bytes.subarray(ETHERNET_HEADER_LENGTH)),
  };
}

const IEEE_802_3_LENGTH_LIMIT = 1535;

function decodePayload(etherType: number, bytes: Uint8Array): EthernetPayload {
  if (etherType === ETHERTYPE_IPV4) return decodeIpv4(bytes);
  if (etherType === ETHERTYPE_IPV6) return decodeIpv6(bytes);
  if (etherType === ETHERTYPE_ARP) return decodeArp(bytes);
  requireModelled(etherType > IEEE_802_3_LENGTH_LIMIT, 'Frames with a length instead of an EtherType');
  const number = `EtherType 0x${etherType.toString(16).padStart(4, '0')}`;
  throw new DecodeError(
    'DECODE_UNSUPPORTED',
    `${NAMES[etherType] ?? 'Frames of another protocol'} (${number}) are not modelled.`,
  );
}

const NAMES: Readonly<Record<number, string>> = {
  33024: 'VLAN tags',
  34984: 'VLAN service tags',
};

const ARP_LENGTH = 28;

function decodeArp(bytes: Uint8Array): ArpPacket {
  requireLength('An ARP packet', ARP_LENGTH, bytes.length);
  const view = viewOf(bytes);
  const ipv4OverEthernet = view.getUint32(0) === 0x00010800 && view.getUint16(4) === 0x0604;
  requireModelled(ipv4OverEthernet, 'ARP packets for other addresses than IPv4 over Ethernet');
  const operation = view.getUint16(6);
  requireModelled(operation === 1 || operation === 2, `ARP packets with opcode ${operation}`);
  return {
    kind: 'arp',
    operation: operation === 1 ? 'who-has' : 'is-at',
    senderMac: readMac(view, 8),
    senderAddress: view.getUint32(14),
    targetMac: readMac(view, 18),
    targetAddress: view.getUint32(24),
  };
}
