/** What a filter can ask about a packet: hosts, nets, ports, protocols. libpcap: gencode.c. */
import {
  BROADCAST_MAC,
  contains,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  type Ipv4Prefix,
  isGroupMac,
} from '../../../packet';
import { macsOf } from '../captured';
import { isArp, type Layers } from '../layers';

/** A question about a packet. */
export type Test = (layers: Layers) => boolean;

/** Which end is asked: one of them, either, or both. */
export type Direction = 'src' | 'dst' | 'either' | 'both';

/** Whether what is asked holds for the ends that are meant. */
export function atEnds<T>(direction: Direction, source: T, destination: T, holds: (end: T) => boolean): boolean {
  switch (direction) {
    case 'src':
      return holds(source);
    case 'dst':
      return holds(destination);
    case 'both':
      return holds(source) && holds(destination);
    default:
      return holds(source) || holds(destination);
  }
}

/** IPv4 addresses of a packet, or of an ARP message. */
function ipv4Ends(layers: Layers): readonly [number, number] | undefined {
  const { view, network, version } = layers;
  if (version === 4) return [view.getUint32(network + 12), view.getUint32(network + 16)];
  if (isArp(layers) && layers.frame.length >= network + 28)
    return [view.getUint32(network + 14), view.getUint32(network + 24)];
  return undefined;
}

/** `host`, `net` of IPv4: IP packets and ARP messages, unless one of them is meant alone. */
export function inBlock(block: Ipv4Prefix, direction: Direction, protocol: string | undefined): Test {
  return (layers) => {
    if (protocol === 'ip' && layers.version !== 4) return false;
    if (protocol === 'arp' && !isArp(layers)) return false;
    if (protocol === 'ip6' || protocol === 'rarp') return false;
    if (protocol !== undefined && protocol in PROTOCOLS && !isProtocol(layers, protocol)) return false;
    const ends = ipv4Ends(layers);
    return ends !== undefined && atEnds(direction, ends[0], ends[1], (address) => contains(block, address));
  };
}

/** `host` of IPv6. */
export function hasIpv6(address: bigint, length: number, direction: Direction): Test {
  const shift = BigInt(128 - length);
  return ({ view, network, version }) => {
    if (version !== 6) return false;
    const at = (offset: number) =>
      (view.getBigUint64(network + offset) << 64n) | view.getBigUint64(network + offset + 8);
    return atEnds(direction, at(8), at(24), (end) => end >> shift === address >> shift);
  };
}

const TCP = 6;
const UDP = 17;
const SCTP = 132;

/** `port`, `portrange`: of first fragments alone, as others have none. */
export function hasPort(from: number, to: number, direction: Direction, protocol: string | undefined): Test {
  const protocols =
    protocol === 'tcp' ? [TCP] : protocol === 'udp' ? [UDP] : protocol === 'sctp' ? [SCTP] : [TCP, UDP, SCTP];
  return ({ view, version, protocol: number, transport, end }) => {
    if (protocol === 'ip' && version !== 4) return false;
    if (protocol === 'ip6' && version !== 6) return false;
    if (number === undefined || transport === undefined || !protocols.includes(number) || transport + 4 > end)
      return false;
    return atEnds(
      direction,
      view.getUint16(transport),
      view.getUint16(transport + 2),
      (port) => port >= from && port <= to,
    );
  };
}

/** `ether host`. */
export function hasMac(mac: number, direction: Direction): Test {
  return ({ frame }) => {
    const { source, destination } = macsOf(frame);
    return atEnds(direction, source, destination, (end) => end === mac);
  };
}

/** Protocols of IP by name, those of one version alone with it. */
export const PROTOCOLS: Readonly<Record<string, { readonly number: number; readonly version?: 4 | 6 }>> = {
  icmp: { number: 1, version: 4 },
  igmp: { number: 2, version: 4 },
  tcp: { number: TCP },
  udp: { number: UDP },
  sctp: { number: SCTP },
  esp: { number: 50 },
  ah: { number: 51 },
  icmp6: { number: 58, version: 6 },
};

/** Types of frames by name. */
export const ETHER_TYPES: Readonly<Record<string, number>> = {
  ip: ETHERTYPE_IPV4,
  ip6: ETHERTYPE_IPV6,
  arp: ETHERTYPE_ARP,
  rarp: 0x8035,
};

/** Whether a packet is of a protocol: a name of either table. */
export function isProtocol(layers: Layers, name: string): boolean {
  const etherType = ETHER_TYPES[name];
  if (etherType !== undefined) return layers.etherType === etherType;
  const protocol = PROTOCOLS[name];
  if (protocol === undefined) return false;
  return layers.protocol === protocol.number && (protocol.version === undefined || layers.version === protocol.version);
}

/** `ip proto 6`, `proto tcp`. */
export function hasProtocol(number: number, version: 4 | 6 | undefined): Test {
  return (layers) => layers.protocol === number && (version === undefined || layers.version === version);
}

/** `ether broadcast`, `ether multicast`, `ip multicast`. */
export function isGroup(kind: 'broadcast' | 'multicast', protocol: string | undefined): Test {
  return (layers) => {
    if (protocol === 'ip') {
      if (layers.version !== 4) return false;
      const destination = layers.view.getUint32(layers.network + 16);
      return kind === 'multicast' ? destination >= 0xe0000000 : destination === 0xffffffff || destination === 0;
    }
    const { destination } = macsOf(layers.frame);
    return kind === 'broadcast' ? destination === BROADCAST_MAC : isGroupMac(destination);
  };
}
