/** Random frames of every kind that can be represented. */
import fc from 'fast-check';
import {
  type ArpPacket,
  BROADCAST_MAC,
  type EthernetFrame,
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_PARAMETER_PROBLEM,
  ICMP_REDIRECT,
  ICMP_TIME_EXCEEDED,
  ICMPV6_ECHO_REPLY,
  ICMPV6_ECHO_REQUEST,
  type IcmpMessage,
  type Icmpv6Message,
  type Ipv4Packet,
  type Ipv6Packet,
  type Ipv6Transport,
  icmpError,
  icmpv6Error,
  ipv4Packet,
  ipv6Packet,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  type TcpOptions,
  type TcpSegment,
  type Transport,
  type UdpDatagram,
} from '../../lib/packet';

const bits = (count: number) => fc.integer({ min: 0, max: 2 ** count - 1 });
const address = bits(32);
const mac = fc.oneof(fc.integer({ min: 0, max: BROADCAST_MAC }), fc.constant(BROADCAST_MAC));
const payload = fc.uint8Array({ maxLength: 700 });

const arp: fc.Arbitrary<ArpPacket> = fc.record({
  kind: fc.constant('arp'),
  operation: fc.constantFrom('who-has', 'is-at'),
  senderMac: mac,
  senderAddress: address,
  targetMac: mac,
  targetAddress: address,
});

const options = fc.record<TcpOptions, never>(
  {
    maximumSegmentSize: bits(16),
    sackPermitted: fc.constant(true),
    timestamps: fc.record({ value: bits(32), echo: bits(32) }),
    windowScale: bits(8),
  },
  { requiredKeys: [] },
);

const tcp: fc.Arbitrary<TcpSegment> = fc.record({
  kind: fc.constant('tcp'),
  sourcePort: bits(16),
  destinationPort: bits(16),
  sequence: bits(32),
  acknowledgement: bits(32),
  flags: bits(8),
  window: bits(16),
  options,
  payload,
});

const udp: fc.Arbitrary<UdpDatagram> = fc.record({
  kind: fc.constant('udp'),
  sourcePort: bits(16),
  destinationPort: bits(16),
  payload,
});

const echo: fc.Arbitrary<IcmpMessage> = fc.record({
  kind: fc.constant('icmp'),
  type: fc.constantFrom(ICMP_ECHO_REPLY, ICMP_ECHO_REQUEST),
  code: bits(8),
  rest: bits(32),
  payload,
});

const opaque = fc.record({ kind: fc.constant('opaque' as const), payload });

const header = {
  source: address,
  destination: address,
  ttl: bits(8),
  identification: bits(16),
  dontFragment: fc.boolean(),
  typeOfService: bits(8),
};

function packetWith(protocol: fc.Arbitrary<number>, transport: fc.Arbitrary<Transport>): fc.Arbitrary<Ipv4Packet> {
  return fc
    .tuple(fc.record({ ...header, protocol }), transport)
    .map(([fields, carried]) => ipv4Packet(fields, carried));
}

const otherProtocol = bits(8).filter((protocol) => ![PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP].includes(protocol));

/** Packets that an ICMP error may be about. */
export const ordinaryPacket = fc.oneof(
  packetWith(fc.constant(PROTOCOL_TCP), tcp),
  packetWith(fc.constant(PROTOCOL_UDP), udp),
  packetWith(fc.constant(PROTOCOL_ICMP), echo),
  packetWith(otherProtocol, opaque),
);

const errorType = fc.constantFrom(
  ICMP_DESTINATION_UNREACHABLE,
  ICMP_REDIRECT,
  ICMP_TIME_EXCEEDED,
  ICMP_PARAMETER_PROBLEM,
);

/** Errors that quote a whole packet. */
const wholeError = fc.tuple(errorType, bits(8), ordinaryPacket, bits(32)).map(([type, code, about, rest]) => ({
  ...icmpError(type, code, about, rest),
  quoted: quote(about, about.totalLength),
}));

/** Errors that quote a packet from its first 28 bytes to all but the last. */
const cutError = fc
  .tuple(errorType, bits(8), ordinaryPacket, bits(32), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([type, code, about, rest, share]) => {
    const least = Math.min(28, about.totalLength);
    return {
      ...icmpError(type, code, about, rest),
      quoted: quote(about, least + Math.floor(share * (about.totalLength - least))),
    };
  });

function quote(packet: Ipv4Packet, length: number): NonNullable<IcmpMessage['quoted']> {
  return { packet, length };
}

const ipv6Address = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });

function ipv6With(protocol: number, transport: fc.Arbitrary<Ipv6Transport>): fc.Arbitrary<Ipv6Packet> {
  const fields = {
    source: ipv6Address,
    destination: ipv6Address,
    ttl: bits(8),
    trafficClass: bits(8),
    flowLabel: bits(20),
  };
  return fc.tuple(fc.record(fields), transport).map(([given, carried]) => ipv6Packet({ ...given, protocol }, carried));
}

const ipv6Echo: fc.Arbitrary<Icmpv6Message> = fc.record({
  kind: fc.constant('icmpv6'),
  type: fc.constantFrom(ICMPV6_ECHO_REPLY, ICMPV6_ECHO_REQUEST),
  code: bits(8),
  rest: bits(32),
  payload,
});

const ordinaryIpv6 = fc.oneof(
  ipv6With(PROTOCOL_TCP, tcp),
  ipv6With(PROTOCOL_UDP, udp),
  ipv6With(PROTOCOL_ICMPV6, ipv6Echo),
);

const ipv6Packets = fc.oneof(
  ordinaryIpv6,
  ipv6With(
    PROTOCOL_ICMPV6,
    fc.tuple(bits(7), bits(8), ordinaryIpv6).map(([type, code, about]) => icmpv6Error(type, code, about)),
  ),
);

function framed(carried: fc.Arbitrary<EthernetFrame['payload']>): fc.Arbitrary<EthernetFrame> {
  return fc.record({ source: mac, destination: mac, payload: carried });
}

/** Frames of which nothing is cut: they survive encoding as they are. */
export const wholeFrame = framed(
  fc.oneof(arp, ordinaryPacket, ipv6Packets, packetWith(fc.constant(PROTOCOL_ICMP), wholeError)),
);

/** Frames with an ICMP error that quotes a part of a packet. */
export const frameWithCutQuote = framed(packetWith(fc.constant(PROTOCOL_ICMP), cutError));
