/** What both sides are compared by: one line a counter, a packet, a connection. What a machine drew at random is `*`. */
import { describePacket } from '../../lib/lab';
import type { ConntrackEntry, Tuple } from '../../lib/netfilter';
import {
  DecodeError,
  decodeFrame,
  formatIpv4,
  type Ipv4Packet,
  ipv4,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  type TcpSegment,
} from '../../lib/packet';
import { type DrawnNumbers, hideInReply } from './drawnNumbers';
import { IDENTIFICATION, RANDOM_NUMBERS_FROM } from './packetSpec';

/** Ports and identifiers of the generated packets and rules; all others were drawn, and one of these may have been: DrawnNumbers. */
export const NUMBERS: readonly number[] = [1, 7, 22, 53, 54, 80, 81, 443, 550, 560, 570, 1000, 4000, 4001, 5000, 8080];
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

export function describeIpv4(seen: Ipv4Packet, drawn: DrawnNumbers): string {
  const packet = drawn.hide(seen);
  const { transport, totalLength } = packet;
  const numbers =
    transport.kind === 'tcp'
      ? describeTcp(transport)
      : transport.kind === 'opaque' && packet.fragment === undefined
        ? ` ${totalLength} ttl ${packet.ttl}`
        : transport.kind === 'icmp' && transport.quoted !== undefined
          ? ` quoting ${transport.quoted.length}`
          : '';
  return `${describePacket(packet, shown)}${numbers}${describeIdentification(packet)}`;
}

/** What may be fragmented has a number that was drawn, by a machine or for the case. Linux: ip_select_ident_segs. */
function describeIdentification({ identification, dontFragment }: Ipv4Packet): string {
  if (!dontFragment) return ' id * may be fragmented';
  if (identification === IDENTIFICATION) return '';
  return identification === 0 ? ' id 0' : ' id *';
}

function describeTcp({ sequence, acknowledgement, window, options }: TcpSegment): string {
  const { maximumSegmentSize: mss, windowScale: scale, timestamps } = options;
  return [
    ` seq ${small(sequence)} ack ${small(acknowledgement)} win ${window}`,
    ...(mss === undefined ? [] : [`mss ${mss}`]),
    ...(scale === undefined ? [] : [`wscale ${scale}`]),
    ...(timestamps === undefined ? [] : [`time ${small(timestamps.value)} echo ${small(timestamps.echo)}`]),
  ].join(' ');
}

function small(number: number): string {
  return number < RANDOM_NUMBERS_FROM ? String(number) : '*';
}

/** A frame of the real kernel's; checksums are looked at. */
export function describeFrame(hex: string, drawn: DrawnNumbers): string {
  try {
    const { payload } = decodeFrame(Buffer.from(hex, 'hex'));
    return payload.kind === 'ipv4' ? describeIpv4(payload, drawn) : payload.kind;
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
export function describeEntry({ original, reply, tcp, seenReply, assured, mark }: ConntrackEntry): string {
  const flags = [...(seenReply ? [] : ['UNREPLIED']), ...(assured ? ['ASSURED'] : [])];
  return describeConnection(original.tuple, reply.tuple, tcp?.state, flags, mark);
}

/** A line of `conntrack -L`. */
export function describeConntrackLine(line: string): string {
  const words = line.trim().split(/\s+/);
  const protocol = Number(words[1]);
  const fields = words.filter((word) => /^(src|dst|sport|dport|type|code|id)=/.test(word)).map(splitField);
  const second = fields.map(([key]) => key).lastIndexOf('src');
  const tuple = (some: (readonly [string, string])[]): Tuple => {
    const { src, dst, sport = '0', dport = '0', type, code, id } = Object.fromEntries(some) as Record<string, string>;
    const ends = { source: ipv4(src!), destination: ipv4(dst!), protocol };
    return type === undefined
      ? { ...ends, sourceKey: Number(sport), destinationKey: Number(dport) }
      : { ...ends, sourceKey: Number(id), destinationKey: Number(type) * 256 + Number(code) };
  };
  return describeConnection(
    tuple(fields.slice(0, second)),
    tuple(fields.slice(second)),
    protocol === PROTOCOL_TCP ? words[3] : undefined,
    ['UNREPLIED', 'ASSURED'].filter((flag) => line.includes(`[${flag}]`)),
    Number(/\bmark=(\d+)/.exec(line)?.[1] ?? '0'),
  );
}

function splitField(word: string): readonly [string, string] {
  const [key = '', value = ''] = word.split('=');
  return [key, value];
}

function describeConnection(
  original: Tuple,
  reply: Tuple,
  tcpState: string | undefined,
  flags: readonly string[],
  mark: number,
): string {
  return [
    NAMES[original.protocol] ?? `protocol ${original.protocol}`,
    ...(tcpState === undefined ? [] : [tcpState]),
    describeTuple(original),
    describeTuple(hideInReply(original, reply)),
    ...flags,
    ...(mark === 0 ? [] : [`mark ${mark}`]),
  ].join(' ');
}

function describeTuple({ source, destination, sourceKey, destinationKey, protocol }: Tuple): string {
  const addresses = `${formatIpv4(source)} > ${formatIpv4(destination)}`;
  if (protocol === PROTOCOL_ICMP)
    return `${addresses} ${destinationKey >> 8}/${destinationKey & 255} ${shown(sourceKey)}`;
  if (NAMES[protocol] === undefined) return addresses;
  return `${addresses} ${shown(sourceKey)}>${shown(destinationKey)}`;
}
