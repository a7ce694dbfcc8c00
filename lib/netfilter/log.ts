/** The text of a packet in the kernel log. Linux: nf_log_ip_packet and dump_ipv4_packet, net/netfilter/nf_log_syslog.c. */
import type { IcmpMessage, Ipv4Packet, TcpSegment } from '../packet';
import { formatIpv4, formatMac } from '../packet/address';
import { ETHERTYPE_IPV4 } from '../packet/ethernet';
import {
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_FRAGMENTATION_NEEDED,
  ICMP_PARAMETER_PROBLEM,
  ICMP_REDIRECT,
} from '../packet/icmp';
import { FRAGMENT_UNIT } from '../packet/ipv4';
import { protocolName } from '../packet/protocolName';
import { ACK, FIN, PSH, RST, SYN, URG } from '../packet/tcp';
import { encodeTcpOptions } from '../packet/tcpOptions';
import { udpLength } from '../packet/udpLength';
import type { HookState } from './hook';
import type { PacketOwner, SkBuff } from './skb';

const TYPE_OF_SERVICE_BITS = 0x1e;
const PRECEDENCE_BITS = 0xe0;
/** In the order in which they are written. */
const TCP_FLAGS: readonly (readonly [number, string])[] = [
  [URG, 'URG'],
  [ACK, 'ACK'],
  [PSH, 'PSH'],
  [RST, 'RST'],
  [SYN, 'SYN'],
  [FIN, 'FIN'],
];

/** What is said besides the usual. Linux: NF_LOG_*. */
export interface LogFlags {
  readonly tcpSequence: boolean;
  readonly tcpOptions: boolean;
  /** Packets here have none. */
  readonly ipOptions: boolean;
  readonly uid: boolean;
  readonly macDecode: boolean;
}

/** The line without its prefix; every word has a space behind it, the last one too. */
export function formatLogLine(skb: SkBuff, state: HookState, flags: LogFlags): string {
  const { packet } = skb;
  const { mark } = skb.notes;
  return (
    `IN=${state.in?.name ?? ''} OUT=${state.out?.name ?? ''} ` +
    ports(skb, state) +
    (state.in === undefined ? '' : linkHeader(skb, flags.macDecode)) +
    formatPacket(packet, flags, true) +
    (flags.uid ? formatOwner(state.hook === 'INPUT' ? state.host.receiverOf(packet) : skb.notes.owner) : '') +
    (mark === 0 ? '' : `MARK=0x${mark.toString(16)} `)
  );
}

/** Only sockets that a program holds have one. Linux: nf_log_dump_sk_uid_gid. */
function formatOwner(owner: PacketOwner | undefined): string {
  return owner === undefined || owner === 'kernel' || owner.request ? '' : `UID=${owner.uid} GID=${owner.gid} `;
}

/** The flags of TRACE. Linux: NF_LOG_DEFAULT_MASK. */
const TRACE_FLAGS: LogFlags = { tcpSequence: true, tcpOptions: true, ipOptions: true, uid: true, macDecode: false };
/** KERN_WARNING. */
export const WARNING = 4;

/** A step on a packet's path, as TRACE writes it; `place` is `table:chain:event:number`. Linux: nf_log_trace. */
export function logTrace(skb: SkBuff, state: HookState, place: string): void {
  state.host.log(WARNING, `TRACE: ${place} ${formatLogLine(skb, state, TRACE_FLAGS)}`);
}

/** The ports of a bridge. */
function ports({ notes: { physicalIn, physicalOut } }: SkBuff, state: HookState): string {
  return (
    (physicalIn === undefined || physicalIn === state.in ? '' : `PHYSIN=${physicalIn.name} `) +
    (physicalOut === undefined || physicalOut === state.out ? '' : `PHYSOUT=${physicalOut.name} `)
  );
}

/** The machine's own copy of a broadcast has no header. */
function linkHeader({ sourceMac, destinationMac, notes }: SkBuff, decode: boolean): string {
  if (notes.looped) return 'MAC= ';
  const type = ETHERTYPE_IPV4.toString(16).padStart(4, '0');
  // Only Ethernet's header is taken apart; that of the loopback device is not one, though it looks like it.
  if (decode && destinationMac !== 0)
    return `MACSRC=${formatMac(sourceMac)} MACDST=${formatMac(destinationMac)} MACPROTO=${type} `;
  return `MAC=${formatMac(destinationMac)}:${formatMac(sourceMac)}:${type.slice(0, 2)}:${type.slice(2)} `;
}

/** `outer`: not the packet that an ICMP error quotes. */
function formatPacket(packet: Ipv4Packet, flags: LogFlags, outer: boolean): string {
  const { source, destination, totalLength, typeOfService, ttl, identification, transport } = packet;
  const header =
    `SRC=${formatIpv4(source)} DST=${formatIpv4(destination)} ` +
    `LEN=${totalLength} TOS=${byte(typeOfService & TYPE_OF_SERVICE_BITS)} PREC=${byte(typeOfService & PRECEDENCE_BITS)} ` +
    `TTL=${ttl} ID=${identification} ${formatFragment(packet)}`;
  switch (transport.kind) {
    case 'tcp':
      return header + formatTcp(transport, flags);
    case 'udp':
      return `${header}PROTO=UDP SPT=${transport.sourcePort} DPT=${transport.destinationPort} LEN=${udpLength(packet)} `;
    case 'icmp':
      return header + formatIcmp(transport, flags, outer);
    case 'opaque':
      return `${header}PROTO=${protocolName(packet).toUpperCase()} `;
  }
}

function formatFragment({ dontFragment, fragment }: Ipv4Packet): string {
  const place = fragment === undefined || fragment.offset === 0 ? '' : `FRAG:${fragment.offset / FRAGMENT_UNIT} `;
  return `${dontFragment ? 'DF ' : ''}${fragment?.more ? 'MF ' : ''}${place}`;
}

function formatTcp(segment: TcpSegment, { tcpSequence, tcpOptions }: LogFlags): string {
  const { sourcePort, destinationPort, sequence, acknowledgement, window, flags } = segment;
  const options = encodeTcpOptions(segment.options);
  const names = TCP_FLAGS.filter(([bit]) => flags & bit).map(([, name]) => `${name} `);
  return (
    `PROTO=TCP SPT=${sourcePort} DPT=${destinationPort} ` +
    (tcpSequence ? `SEQ=${sequence} ACK=${acknowledgement} ` : '') +
    `WINDOW=${window} RES=0x00 ${names.join('')}URGP=0 ` +
    (tcpOptions && options.length > 0 ? `OPT (${[...options].map(hexadecimal).join('')}) ` : '')
  );
}

function formatIcmp(message: IcmpMessage, flags: LogFlags, outer: boolean): string {
  const { type, code, rest, quoted } = message;
  const head = `PROTO=ICMP TYPE=${type} CODE=${code} `;
  if (type === ICMP_ECHO_REQUEST || type === ICMP_ECHO_REPLY) return `${head}ID=${rest >>> 16} SEQ=${rest & 0xffff} `;
  if (type === ICMP_PARAMETER_PROBLEM) return `${head}PARAMETER=${rest >>> 24} `;
  if (quoted === undefined) return head;
  return (
    head +
    (type === ICMP_REDIRECT ? `GATEWAY=${formatIpv4(rest)} ` : '') +
    (outer ? `[${formatPacket(quoted.packet, flags, false)}] ` : '') +
    (type === ICMP_DESTINATION_UNREACHABLE && code === ICMP_FRAGMENTATION_NEEDED ? `MTU=${rest & 0xffff} ` : '')
  );
}

function byte(value: number): string {
  return `0x${hexadecimal(value)}`;
}

function hexadecimal(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}
