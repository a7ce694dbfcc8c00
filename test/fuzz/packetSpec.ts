/** Packets as a person would write them down, and the values and bytes that they stand for. */
import {
  ACK,
  FIN,
  fragmentIpv4,
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_PARAMETER_PROBLEM,
  ICMP_REDIRECT,
  ICMP_TIME_EXCEEDED,
  type Ipv4Packet,
  ipv4,
  ipv4Packet,
  PROTOCOL_ICMP,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  PSH,
  RST,
  SYN,
  type Transport,
  URG,
} from '../../lib/packet';

/** The machines around the router, and the router itself. */
export const NODES = ['client', 'other', 'server', 'c1', 'c2'] as const;
export type Node = (typeof NODES)[number];

interface Header {
  readonly source: string;
  readonly destination: string;
  /** 64 if absent. */
  readonly ttl?: number;
  readonly tos?: number;
}

export type Contents =
  | (Header & {
      readonly protocol: 'tcp';
      readonly sourcePort: number;
      readonly destinationPort: number;
      /** Letters as tcpdump prints them: `S`, `S.`, `P.`, `F.`, `R`, `U`. */
      readonly flags: string;
      readonly sequence: number;
      readonly acknowledgement: number;
      readonly window?: number;
      /** Options: the largest segment size, in bytes, the window's shift count, and the time of a timestamp that echoes 0. */
      readonly mss?: number;
      readonly scale?: number;
      readonly time?: number;
      /** Bytes of data. */
      readonly length: number;
    })
  | (Header & {
      readonly protocol: 'udp';
      readonly sourcePort: number;
      readonly destinationPort: number;
      readonly length: number;
    })
  | (Header & {
      readonly protocol: 'icmp';
      readonly type: number;
      readonly code: number;
      /** The last four bytes of the header. */
      readonly rest: number;
      readonly length: number;
      /** For an error: the packet that it is about. */
      readonly about?: Contents;
    })
  /** A transport that nobody here understands. */
  | (Header & { readonly protocol: number; readonly length: number });

/** A packet that is sent, and by whom. */
export type PacketSpec = Contents & {
  readonly at: Node | 'router';
  /** The station that the frame is for; absent: the router. */
  readonly to?: Node | 'broadcast' | 'nobody';
  /** SO_MARK, for the router's own packets. */
  readonly mark?: number;
  /** Of the packet, only a fragment is sent: which of those of at most `mtu` bytes. */
  readonly part?: { readonly mtu: number; readonly number: number; readonly identification: number };
  /** The acknowledgement number counts from the last initial sequence number that a socket of the router's chose. */
  readonly isn?: boolean;
};

/** Numbers from here on were drawn by a machine; those of the generated packets are smaller. */
export const RANDOM_NUMBERS_FROM = 1_000_000;

/** In the identification field of every generated packet, so that the machine's own stand out. */
export const IDENTIFICATION = 7;

const FLAGS: Readonly<Record<string, number>> = { F: FIN, S: SYN, R: RST, P: PSH, U: URG, '.': ACK };

export function flagBits(letters: string): number {
  return [...letters].reduce((bits, letter) => bits | (FLAGS[letter] ?? 0), 0);
}

export function flagLetters(bits: number): string {
  return Object.keys(FLAGS)
    .filter((letter) => bits & FLAGS[letter]!)
    .join('');
}

export function isError(type: number): boolean {
  return [ICMP_DESTINATION_UNREACHABLE, ICMP_REDIRECT, ICMP_TIME_EXCEEDED, ICMP_PARAMETER_PROBLEM].includes(type);
}

const PROTOCOLS = { tcp: PROTOCOL_TCP, udp: PROTOCOL_UDP, icmp: PROTOCOL_ICMP } as const;

/** An ICMP error quotes as much as RFC 1812 (section 4.3.2.3) wants. */
const QUOTED_AT_MOST = 548;

/** The value of a packet. `isn` is what its acknowledgement number counts from, if it says so. */
export function packetOf(spec: Contents & { readonly isn?: boolean }, isn = 0): Ipv4Packet {
  const header = {
    source: ipv4(spec.source),
    destination: ipv4(spec.destination),
    protocol: typeof spec.protocol === 'number' ? spec.protocol : PROTOCOLS[spec.protocol],
    ttl: spec.ttl ?? 64,
    identification: IDENTIFICATION,
    typeOfService: spec.tos ?? 0,
  };
  return ipv4Packet(header, transportOf(spec, spec.isn ? isn : 0));
}

/** What is sent: the packet, or a fragment of it. */
export function sentOf(spec: PacketSpec, isn = 0): Ipv4Packet {
  const packet = packetOf(spec, isn);
  if (spec.part === undefined) return packet;
  const { mtu, number, identification } = spec.part;
  return fragmentIpv4({ ...packet, identification, dontFragment: false }, mtu)[number] ?? packet;
}

function transportOf(spec: Contents, isn: number): Transport {
  const payload = new Uint8Array(spec.length);
  switch (spec.protocol) {
    case 'tcp':
      return {
        kind: 'tcp',
        sourcePort: spec.sourcePort,
        destinationPort: spec.destinationPort,
        sequence: spec.sequence,
        acknowledgement: (spec.acknowledgement + isn) >>> 0,
        flags: flagBits(spec.flags),
        window: spec.window ?? 1024,
        options: {
          ...(spec.mss === undefined ? {} : { maximumSegmentSize: spec.mss }),
          ...(spec.scale === undefined ? {} : { windowScale: spec.scale }),
          ...(spec.time === undefined ? {} : { timestamps: { value: spec.time, echo: 0 } }),
        },
        payload,
      };
    case 'udp':
      return { kind: 'udp', sourcePort: spec.sourcePort, destinationPort: spec.destinationPort, payload };
    case 'icmp': {
      const { type, code, rest } = spec;
      if (spec.about === undefined) return { kind: 'icmp', type, code, rest, payload };
      const packet = packetOf(spec.about);
      const quoted = { packet, length: Math.min(packet.totalLength, QUOTED_AT_MOST) };
      return { kind: 'icmp', type, code, rest, payload: new Uint8Array(0), quoted };
    }
    default:
      return { kind: 'opaque', payload };
  }
}
