/** What interfaces carried as rows: one for each packet at each interface, ready for a DataFrame. */
import type { CapturedPacket, Captures } from '../../lab/observe/packets';

/** One packet as one interface saw it. What a packet has not is 0 or ''. */
export interface PacketRow {
  /** `NAMESPACE DEVICE`. */
  readonly interface: string;
  /** Seconds since the command began. */
  readonly time: number;
  /** As the interface sees it: `in` is received, `out` sent. */
  readonly direction: 'in' | 'out';
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `arp`, or the protocol's number. */
  readonly protocol: string;
  /** `address:port`, or the address alone. */
  readonly source: string;
  /** `address:port`, or the address alone. */
  readonly destination: string;
  /** TCP's, as tcpdump prints them. */
  readonly flags: string;
  /** IP total length in bytes. */
  readonly length: number;
  /** Time to live, or hop limit. */
  readonly ttl: number;
  /** The first line of an HTTP message. */
  readonly info: string;
  /** Nothing else: a row of a table. */
  readonly [column: string]: string | number;
}

/**
 * The rows of all packets, interface by interface, in the order in which they were seen.
 *
 * @example
 * ```ts
 * import { lab, observe, packetRows } from 'chainwalk';
 *
 * const machines = await lab();
 * const { packets } = await observe(machines, 'client# ping -c 1 192.168.70.6');
 * packetRows({ 'host ens33': packets['host ens33'] ?? [] }).map(({ protocol, ttl }) => `${protocol} ${ttl}`).at(-1); // → 'icmp 64'
 * ```
 */
export function packetRows(captures: Captures): readonly PacketRow[] {
  return Object.entries(captures).flatMap(([name, packets]) => packets.map((packet) => packetRow(name, packet)));
}

function packetRow(name: string, packet: CapturedPacket): PacketRow {
  const { time, direction, protocol, flags = '', length = 0, ttl = 0, info = '' } = packet;
  return {
    interface: name,
    time: time / 1000,
    direction,
    protocol,
    source: endpoint(packet.source, packet.sourcePort),
    destination: endpoint(packet.destination, packet.destinationPort),
    flags,
    length,
    ttl,
    info,
  };
}

function endpoint(address: string, port: number | undefined): string {
  return port === undefined ? address : `${address}:${port}`;
}
