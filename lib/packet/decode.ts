/** Ethernet frames and ARP from bytes. Not modelled: VLAN tags, IEEE 802.3 length fields, ARP for anything else. */
import { ARP, ARP_ETHERNET, ARP_LENGTH, ARP_REPLY, ARP_REQUEST, type ArpPacket, IPV4_LENGTH, MAC_LENGTH } from './arp';
import { DecodeError, requireLength, requireModelled } from './decodeError';
import { decodeIpv4 } from './decodeIpv4';
import { decodeIpv6 } from './decodeIpv6';
import {
  ETHERNET,
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
 * Throws a `DecodeError` for bytes that are no such frame, and for what is not modelled: other frames than IPv4, IPv6 and ARP,
 * IPv4 options, IPv6 extension headers, TCP options in another order than Linux'.
 *
 * @example
 * ```ts
 * import { decodeFrame, encodeFrame, formatIpv4, ipv4 } from 'chainwalk/packet';
 *
 * const question = { senderMac: 1, senderAddress: ipv4('10.0.0.1'), targetMac: 0, targetAddress: ipv4('10.0.0.2') };
 * const payload = { kind: 'arp', operation: 'who-has', ...question } as const;
 * const frame = decodeFrame(encodeFrame({ source: 1, destination: 0xffffffffffff, payload }));
 * frame.payload.kind === 'arp' && formatIpv4(frame.payload.targetAddress); // → '10.0.0.2'
 * ```
 */
export function decodeFrame(bytes: Uint8Array): EthernetFrame {
  requireLength('The Ethernet header', ETHERNET_HEADER_LENGTH, bytes.length);
  const view = viewOf(bytes);
  return {
    destination: readMac(view, ETHERNET.destination),
    source: readMac(view, ETHERNET.source),
    payload: decodePayload(view.getUint16(ETHERNET.etherType), bytes.subarray(ETHERNET_HEADER_LENGTH)),
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

function decodeArp(bytes: Uint8Array): ArpPacket {
  requireLength('An ARP packet', ARP_LENGTH, bytes.length);
  const view = viewOf(bytes);
  const ipv4OverEthernet =
    view.getUint16(ARP.hardwareType) === ARP_ETHERNET &&
    view.getUint16(ARP.protocolType) === ETHERTYPE_IPV4 &&
    view.getUint8(ARP.hardwareLength) === MAC_LENGTH &&
    view.getUint8(ARP.protocolLength) === IPV4_LENGTH;
  requireModelled(ipv4OverEthernet, 'ARP packets for other addresses than IPv4 over Ethernet');
  const operation = view.getUint16(ARP.operation);
  requireModelled(operation === ARP_REQUEST || operation === ARP_REPLY, `ARP packets with opcode ${operation}`);
  return {
    kind: 'arp',
    operation: operation === ARP_REQUEST ? 'who-has' : 'is-at',
    senderMac: readMac(view, ARP.senderMac),
    senderAddress: view.getUint32(ARP.senderAddress),
    targetMac: readMac(view, ARP.targetMac),
    targetAddress: view.getUint32(ARP.targetAddress),
  };
}
