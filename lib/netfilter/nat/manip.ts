/** Rewrites packets as their connection's tuples say. Linux: nf_nat_manip_pkt, nf_nat_icmp_reply_translation, net/netfilter/nf_nat_proto.c. */
import type { IcmpMessage, Ipv4Packet, TcpSegment, Transport, UdpDatagram } from '../../packet';
import { withEnds } from '../../packet/ipv4';
import { withTcpPorts } from '../../packet/tcp';
import type { ConntrackEntry } from '../conntrack/entry';
import type { Direction, Tuple } from '../conntrack/tuple';
import type { HookState } from '../hook';
import type { SkBuff } from '../skb';
import type { ManipType } from './translation';

/** Rewrites one end of a packet, if its connection is translated there. Linux: nf_nat_packet. */
export function translate(
  skb: SkBuff,
  entry: ConntrackEntry,
  manip: ManipType,
  state: HookState,
  byRule: boolean,
): void {
  if (!isTranslated(entry, manip, skb.notes.direction)) return;
  // What a packet must look like is the opposite of what comes back.
  const target = entry.tuple(skb.notes.direction === 'original' ? 'reply' : 'original');
  const related = skb.packet.transport.kind === 'icmp' && skb.packet.transport.quoted !== undefined;
  const packet = related ? translateError(skb.packet, target, manip) : rewrite(skb.packet, target, manip);
  skb.observer?.translate(skb, state.hook, manip, packet, byRule);
  skb.packet = packet;
}

/** A reply is translated at the other end than its connection. */
function isTranslated(entry: ConntrackEntry, manip: ManipType, direction: Direction): boolean {
  return (manip === 'source') === (direction === 'original') ? entry.sourceNat : entry.destinationNat;
}

/** The packet with one end taken from the opposite tuple: its source is our destination. */
function rewrite(packet: Ipv4Packet, opposite: Tuple, manip: ManipType): Ipv4Packet {
  const { source, destination, transport } = packet;
  return manip === 'source'
    ? withEnds(packet, opposite.destination, destination, withSourceKey(transport, opposite))
    : withEnds(packet, source, opposite.source, withDestinationKey(transport, opposite));
}

function withSourceKey(transport: Transport, opposite: Tuple): Transport {
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return withPorts(transport, opposite.destinationKey, transport.destinationPort);
    case 'icmp':
      return withIdentifier(transport, opposite.sourceKey);
    case 'opaque':
      return transport;
  }
}

function withDestinationKey(transport: Transport, opposite: Tuple): Transport {
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return withPorts(transport, transport.sourcePort, opposite.sourceKey);
    case 'icmp':
      return withIdentifier(transport, opposite.sourceKey);
    case 'opaque':
      return transport;
  }
}

function withPorts(transport: TcpSegment | UdpDatagram, sourcePort: number, destinationPort: number): Transport {
  if (transport.sourcePort === sourcePort && transport.destinationPort === destinationPort) return transport;
  return transport.kind === 'tcp'
    ? withTcpPorts(transport, sourcePort, destinationPort)
    : { ...transport, sourcePort, destinationPort };
}

function withIdentifier(message: IcmpMessage, identifier: number): IcmpMessage {
  return { ...message, rest: ((identifier << 16) | (message.rest & 0xffff)) >>> 0 };
}

/**
 * An error's own address is translated, and so is the packet it quotes, which went in the opposite direction: its
 * destination is what the error's source side translates.
 */
function translateError(packet: Ipv4Packet, opposite: Tuple, manip: ManipType): Ipv4Packet {
  const message = packet.transport as IcmpMessage;
  const quoted = message.quoted;
  if (quoted === undefined) return packet;
  // The quoted packet travelled against the error's direction, so it is rewritten at the opposite end.
  const inner = rewriteQuoted(quoted.packet, opposite, manip);
  const transport: IcmpMessage = { ...message, quoted: { packet: inner, length: quoted.length } };
  // Also where the error comes from a router on the path: it seems to come from the peer.
  return manip === 'destination'
    ? { ...packet, destination: opposite.source, transport }
    : { ...packet, source: opposite.destination, transport };
}

function rewriteQuoted(packet: Ipv4Packet, opposite: Tuple, manip: ManipType): Ipv4Packet {
  const { transport } = packet;
  return manip === 'destination'
    ? { ...packet, source: opposite.source, transport: withQuotedSource(transport, opposite) }
    : { ...packet, destination: opposite.destination, transport: withQuotedDestination(transport, opposite) };
}

function withQuotedSource(transport: Transport, { sourceKey }: Tuple): Transport {
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return { ...transport, sourcePort: sourceKey };
    case 'icmp':
      return withIdentifier(transport, sourceKey);
    case 'opaque':
      return transport;
  }
}

function withQuotedDestination(transport: Transport, { sourceKey, destinationKey }: Tuple): Transport {
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      return { ...transport, destinationPort: destinationKey };
    case 'icmp':
      return withIdentifier(transport, sourceKey);
    case 'opaque':
      return transport;
  }
}
