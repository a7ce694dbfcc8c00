/** Answers: packets that depend on one that a node received. The simulation works them out; the real kernel gets the result. */
import {
  formatIpv4,
  type Ipv4Packet,
  isIcmpError,
  type MacAddress,
  sequenceSpace,
  type TcpSegment,
} from '../../lib/packet';
import { isOwnNumber } from './describe';
import type { DrawnNumbers } from './drawnNumbers';
import { type Contents, flagLetters, type Node, type PacketSpec, RANDOM_NUMBERS_FROM } from './packetSpec';

export interface AnswerStep {
  /** Which of the packets that nodes received: 0 is the last. */
  readonly answer: number;
  /** A reply of the same protocol, an ICMP error, or the sender's own next segment. */
  readonly how: 'reply' | 'error';
  /** TCP: the flags of the reply; absent: those that a peer would set. */
  readonly flags?: string;
  readonly length: number;
  /** TCP: options, where the flags have SYN. */
  readonly mss?: number;
  readonly scale?: number;
  /** TCP: how far the sequence number is from the one that is due. */
  readonly shift?: number;
  /** Of an error. */
  readonly type?: number;
  readonly code?: number;
}

/** A packet that reached a node. */
export interface Received {
  readonly node: Node;
  readonly packet: Ipv4Packet;
  /** The station that it came from, if it is not the router. */
  readonly from: Node | undefined;
  readonly mac: MacAddress;
}

/** What has happened so far. */
export interface Past {
  readonly received: readonly Received[];
  readonly sent: readonly { readonly node: string; readonly packet: Ipv4Packet }[];
  /** The last initial sequence number that a socket of the router's chose. */
  readonly isn: number;
  readonly drawn: DrawnNumbers;
}

const INITIAL_SEQUENCE = 5000;
/** More than any socket sends here: a number so far from the last initial one is of another connection. */
const FARTHEST = 100_000;

/** The packet that a step stands for; none if there is nothing to answer, or only with numbers that were drawn. */
export function resolveAnswer(step: AnswerStep, past: Past): PacketSpec | undefined {
  const { received } = past;
  if (received.length === 0) return undefined;
  const about = received[received.length - 1 - (step.answer % received.length)]!;
  const { packet, node, from } = about;
  // Fragments but the first have no header to answer to.
  if ((packet.fragment?.offset ?? 0) > 0 || !hasOwnNumbers(past.drawn.hide(packet))) return undefined;
  const contents = step.how === 'error' ? errorAbout(step, packet) : replyTo(step, packet, about, past);
  return contents && { at: node, ...(from === undefined ? {} : { to: from }), ...contents };
}

function hasOwnNumbers({ transport }: Ipv4Packet): boolean {
  if (transport.kind === 'tcp' || transport.kind === 'udp')
    return isOwnNumber(transport.sourcePort) && isOwnNumber(transport.destinationPort);
  return transport.kind !== 'icmp' || (transport.quoted === undefined && isOwnNumber(transport.rest >>> 16));
}

function back(packet: Ipv4Packet): { readonly source: string; readonly destination: string } {
  return { source: formatIpv4(packet.destination), destination: formatIpv4(packet.source) };
}

function replyTo(step: AnswerStep, packet: Ipv4Packet, about: Received, past: Past): Contents | undefined {
  const { transport, protocol } = packet;
  const { length } = step;
  switch (transport.kind) {
    case 'tcp':
      return segmentAfter(step, packet, transport, about, past);
    case 'udp': {
      const { sourcePort, destinationPort } = transport;
      return { ...back(packet), protocol: 'udp', sourcePort: destinationPort, destinationPort: sourcePort, length };
    }
    case 'icmp': {
      const type = ICMP_REPLIES[transport.type];
      if (type === undefined) return undefined;
      return { ...back(packet), protocol: 'icmp', type, code: transport.code, rest: transport.rest, length };
    }
    case 'opaque':
      return { ...back(packet), protocol, length: transport.payload.length };
  }
}

const ICMP_REPLIES: Readonly<Record<number, number>> = { 8: 0, 13: 14, 15: 16, 17: 18 };

function segmentAfter(
  step: AnswerStep,
  packet: Ipv4Packet,
  segment: TcpSegment,
  { node }: Received,
  past: Past,
): Contents | undefined {
  const acknowledgement = (segment.sequence + sequenceSpace(segment)) >>> 0;
  const drawn = segment.sequence >= RANDOM_NUMBERS_FROM;
  if (drawn && Math.abs(acknowledgement - past.isn) > FARTHEST) return undefined;
  const last = [...past.sent]
    .reverse()
    .find(
      ({ node: sender, packet: { transport, source, destination } }) =>
        sender === node &&
        transport.kind === 'tcp' &&
        source === packet.destination &&
        destination === packet.source &&
        transport.sourcePort === segment.destinationPort &&
        transport.destinationPort === segment.sourcePort,
    )?.packet.transport as TcpSegment | undefined;
  const next = last === undefined ? INITIAL_SEQUENCE : last.sequence + sequenceSpace(last);
  const flags = step.flags ?? (flagLetters(segment.flags) === 'S' ? 'S.' : '.');
  return {
    ...back(packet),
    protocol: 'tcp',
    sourcePort: segment.destinationPort,
    destinationPort: segment.sourcePort,
    flags,
    sequence: Math.max(0, next + (step.shift ?? 0)),
    acknowledgement: drawn ? acknowledgement - past.isn : acknowledgement,
    ...(drawn ? { isn: true } : {}),
    ...(flags.includes('S') && step.mss !== undefined ? { mss: step.mss } : {}),
    ...(flags.includes('S') && step.scale !== undefined ? { scale: step.scale } : {}),
    length: flags.includes('S') ? 0 : step.length,
  } as Contents;
}

function errorAbout({ type = 3, code = 3 }: AnswerStep, packet: Ipv4Packet): Contents | undefined {
  const about = contentsOf(packet);
  return about && { ...back(packet), protocol: 'icmp', type, code, rest: 0, length: 0, about };
}

/** A packet as a person would write it down; none for one that an error may not be about. */
function contentsOf(packet: Ipv4Packet): Contents | undefined {
  const { transport, ttl, typeOfService, protocol } = packet;
  const header = {
    source: formatIpv4(packet.source),
    destination: formatIpv4(packet.destination),
    ttl,
    ...(typeOfService === 0 ? {} : { tos: typeOfService }),
  };
  switch (transport.kind) {
    case 'tcp': {
      const { sourcePort, destinationPort, sequence, acknowledgement, flags, window, options, payload } = transport;
      const { maximumSegmentSize: mss, windowScale: scale, timestamps } = options;
      if (sequence >= RANDOM_NUMBERS_FROM) return undefined;
      const letters = flagLetters(flags);
      return {
        ...header,
        protocol: 'tcp',
        sourcePort,
        destinationPort,
        flags: letters,
        sequence,
        acknowledgement,
        window,
        ...(mss === undefined ? {} : { mss }),
        ...(scale === undefined ? {} : { scale }),
        ...(timestamps === undefined ? {} : { time: timestamps.value }),
        length: payload.length,
      };
    }
    case 'udp': {
      const { sourcePort, destinationPort, payload } = transport;
      return { ...header, protocol: 'udp', sourcePort, destinationPort, length: payload.length };
    }
    case 'icmp':
      if (isIcmpError(transport)) return undefined;
      return {
        ...header,
        protocol: 'icmp',
        type: transport.type,
        code: transport.code,
        rest: transport.rest,
        length: transport.payload.length,
      };
    case 'opaque':
      return { ...header, protocol, length: transport.payload.length };
  }
}
