/** Finds or makes the connection of each packet. Linux: nf_conntrack_in and nf_conntrack_confirm, net/netfilter/nf_conntrack_core.c. */
import {
  ICMP_ADDRESS_MASK_REQUEST,
  ICMP_ECHO_REQUEST,
  ICMP_INFORMATION_REQUEST,
  ICMP_TIMESTAMP,
  isIcmpError,
} from '../../packet/icmp';
import { PROTOCOL_ICMP, PROTOCOL_UDP } from '../../packet/ipv4';
import type { HookState, Verdict } from '../hook';
import type { SkBuff } from '../skb';
import { ConntrackEntry, type ConntrackInfo, type TupleNode } from './entry';
import type { ConntrackHost } from './host';
import type { ConntrackTable } from './table';
import { isValidSegment, type Outcome } from './tcp';
import { newTcpTracking, trackTcp } from './tcpTracking';
import { invertTuple, tupleOf } from './tuple';
import { DEFAULT_ZONE, type Zone } from './zone';

const SECOND = 1_000_000;
const LARGEST_ZONE = 0xffff;
/** Only requests begin a connection. Linux: nf_conntrack_icmp_packet, nf_conntrack_proto_icmp.c. */
const ICMP_REQUESTS: ReadonlySet<number> = new Set([
  ICMP_ECHO_REQUEST,
  ICMP_TIMESTAMP,
  ICMP_INFORMATION_REQUEST,
  ICMP_ADDRESS_MASK_REQUEST,
]);

/** Seconds that connections of a protocol are kept; those of TCP depend on their state. */
const SETTINGS: ReadonlyMap<number, string> = new Map([
  [PROTOCOL_UDP, 'net.netfilter.nf_conntrack_udp_timeout'],
  [PROTOCOL_ICMP, 'net.netfilter.nf_conntrack_icmp_timeout'],
]);
const PROTOCOL_GRE = 47;
/** Of GRE version 0, which has no keys to tell connections apart. Linux: nf_conntrack_proto_gre.c. */
const GRE_SETTING = 'net.netfilter.nf_conntrack_gre_timeout';
const GRE_STREAM_SETTING = 'net.netfilter.nf_conntrack_gre_timeout_stream';
const UDP_STREAM_SETTING = 'net.netfilter.nf_conntrack_udp_timeout_stream';
const GENERIC_SETTING = 'net.netfilter.nf_conntrack_generic_timeout';
/** A UDP exchange that lasts longer is a stream. Linux: udp_packet, nf_conntrack_proto_udp.c. */
const UDP_STREAM_AFTER = 2 * SECOND;

/** At PREROUTING and OUTPUT: gives the packet its connection, or leaves it INVALID. */
export function track(skb: SkBuff, state: HookState): Verdict {
  const table = state.conntrack;
  // Seen before, when it was sent through the loopback device.
  if (skb.notes.conntrack !== undefined || skb.notes.untracked) return 'ACCEPT';
  const { template } = skb.notes;
  const zone = zoneOf(skb);
  skb.notes.template = undefined;
  const { transport } = skb.packet;
  if (transport.kind === 'icmp' && isIcmpError(transport)) return trackError(table, skb, state, zone);
  if (transport.kind === 'tcp' && !isValidSegment(transport)) return 'ACCEPT';
  const node = findOrCreate(table, skb, state, zone);
  if (node === undefined) return 'ACCEPT';
  const { entry, direction } = node;
  const info = infoOf(node);
  const outcome = updateProtocol(entry, skb, direction, state.host);
  if (outcome === 'reopen') {
    table.remove(entry);
    skb.notes.template = template;
    return track(skb, state);
  }
  if (outcome === 'invalid') return 'ACCEPT';
  if (outcome === 'close') table.remove(entry);
  if (entry.counters !== undefined && outcome !== 'ignored') {
    entry.counters.packets[direction] += 1;
    entry.counters.bytes[direction] += skb.packet.totalLength;
  }
  skb.notes.conntrack = entry;
  skb.notes.conntrackInfo = info;
  skb.notes.direction = direction;
  if (direction === 'reply') entry.seenReply = true;
  return 'ACCEPT';
}

/** At POSTROUTING and INPUT, last of all: a new connection whose first packet got this far is entered. */
export function confirm(skb: SkBuff, state: HookState): Verdict {
  const entry = skb.notes.conntrack;
  // What REJECT answers goes in the opposite direction: it does not make the connection that it refuses.
  if (entry === undefined || entry.confirmed || entry.dying || skb.notes.direction === 'reply') return 'ACCEPT';
  return state.conntrack.confirm(entry, state.host.now()) ? 'ACCEPT' : 'DROP';
}

/** The zone that a rule gave the packet. Linux: nf_ct_zone_tmpl. */
function zoneOf({ notes: { template, mark } }: SkBuff): Zone {
  if (template === undefined) return DEFAULT_ZONE;
  const { zone } = template;
  return template.zoneIsMark ? { ...zone, id: mark & LARGEST_ZONE } : zone;
}

function findOrCreate(table: ConntrackTable, skb: SkBuff, state: HookState, zone: Zone): TupleNode | undefined {
  const found = table.findPacket(skb.packet, state.host.now(), zone);
  if (found !== undefined) return found;
  const tuple = tupleOf(skb.packet);
  const reply = invertTuple(tuple);
  if (reply === undefined) return undefined;
  const { transport } = skb.packet;
  const entry = new ConntrackEntry(tuple, reply, state.host.now(), zone);
  if (state.host.settings.accounting !== 0) entry.beginCounting();
  if (transport.kind === 'tcp') {
    entry.tcp = newTcpTracking(transport, state.host);
    if (entry.tcp === undefined) return undefined;
  } else if (transport.kind === 'icmp' && !ICMP_REQUESTS.has(transport.type)) {
    return undefined;
  }
  return entry.original;
}

function infoOf({ entry, direction }: TupleNode): ConntrackInfo {
  if (direction === 'reply' || entry.seenReply) return 'ESTABLISHED';
  return entry.expected ? 'RELATED' : 'NEW';
}

/** Moves the protocol's state on and sets the time-out. */
function updateProtocol(
  entry: ConntrackEntry,
  skb: SkBuff,
  direction: TupleNode['direction'],
  host: ConntrackHost,
): Outcome {
  const { protocol, transport } = skb.packet;
  if (entry.tcp !== undefined && transport.kind === 'tcp')
    return trackTcp(entry, entry.tcp, transport, direction, host);
  const now = host.now();
  if (protocol === PROTOCOL_GRE) {
    if (entry.seenReply) entry.assured = true;
    entry.expiresAt = now + host.setting(entry.seenReply ? GRE_STREAM_SETTING : GRE_SETTING) * SECOND;
    return 'ok';
  }
  const stream = protocol === PROTOCOL_UDP && entry.seenReply && now - entry.createdAt > UDP_STREAM_AFTER;
  if (stream) entry.assured = true;
  const setting = stream ? UDP_STREAM_SETTING : (SETTINGS.get(protocol) ?? GENERIC_SETTING);
  entry.expiresAt = now + host.setting(setting) * SECOND;
  return 'ok';
}

/** An ICMP error belongs to the connection of the packet it quotes. Linux: nf_conntrack_inet_error. */
function trackError(table: ConntrackTable, skb: SkBuff, state: HookState, zone: Zone): Verdict {
  const { transport } = skb.packet;
  const quoted = transport.kind === 'icmp' ? transport.quoted : undefined;
  const inner = quoted && invertTuple(tupleOf(quoted.packet));
  const node = inner && table.find(inner, state.host.now(), zone);
  // The error must be addressed to whoever sent the quoted packet, as this machine knows it.
  if (node === undefined || node.destination !== skb.packet.destination) return 'ACCEPT';
  skb.notes.conntrack = node.entry;
  skb.notes.conntrackInfo = 'RELATED';
  skb.notes.direction = node.direction;
  return 'ACCEPT';
}
