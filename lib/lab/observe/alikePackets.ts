/** Packets whose rows differ by their times alone: one is kept for all of them. */
import type { EthernetFrame, Ipv4Packet, TcpOptions, TcpSegment } from '../../packet';

/** What a frame carries. */
export type Payload = EthernetFrame['payload'];

/** How many different packets are remembered: more than a connection's, in both directions, before and after NAT. */
const MOST_ALIKE = 8;

/** The packets of one recording. */
export class AlikePackets {
  readonly #known: Ipv4Packet[] = [];
  #asked: Payload | undefined;
  #answer: Payload | undefined;

  /** One whose row is the same; most of the time it is the packet that was asked about before, at the next device. */
  of(payload: Payload): Payload {
    if (payload === this.#asked && this.#answer !== undefined) return this.#answer;
    this.#asked = payload;
    this.#answer = payload.kind === 'ipv4' ? this.#find(payload) : payload;
    return this.#answer;
  }

  #find(packet: Ipv4Packet): Ipv4Packet {
    for (const other of this.#known) if (isAlike(packet, other)) return other;
    if (this.#known.length === MOST_ALIKE) this.#known.shift();
    this.#known.push(packet);
    return packet;
  }
}

function isAlike(packet: Ipv4Packet, other: Ipv4Packet): boolean {
  const [a, b] = [packet.transport, other.transport];
  return (
    packet.source === other.source &&
    packet.destination === other.destination &&
    packet.totalLength === other.totalLength &&
    packet.ttl === other.ttl &&
    packet.fragment === undefined &&
    other.fragment === undefined &&
    a.kind === 'tcp' &&
    b.kind === 'tcp' &&
    isAlikeSegment(a, b)
  );
}

/** A payload may begin with what a row shows. */
function isAlikeSegment(a: TcpSegment, b: TcpSegment): boolean {
  return (
    a.sourcePort === b.sourcePort &&
    a.destinationPort === b.destinationPort &&
    a.flags === b.flags &&
    a.window === b.window &&
    a.payload.length === 0 &&
    b.payload.length === 0 &&
    areAlikeOptions(a.options, b.options)
  );
}

/** Of timestamps a row shows only that they are there, of SACK how many blocks there are. */
function areAlikeOptions(a: TcpOptions, b: TcpOptions): boolean {
  return (
    a.maximumSegmentSize === b.maximumSegmentSize &&
    a.sackPermitted === b.sackPermitted &&
    a.windowScale === b.windowScale &&
    (a.timestamps === undefined) === (b.timestamps === undefined) &&
    a.selectiveAcks?.length === b.selectiveAcks?.length
  );
}
