/** One packet's lines. tcpdump: pretty_print_packet, ether_print, sll2_if_print, arp_print. */
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, formatIpv4, formatMac } from '../../../packet';
import { readMac } from '../../../packet/wire';
import { type Captured, capturedLength, macsOf } from '../captured';
import { type Layers, layersOf } from '../layers';
import { ipText } from './ip';
import type { Look } from './look';

const ETHER_NAMES: Readonly<Record<number, string>> = {
  [ETHERTYPE_IPV4]: 'IPv4',
  [ETHERTYPE_IPV6]: 'IPv6',
  [ETHERTYPE_ARP]: 'ARP',
};
const BROADCAST = 0xffffffffffff;

/** A packet without its time. */
export function packetText(packet: Captured, look: Look): string {
  const layers = layersOf(packet.frame);
  const link =
    packet.linkType === 'cooked'
      ? cookedText(packet, layers, look)
      : look.linkHeader
        ? linkText(packet, layers, look)
        : '';
  return `${link}${networkText(layers, look)}`;
}

/** `docker0 In  `; with -e what there is of the link's header. */
function cookedText(packet: Captured, layers: Layers, look: Look): string {
  const head = `${packet.device.padEnd(5)} ${packet.type.padEnd(3)} `;
  if (!look.linkHeader) return head;
  const { source } = macsOf(packet.frame);
  const sender = packet.device === 'lo' ? formatMac(source) : macText(source, look);
  const type = look.quiet ? '' : `${etherTypeText(layers.etherType, look)}, length ${capturedLength(packet)}: `;
  return `${head}ifindex ${packet.ifindex} ${sender} ${type}`;
}

/** `02:42:ac:11:00:02 > 02:42:ac:11:00:03, ethertype IPv4 (0x0800), length 74: ` */
function linkText(packet: Captured, { etherType }: Layers, look: Look): string {
  const { source, destination } = macsOf(packet.frame);
  return `${macText(source, look)} > ${macText(destination, look)}, ${etherTypeText(etherType, look)}, length ${packet.frame.length}: `;
}

function etherTypeText(etherType: number, look: Look): string {
  const name = ETHER_NAMES[etherType] ?? 'Unknown';
  return look.quiet ? name : `ethertype ${name} (0x${etherType.toString(16).padStart(4, '0')})`;
}

function macText(mac: number, look: Look): string {
  if (look.numeric) return formatMac(mac);
  return mac === BROADCAST ? 'Broadcast' : `${formatMac(mac)} (oui Unknown)`;
}

function networkText(layers: Layers, look: Look): string {
  const { etherType, version } = layers;
  if (etherType === ETHERTYPE_ARP) return `${look.linkHeader ? '' : 'ARP, '}${arpText(layers, look)}`;
  if (version === undefined) return `ethertype Unknown (0x${etherType.toString(16)}), length ${layers.frame.length}`;
  const name = version === 4 ? 'IP' : 'IP6';
  return look.linkHeader ? ipText(layers, look).trimStart() : `${name}${ipText(layers, look)}`;
}

function arpText({ view, network }: Layers, look: Look): string {
  const operation = view.getUint16(network + 6);
  const address = (at: number) =>
    look.numeric ? formatIpv4(view.getUint32(network + at)) : look.nameOf(view.getUint32(network + at));
  const sizes = look.verbose > 0 ? 'Ethernet (len 6), IPv4 (len 4), ' : '';
  const length = view.byteLength - network;
  const target = readMac(view, network + 18);
  if (operation === 2)
    return `${sizes}Reply ${address(14)} is-at ${macText(readMac(view, network + 8), look)}, length ${length}`;
  const known = target === 0 ? '' : ` (${macText(target, look)})`;
  return `${sizes}Request who-has ${address(24)}${known} tell ${address(14)}, length ${length}`;
}
