/** Packets of IPv4 and IPv6. tcpdump: print-ip.c, print-ip6.c, print-udp.c. */
import { internetChecksum } from '../../../packet';
import { readIpv6 } from '../../../packet/wire';
import type { Layers } from '../layers';
import { transportChecksum } from './checksum';
import { dnsText } from './dns';
import { icmpText } from './icmp';
import type { Look } from './look';
import { tcpText } from './tcp';

const PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  1: 'ICMP',
  2: 'IGMP',
  6: 'TCP',
  17: 'UDP',
  47: 'GRE',
  50: 'ESP',
  58: 'ICMPv6',
  132: 'SCTP',
};
const DNS_PORT = 53;

/** What follows `IP` and `IP6`, with the space before it. */
export function ipText(layers: Layers, look: Look): string {
  return layers.version === 6 ? ipv6Text(layers, look) : ipv4Text(layers, look);
}

function ipv4Text(layers: Layers, look: Look): string {
  const { view, frame, network, protocol = 0, end } = layers;
  const [from, to] = [look.nameOf(view.getUint32(network + 12)), look.nameOf(view.getUint32(network + 16))];
  const body = bodyText(layers, from, to, look);
  if (look.verbose === 0) return ` ${body}`;
  const field = view.getUint16(network + 6);
  const flags = ['+', 'DF', 'rb'].filter((_, index) => ((field >> (13 + index)) & 1) === 1);
  const name = PROTOCOL_NAMES[protocol] ?? 'unknown';
  const headerLength = (view.getUint8(network) & 0xf) * 4;
  const sum = internetChecksum(frame.subarray(network, network + headerLength));
  const isWrong = sum !== 0 && !look.unchecked && network + headerLength <= end;
  const bad = isWrong
    ? `, bad cksum ${view.getUint16(network + 10).toString(16)} (->${rightSum(layers, headerLength).toString(16)})!`
    : '';
  const flagsText = flags.length === 0 ? 'none' : flags.join(', ');
  return ` (tos 0x${view.getUint8(network + 1).toString(16)}${ecnText(view.getUint8(network + 1))}, ttl ${view.getUint8(network + 8)}, id ${view.getUint16(network + 4)}, offset ${(field & 0x1fff) * 8}, flags [${flagsText}], proto ${name} (${protocol}), length ${view.getUint16(network + 2)}${bad})\n    ${body}`;
}

function ecnText(typeOfService: number): string {
  return ['', ',ECT(1)', ',ECT(0)', ',CE'][typeOfService & 3] ?? '';
}

function rightSum({ frame, network }: Layers, headerLength: number): number {
  const header = frame.slice(network, network + headerLength);
  header[10] = 0;
  header[11] = 0;
  return internetChecksum(header);
}

function ipv6Text(layers: Layers, look: Look): string {
  const { view, network, protocol = 0 } = layers;
  const from = look.nameOf(readIpv6(view, network + 8));
  const to = look.nameOf(readIpv6(view, network + 24));
  const body = bodyText(layers, from, to, look);
  if (look.verbose === 0) return ` ${body}`;
  const first = view.getUint32(network);
  const trafficClass = (first >>> 20) & 0xff;
  const label = first & 0xfffff;
  const words = [
    ...(trafficClass === 0 ? [] : [`class 0x${trafficClass.toString(16).padStart(2, '0')}`]),
    ...(label === 0 ? [] : [`flowlabel 0x${label.toString(16).padStart(5, '0')}`]),
    `hlim ${view.getUint8(network + 7)}`,
    `next-header ${PROTOCOL_NAMES[protocol] ?? 'unknown'} (${protocol}) payload length: ${view.getUint16(network + 4)}`,
  ];
  return ` (${words.join(', ')}) ${body}`;
}

function bodyText(layers: Layers, from: string, to: string, look: Look): string {
  const { view, protocol = 0, transport, end } = layers;
  const length = transport === undefined ? 0 : end - transport;
  if (transport === undefined) {
    const name = look.numeric ? undefined : PROTOCOL_NAMES[protocol]?.toLowerCase();
    return `${from} > ${to}: ${name ?? `ip-proto-${protocol}`}`;
  }
  const ends = () =>
    `${from}.${look.portName(view.getUint16(transport))} > ${to}.${look.portName(view.getUint16(transport + 2))}: `;
  if (protocol === 6 && length >= 20) return `${ends()}${tcpText(layers, from, to, look)}`;
  if (protocol === 17 && length >= 8) return `${ends()}${udpText(layers, look)}`;
  if (protocol === 1 && layers.version === 4 && length >= 8)
    return `${from} > ${to}: ${icmpText(layers, look, ipText)}`;
  if (protocol === 58 && length >= 8) return `${from} > ${to}: ${icmpv6Text(layers)}`;
  return `${from} > ${to}: ${look.numeric ? '' : (PROTOCOL_NAMES[protocol]?.toLowerCase() ?? '')}${look.numeric || PROTOCOL_NAMES[protocol] === undefined ? `ip-proto-${protocol}` : ''} ${length}`;
}

function udpText(layers: Layers, look: Look): string {
  const { view, frame, end } = layers;
  const at = layers.transport ?? end;
  const length = Math.max(0, view.getUint16(at + 4) - 8);
  if (look.quiet) return `UDP, length ${length}`;
  const sum = look.verbose > 1 && !look.unchecked ? udpSumText(layers, at) : '';
  const isDns = [0, 2].some((offset) => view.getUint16(at + offset) === DNS_PORT);
  const text = isDns ? dnsText(frame.subarray(at + 8, end), look.verbose) : undefined;
  return `${sum}${text ?? `UDP, length ${length}`}`;
}

function udpSumText(layers: Layers, at: number): string {
  const written = layers.view.getUint16(at + 6);
  // Of a first fragment alone, the sum is of no use.
  if (at + layers.view.getUint16(at + 4) > layers.end) return '';
  if (written === 0) return '[no cksum] ';
  const right = transportChecksum(layers, at + 6) || 0xffff;
  const hex = (sum: number) => `0x${sum.toString(16).padStart(4, '0')}`;
  return written === right ? '[udp sum ok] ' : `[bad udp cksum ${hex(written)} -> ${hex(right)}!] `;
}

function icmpv6Text({ view, transport = 0, end }: Layers): string {
  const type = view.getUint8(transport);
  const length = `length ${end - transport}`;
  if (type === 128 || type === 129)
    return `ICMP6, echo ${type === 128 ? 'request' : 'reply'}, id ${view.getUint16(transport + 4)}, seq ${view.getUint16(transport + 6)}, ${length}`;
  return `ICMP6, icmp6 type (${type}), ${length}`;
}
