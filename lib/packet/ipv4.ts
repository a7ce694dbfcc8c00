/** IPv4 packets without options (RFC 791). */
import type { Ipv4Address } from './address';
import { type IcmpMessage, icmpLength } from './icmp';
import { type TcpSegment, tcpLength } from './tcp';
import { UDP_HEADER_LENGTH, type UdpDatagram } from './udp';

/** Offsets of the header's fields, in bytes; `versionAndLength` and `flagsAndFragment` are two fields each. */
export const IPV4 = {
  versionAndLength: 0,
  typeOfService: 1,
  totalLength: 2,
  identification: 4,
  flagsAndFragment: 6,
  ttl: 8,
  protocol: 9,
  checksum: 10,
  source: 12,
  destination: 16,
} as const;
/** Without options, in bytes. */
export const IPV4_HEADER_LENGTH = 20;
/** Bits of the flags, as they stand before the fragment offset. */
export const IPV4_RESERVED_FLAG = 0x8000;
export const IPV4_DONT_FRAGMENT = 0x4000;
export const IPV4_MORE_FRAGMENTS = 0x2000;
/** The bits after the flags, which count units of eight bytes. */
export const IPV4_FRAGMENT_OFFSET = 0x1fff;
export const FRAGMENT_UNIT = 8;
/** Protocol numbers (IANA, "Assigned Internet Protocol Numbers"). */
export const PROTOCOL_ICMP = 1;
export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;

/** A transport protocol that is carried but not understood. */
export interface OpaquePayload {
  /** What tells it from other transports. */
  readonly kind: 'opaque';
  /** The bytes behind the IP header. */
  readonly payload: Uint8Array;
}

/** What IPv4 carries here. */
export type Transport = TcpSegment | UdpDatagram | IcmpMessage | OpaquePayload;

/** The part of a packet that a fragment carries (RFC 791, section 3.2). */
export interface Ipv4Fragment {
  /** Where its bytes lie in what the whole packet carries, a multiple of 8. */
  readonly offset: number;
  /** Whether others follow: the MF flag. */
  readonly more: boolean;
  /** What it carries, as it is on the wire: the transport's length and checksum are those of the whole packet. */
  readonly bytes: Uint8Array;
}

/** A packet as a value: what changes it makes a new one. */
export interface Ipv4Packet {
  /** What tells it from other packets. */
  readonly kind: 'ipv4';
  /** The sender's address. */
  readonly source: Ipv4Address;
  /** The receiver's address. */
  readonly destination: Ipv4Address;
  /** The number of the transport protocol: 1 ICMP, 6 TCP, 17 UDP. */
  readonly protocol: number;
  /** Time to live, 0 to 255. */
  readonly ttl: number;
  /** 16 bits. */
  readonly identification: number;
  /** The DF flag. */
  readonly dontFragment: boolean;
  /** DSCP and ECN, 8 bits. */
  readonly typeOfService: number;
  /** Header and payload, in bytes. */
  readonly totalLength: number;
  /** What it carries. Of a fragment: the header, if it is the first and has all of it, and what follows; else its bytes alone, `opaque`. */
  readonly transport: Transport;
  /** Absent for a whole packet. */
  readonly fragment?: Ipv4Fragment | undefined;
}

/** Bytes of the transport header and its payload. */
export function transportLength(transport: Transport): number {
  switch (transport.kind) {
    case 'tcp':
      return tcpLength(transport);
    case 'udp':
      return UDP_HEADER_LENGTH + transport.payload.length;
    case 'icmp':
      return icmpLength(transport);
    case 'opaque':
      return transport.payload.length;
  }
}

/** The same packet with another TTL. Written out, as routers do it to each packet: copying by spreading takes twice as long. */
export function withTtl(packet: Ipv4Packet, ttl: number): Ipv4Packet {
  return {
    kind: 'ipv4',
    source: packet.source,
    destination: packet.destination,
    protocol: packet.protocol,
    ttl,
    identification: packet.identification,
    dontFragment: packet.dontFragment,
    typeOfService: packet.typeOfService,
    totalLength: packet.totalLength,
    transport: packet.transport,
    fragment: packet.fragment,
  };
}

/** The same packet with other ends; the transport has the same length. */
export function withEnds(
  packet: Ipv4Packet,
  source: Ipv4Address,
  destination: Ipv4Address,
  transport: Transport,
): Ipv4Packet {
  return {
    kind: 'ipv4',
    source,
    destination,
    protocol: packet.protocol,
    ttl: packet.ttl,
    identification: packet.identification,
    dontFragment: packet.dontFragment,
    typeOfService: packet.typeOfService,
    totalLength: packet.totalLength,
    transport,
    fragment: packet.fragment,
  };
}

/** Header fields that a sender may leave to their usual values: TTL 64, don't fragment, id 0, type of service 0. */
export type Ipv4Header = Pick<Ipv4Packet, 'source' | 'destination' | 'protocol'> &
  Partial<Pick<Ipv4Packet, 'ttl' | 'identification' | 'dontFragment' | 'typeOfService'>>;

/** Puts a header before a transport payload and computes the total length. */
export function ipv4Packet(header: Ipv4Header, transport: Transport): Ipv4Packet {
  return {
    kind: 'ipv4',
    source: header.source,
    destination: header.destination,
    protocol: header.protocol,
    ttl: header.ttl ?? 64,
    identification: header.identification ?? 0,
    dontFragment: header.dontFragment ?? true,
    typeOfService: header.typeOfService ?? 0,
    totalLength: IPV4_HEADER_LENGTH + transportLength(transport),
    transport,
    fragment: undefined,
  };
}
