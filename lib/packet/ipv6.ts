/** IPv6 packets without extension headers (RFC 8200). */

import { type Icmpv6Message, icmpv6Length } from './icmpv6';
import type { Ipv4Packet } from './ipv4';
import type { Ipv6Address } from './ipv6Address';
import { type TcpSegment, tcpLength } from './tcp';
import { UDP_HEADER_LENGTH, type UdpDatagram } from './udp';

/** Offsets of the header's fields, in bytes; the first word is version, traffic class and flow label. */
export const IPV6 = { firstWord: 0, payloadLength: 4, nextHeader: 6, hopLimit: 7, source: 8, destination: 24 } as const;
/** Without extension headers, in bytes. */
export const IPV6_HEADER_LENGTH = 40;
/** Next header of ICMPv6 (RFC 4443, section 1). */
export const PROTOCOL_ICMPV6 = 58;

/** What IPv6 carries here. */
export type Ipv6Transport = TcpSegment | UdpDatagram | Icmpv6Message;

/** A packet as a value: what changes it makes a new one. */
export interface Ipv6Packet {
  /** What tells it from other packets. */
  readonly kind: 'ipv6';
  /** The sender's address. */
  readonly source: Ipv6Address;
  /** The receiver's address. */
  readonly destination: Ipv6Address;
  /** The next header. */
  readonly protocol: number;
  /** The hop limit. */
  readonly ttl: number;
  /** DSCP and ECN, 8 bits. */
  readonly trafficClass: number;
  /** 20 bits (section 6). */
  readonly flowLabel: number;
  /** Header and payload, in bytes. */
  readonly totalLength: number;
  /** What it carries. */
  readonly transport: Ipv6Transport;
}

/** A packet of either version. */
export type IpPacket = Ipv4Packet | Ipv6Packet;

/** Bytes of the transport header and its payload. */
export function ipv6TransportLength(transport: Ipv6Transport): number {
  switch (transport.kind) {
    case 'tcp':
      return tcpLength(transport);
    case 'udp':
      return UDP_HEADER_LENGTH + transport.payload.length;
    case 'icmpv6':
      return icmpv6Length(transport);
  }
}

/** Header fields that a sender may leave to their usual values: hop limit 64, traffic class 0, flow label 0. */
export type Ipv6Header = Pick<Ipv6Packet, 'source' | 'destination' | 'protocol'> &
  Partial<Pick<Ipv6Packet, 'ttl' | 'trafficClass' | 'flowLabel'>>;

/** Puts a header before a transport payload and computes the total length. */
export function ipv6Packet(header: Ipv6Header, transport: Ipv6Transport): Ipv6Packet {
  return {
    kind: 'ipv6',
    source: header.source,
    destination: header.destination,
    protocol: header.protocol,
    ttl: header.ttl ?? 64,
    trafficClass: header.trafficClass ?? 0,
    flowLabel: header.flowLabel ?? 0,
    totalLength: IPV6_HEADER_LENGTH + ipv6TransportLength(transport),
    transport,
  };
}
