/** What both sides are compared by: one line a counter, a packet, a connection. What a machine drew at random is `*`. */
import { describePacket } from '../../lib/lab';
import type { ConntrackEntry, Tuple } from '../../lib/netfilter';
import {
  DecodeError,
  decodeFrame,
  formatIpv4,
  type Ipv4Packet,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
} from '../../lib/packet';
import { IDENTIFICATION, RANDOM_NUMBERS_FROM } from './packetSpec';

/** Ports and identifiers of the generated packets and rules; all others were drawn. */
export const NUMBERS: readonly number[] = [1, 7, 22, 53, 54, 80, 81, 443, 600, 1000, 4000, 4001, 5000, 8080, 9000];
const own = new Set([0, ...NUMBERS]);

export function isOwnNumber(number: number): boolean {
  return own.has(number);
}

function shown(number: number): string {
  return isOwnNumber(number) ? String(number) : '*';
}

/** Counters that are not at zero, of an output of `iptables-save -c`. */
export function describeCounters(saved: string): readonly string[] {
  let table = '';
  const rows: string[] = [];
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    else if (/\[\d+:\d+\]/.test(line) && !line.includes('[0:0]')) rows.push(`${table} ${line}`);
  }
  // The programs list the tables in different orders.
  return rows.sort((a, b) =>
    a.split(' ', 1)[0]! < b.split(' ', 1)[0]! ? -1 : a.split(' ', 1)[0]! > b.split(' ', 1)[0]! ? 1 : 0,
  );
}

export function describeIpv4(packet: Ipv4Packet): string {
  const { transport, identification, dontFragment, totalLength } = packet;
  const id = identification === IDENTIFICATION ? '' : ` id ${identification === 0 ? 0 : '*'}`;
  const df = dontFragment ? '' : ' may be fragmented';
  const numbers =
    transport.kind === 'tcp'
      ? ` seq ${small(transport.sequence)} ack ${small(transport.acknowledgement)} win ${transport.window}`
      : transport.kind === 'opaque'
        ? ` ${totalLength} ttl ${packet.ttl}`
        : transport.kind === 'icmp' && transport.quoted !== undefined
          ? ` quoting ${transport.quoted.length}`
          : '';
  return `${describePacket(packet, shown)}${numbers}${id}${df}`;
}

function small(number: number): string {
  return number < RANDOM_NUMBERS_FROM ? String(number) : '*';
}

/** A frame of the real kernel's; checksums are looked at. */
export function describeFrame(hex: string): string {
  try {
    const { payload } = decodeFrame(Buffer.from(hex, 'hex'));
    return payload.kind === 'ipv4' ? describeIpv4(payload) : payload.kind;
  } catch (error) {
    if (error instanceof DecodeError) return `${error.message} ${hex}`;
    throw error;
  }
}

const NAMES: Readonly<Record<number, string>> = {
  [PROTOCOL_ICMP]: 'icmp',
  [PROTOCOL_TCP]: 'tcp',
  [PROTOCOL_UDP]: 'udp',
};

/** An entry of the simulated conntrack. */
export function describeEntry(entry: ConntrackEntry): string {
  const { protocol } = entry.original.tuple;
  return [
    NAMES[protocol] ?? `protocol ${protocol}`,
    ...(entry.tcp === undefined ? [] : [entry.tcp.state]),
    describeTuple(entry.original.tuple),
    describeTuple(entry.reply.tuple),
    ...(entry.seenReply ? [] : ['UNREPLIED']),
    ...(entry.assured ? ['ASSURED'] : []),
    ...(entry.mark === 0 ? [] : [`mark ${entry.mark}`]),
  ].join(' ');
}

function describeTuple({ source, destination, sourceKey, destinationKey, protocol }: Tuple): string {
  const addresses = `${formatIpv4(source)} > ${formatIpv4(destination)}`;
  if (protocol === PROTOCOL_ICMP)
    return `${addresses} ${destinationKey >> 8}/${destinationKey & 255} ${shown(sourceKey)}`;
  if (NAMES[protocol] === undefined) return addresses;
  return `${addresses} ${shown(sourceKey)}>${shown(destinationKey)}`;
}

/** A line of `conntrack -L`. */
export function describeConntrackLine(line: string): string {
  const words = line.trim().split(/\s+/);
  const protocol = Number(words[1]);
  const fields = words
    .filter((word) => /^(src|dst|sport|dport|type|code|id)=/.test(word))
    .map((word) => word.split('='));
  const seconds = fields.map(([key]) => key).lastIndexOf('src');
  const tuple = (some: string[][]) => {
    const field = Object.fromEntries(some) as Record<string, string>;
    const addresses = `${field.src} > ${field.dst}`;
    if (field.type !== undefined) return `${addresses} ${field.type}/${field.code} ${shown(Number(field.id))}`;
    return field.sport === undefined
      ? addresses
      : `${addresses} ${shown(Number(field.sport))}>${shown(Number(field.dport))}`;
  };
  const mark = /\bmark=(\d+)/.exec(line)?.[1] ?? '0';
  return [
    NAMES[protocol] ?? `protocol ${protocol}`,
    ...(protocol === PROTOCOL_TCP ? [words[3]!] : []),
    tuple(fields.slice(0, seconds)),
    tuple(fields.slice(seconds)),
    ...(line.includes('[UNREPLIED]') ? ['UNREPLIED'] : []),
    ...(line.includes('[ASSURED]') ? ['ASSURED'] : []),
    ...(mark === '0' ? [] : [`mark ${mark}`]),
  ].join(' ');
}
