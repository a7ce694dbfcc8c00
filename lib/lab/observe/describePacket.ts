/** Packets in one line each, as the recordings of the real kernel have them. */
import { formatIp, type IpPacket, type Ipv4Fragment, type Ipv4Packet, PSH, protocolName } from '../../packet';

/** A packet in one line, as recordings have it; `shown` says how a port or an ICMP identifier is written. */
export function describePacket(packet: IpPacket, shown: (port: number) => string = String, quoted = false): string {
  const { transport, totalLength, ttl } = packet;
  const typeOfService = packet.kind === 'ipv4' ? packet.typeOfService : packet.trafficClass;
  const [source, destination] = [formatIp(packet.source), formatIp(packet.destination)];
  const end = `ttl ${ttl}${typeOfService === 0 ? '' : ` tos ${typeOfService.toString(16)}`}`;
  if (packet.kind === 'ipv4' && packet.fragment !== undefined) return describeFragment(packet, packet.fragment);
  if (transport.kind === 'opaque') return `${packet.protocol} ${source} > ${destination}`;
  if (transport.kind === 'icmp' || transport.kind === 'icmpv6') {
    const text = `${transport.kind} ${source} > ${destination} ${transport.type}/${transport.code}`;
    if (transport.quoted !== undefined && !quoted)
      return `${text} ${totalLength} ${end} about ${describePacket(transport.quoted.packet, shown, true)}`;
    return `${text} ${totalLength} id ${shown(transport.rest >>> 16)} ${end}`;
  }
  const { sourcePort, destinationPort, payload } = transport;
  const [from, to] = packet.kind === 'ipv4' ? [source, destination] : [`[${source}]`, `[${destination}]`];
  const ends = `${transport.kind} ${from}:${shown(sourcePort)} > ${to}:${shown(destinationPort)}`;
  if (quoted) return `${ends} ${totalLength} ${end}`;
  if (transport.kind === 'udp') return `${ends} ${totalLength}/${payload.length} ${end}`;
  // Linux marks the last segment of each batch that it hands to the device, and batches are not modelled.
  const flags = payload.length >= 1448 ? transport.flags & ~PSH : transport.flags;
  const letters = [...'FSRP.'].filter((_, index) => flags & (1 << index)).join('');
  return `${ends} ${letters || 'none'} ${totalLength}/${payload.length} ${end}`;
}

/**
 * Of fragments behind the first neither addresses nor TTL are told: the kernel writes their headers anew where they lie, which
 * those who listened before see, too.
 */
function describeFragment(packet: Ipv4Packet, { offset, more }: Ipv4Fragment): string {
  const name = protocolName(packet);
  const place = `fragment ${offset}${more ? '+' : ''} ${packet.totalLength}`;
  if (offset > 0) return `${name} ${place}`;
  return `${name} ${formatIp(packet.source)} > ${formatIp(packet.destination)} ${place} ttl ${packet.ttl}`;
}

/** How many of each look there were. */
export function summary(rows: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([row, count]) => `${count} × ${row}`);
}
