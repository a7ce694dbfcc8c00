/** A connection in a line of `conntrack -L`. conntrack-tools 1.4.7. */
import type { ConntrackEntry, Tuple, Zone } from '../netfilter';
import { SECOND } from '../network';
import { formatIpv4, PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from '../packet';

/** Protocols by the names that conntrack has for them. */
export const PROTOCOLS: Readonly<Record<string, number>> = {
  tcp: PROTOCOL_TCP,
  udp: PROTOCOL_UDP,
  icmp: PROTOCOL_ICMP,
};

/** `tcp      6 119 TIME_WAIT src=… dst=… sport=… dport=… src=… … [ASSURED] mark=0 use=1` */
export function formatEntry(entry: ConntrackEntry, now: number, extended: boolean): string {
  const { protocol } = entry.original.tuple;
  const name = Object.keys(PROTOCOLS).find((candidate) => PROTOCOLS[candidate] === protocol) ?? 'unknown';
  return [
    ...(extended ? ['ipv4     2'] : []),
    `${name.padEnd(8)} ${protocol} ${Math.max(0, Math.floor((entry.expiresAt - now) / SECOND))}`,
    ...(entry.tcp === undefined ? [] : [entry.tcp.state]),
    formatTuple(entry.original.tuple),
    ...formatZone(entry, 'original', 'zone-orig'),
    ...formatCounters(entry, 'original'),
    ...(entry.seenReply ? [] : ['[UNREPLIED]']),
    formatTuple(entry.reply.tuple),
    ...formatZone(entry, 'reply', 'zone-reply'),
    ...formatCounters(entry, 'reply'),
    ...(entry.assured ? ['[ASSURED]'] : []),
    `mark=${entry.mark}`,
    ...formatZone(entry, 'both', 'zone'),
    'use=1',
  ].join(' ');
}

/** Zone 0 is not told. */
function formatZone(entry: ConntrackEntry, direction: Zone['direction'], name: string): readonly string[] {
  const id = zoneIn(entry, direction);
  return id === 0 ? [] : [`${name}=${id}`];
}

/** The zone of a direction's packets alone, or of those of both. */
export function zoneIn({ zone }: ConntrackEntry, direction: Zone['direction']): number {
  return zone.direction === direction ? zone.id : 0;
}

function formatCounters({ counters }: ConntrackEntry, direction: 'original' | 'reply'): readonly string[] {
  if (counters === undefined) return [];
  return [`packets=${counters.packets[direction]} bytes=${counters.bytes[direction]}`];
}

function formatTuple({ source, destination, protocol, sourceKey, destinationKey }: Tuple): string {
  const addresses = `src=${formatIpv4(source)} dst=${formatIpv4(destination)}`;
  if (protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP)
    return `${addresses} sport=${sourceKey} dport=${destinationKey}`;
  if (protocol === PROTOCOL_ICMP)
    return `${addresses} type=${destinationKey >> 8} code=${destinationKey & 255} id=${sourceKey}`;
  return addresses;
}
