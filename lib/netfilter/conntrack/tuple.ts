/**
 * Tuples: what identifies one direction of a connection. Linux: struct nf_conntrack_tuple; for ICMP the
 * source key is the identifier and the destination key type and code. Other protocols have no keys.
 */
import type { Ipv4Address, Ipv4Packet } from '../../packet';
import { formatIpv4 } from '../../packet/address';
import {
  echoIdentifier,
  ICMP_ADDRESS_MASK_REPLY,
  ICMP_ADDRESS_MASK_REQUEST,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_INFORMATION_REPLY,
  ICMP_INFORMATION_REQUEST,
  ICMP_TIMESTAMP,
  ICMP_TIMESTAMP_REPLY,
} from '../../packet/icmp';
import { PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from '../../packet/ipv4';

/** `original` is the direction of a connection's first packet. Linux: enum ip_conntrack_dir. */
export type Direction = 'original' | 'reply';

/** One direction of a connection. */
export interface Tuple {
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  readonly protocol: number;
  /** The source port, or an echo's identifier. */
  readonly sourceKey: number;
  /** The destination port, or ICMP's type × 256 + code. */
  readonly destinationKey: number;
}

/** The tuple of a packet as it is now. */
export function tupleOf(packet: Ipv4Packet): Tuple {
  return {
    source: packet.source,
    destination: packet.destination,
    protocol: packet.protocol,
    sourceKey: sourceKeyOf(packet),
    destinationKey: destinationKeyOf(packet),
  };
}

/** The source port of a packet, or its echo identifier; 0 if it has neither. */
export function sourceKeyOf({ transport }: Ipv4Packet): number {
  if (transport.kind === 'tcp' || transport.kind === 'udp') return transport.sourcePort;
  return transport.kind === 'icmp' ? echoIdentifier(transport) : 0;
}

/** The destination port of a packet, or its ICMP type × 256 + code; 0 if it has neither. */
export function destinationKeyOf({ transport }: Ipv4Packet): number {
  if (transport.kind === 'tcp' || transport.kind === 'udp') return transport.destinationPort;
  return transport.kind === 'icmp' ? transport.type * 256 + transport.code : 0;
}

/** ICMP types that come in pairs. Linux: nf_conntrack_invert_icmp_tuple, net/netfilter/nf_conntrack_proto_icmp.c. */
const ICMP_INVERSE: ReadonlyMap<number, number> = new Map([
  [ICMP_ECHO_REQUEST, ICMP_ECHO_REPLY],
  [ICMP_ECHO_REPLY, ICMP_ECHO_REQUEST],
  [ICMP_TIMESTAMP, ICMP_TIMESTAMP_REPLY],
  [ICMP_TIMESTAMP_REPLY, ICMP_TIMESTAMP],
  [ICMP_INFORMATION_REQUEST, ICMP_INFORMATION_REPLY],
  [ICMP_INFORMATION_REPLY, ICMP_INFORMATION_REQUEST],
  [ICMP_ADDRESS_MASK_REQUEST, ICMP_ADDRESS_MASK_REPLY],
  [ICMP_ADDRESS_MASK_REPLY, ICMP_ADDRESS_MASK_REQUEST],
]);

/** The tuple of the opposite direction; `undefined` for ICMP types that have none. */
export function invertTuple(tuple: Tuple): Tuple | undefined {
  const { source, destination, protocol, sourceKey, destinationKey } = tuple;
  if (protocol !== PROTOCOL_ICMP) {
    return { source: destination, destination: source, protocol, sourceKey: destinationKey, destinationKey: sourceKey };
  }
  const inverse = ICMP_INVERSE.get(destinationKey >> 8);
  if (inverse === undefined) return undefined;
  return {
    source: destination,
    destination: source,
    protocol,
    sourceKey,
    destinationKey: inverse * 256 + (destinationKey & 255),
  };
}

/** Whether two tuples are the same in every field. Linux: nf_ct_tuple_equal. */
export function equalTuples(a: Tuple, b: Tuple): boolean {
  return (
    a.source === b.source &&
    a.destination === b.destination &&
    a.protocol === b.protocol &&
    a.sourceKey === b.sourceKey &&
    a.destinationKey === b.destinationKey
  );
}

/** A 32-bit hash of a tuple's fields; nothing is allocated. */
export function hashTuple({ source, destination, protocol, sourceKey, destinationKey }: Tuple): number {
  return hashFields(source, destination, protocol, sourceKey, destinationKey);
}

/** The hash of a packet's tuple, which is not made for it. */
export function hashPacket(packet: Ipv4Packet): number {
  const { source, destination, protocol } = packet;
  return hashFields(source, destination, protocol, sourceKeyOf(packet), destinationKeyOf(packet));
}

function hashFields(
  source: Ipv4Address,
  destination: Ipv4Address,
  protocol: number,
  sourceKey: number,
  destinationKey: number,
): number {
  let hash = Math.imul(source ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul((hash ^ (hash >>> 15)) + destination, 0xc2b2ae35);
  hash = Math.imul((hash ^ (hash >>> 13)) + sourceKey * 65537, 0x27d4eb2f);
  hash = Math.imul((hash ^ (hash >>> 16)) + destinationKey * 257 + protocol, 0x165667b1);
  return hash ^ (hash >>> 15);
}

/** The same of the source alone: of all connections from one port of a machine. */
export function hashSource({ source, sourceKey }: Tuple): number {
  const hash = Math.imul((source ^ 0x9e3779b9) + sourceKey * 65537, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

/** `address:port`, or the address alone where the protocol has no ports. */
export function formatEndpoint(address: Ipv4Address, key: number, protocol: number): string {
  return protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP ? `${formatIpv4(address)}:${key}` : formatIpv4(address);
}
