/** Fields of headers. Linux: nft_payload_eval, net/netfilter/nft_payload.c. A packet without the header ends the rule. */

import { fragmentWord } from '../../../packet/encodeIpv4';
import { ICMP_ECHO_REPLY, ICMP_ECHO_REQUEST } from '../../../packet/icmp';
import { IPV4_HEADER_LENGTH, type Ipv4Fragment, type Ipv4Packet } from '../../../packet/ipv4';
import { udpLength } from '../../../packet/udpLength';
import type { SkBuff } from '../../skb';
import { type FieldDefinition, field } from './field';

const DSCP_SHIFT = 2;
const VERSION = 4;
const WORDS = 4;

function ip(type: FieldDefinition['type'], read: (packet: Ipv4Packet) => number, bits?: number): FieldDefinition {
  return field(type, ({ packet }) => read(packet), { header: 'ip', bits });
}

/** Ports lie in the same place whatever the protocol: `th` asks for no protocol of its own. */
function port(end: 'source' | 'destination', header: FieldDefinition['header']): FieldDefinition {
  return field('inet_service', (skb) => portOf(skb, end), { header });
}

function portOf({ packet: { transport, fragment } }: SkBuff, end: 'source' | 'destination'): number | undefined {
  if (transport.kind === 'tcp' || transport.kind === 'udp')
    return end === 'source' ? transport.sourcePort : transport.destinationPort;
  // The same bytes of what is no protocol with ports.
  if (transport.kind === 'icmp') return end === 'source' ? transport.type * 256 + transport.code : undefined;
  if (isLaterFragment(fragment)) return undefined;
  const at = end === 'source' ? 0 : 2;
  const [high, low] = [transport.payload[at], transport.payload[at + 1]];
  return high === undefined || low === undefined ? undefined : high * 256 + low;
}

function tcp(type: FieldDefinition['type'], name: 'sequence' | 'acknowledgement' | 'window' | 'flags', bits?: number) {
  const read = ({ packet: { transport } }: SkBuff) => (transport.kind === 'tcp' ? transport[name] : undefined);
  return field(type, read, { header: 'tcp', bits });
}

function icmp(
  type: FieldDefinition['type'],
  read: (type: number, code: number, rest: number) => number | undefined,
  bits?: number,
) {
  const load = ({ packet: { transport } }: SkBuff) =>
    transport.kind === 'icmp' ? read(transport.type, transport.code, transport.rest) : undefined;
  return field(type, load, { header: 'icmp', bits });
}

/** Behind the first fragment there are no headers. */
function isLaterFragment(fragment: Ipv4Fragment | undefined): boolean {
  return fragment !== undefined && fragment.offset > 0;
}

/** Only an echo has an identifier and a number. */
function ofEcho(type: number, value: number): number | undefined {
  return type === ICMP_ECHO_REQUEST || type === ICMP_ECHO_REPLY ? value : undefined;
}

function never(): undefined {}

/** IPv6 packets are not there to be asked. */
function ip6(type: FieldDefinition['type'], bits?: number): FieldDefinition {
  return field(type, never, { header: 'ip6', bits });
}

export const PAYLOAD_FIELDS = {
  'ether saddr': field(
    'ether_addr',
    ({ destinationMac, sourceMac }) => (destinationMac === 0 ? undefined : sourceMac),
    { header: 'ether' },
  ),
  'ether daddr': field('ether_addr', ({ destinationMac }) => (destinationMac === 0 ? undefined : destinationMac), {
    header: 'ether',
  }),
  'ip saddr': ip('ipv4_addr', ({ source }) => source),
  'ip daddr': ip('ipv4_addr', ({ destination }) => destination),
  'ip protocol': ip('inet_proto', ({ protocol }) => protocol),
  'ip dscp': ip('dscp', ({ typeOfService }) => typeOfService >> DSCP_SHIFT),
  'ip length': ip('integer', ({ totalLength }) => totalLength, 16),
  'ip id': ip('integer', ({ identification }) => identification, 16),
  'ip frag-off': ip('integer', fragmentWord, 16),
  'ip ttl': ip('integer', ({ ttl }) => ttl, 8),
  'ip version': ip('integer', () => VERSION, 4),
  'ip hdrlength': ip('integer', () => IPV4_HEADER_LENGTH / WORDS, 4),
  'ip6 saddr': ip6('ipv6_addr'),
  'ip6 daddr': ip6('ipv6_addr'),
  'ip6 nexthdr': ip6('inet_proto'),
  'ip6 hoplimit': ip6('integer', 8),
  'ip6 length': ip6('integer', 16),
  'tcp sport': port('source', 'tcp'),
  'tcp dport': port('destination', 'tcp'),
  'tcp sequence': tcp('integer', 'sequence'),
  'tcp ackseq': tcp('integer', 'acknowledgement'),
  'tcp window': tcp('integer', 'window', 16),
  'tcp flags': tcp('tcp_flag', 'flags'),
  'udp sport': port('source', 'udp'),
  'udp dport': port('destination', 'udp'),
  'udp length': field('integer', ({ packet }) => udpLength(packet), { header: 'udp', bits: 16 }),
  'sctp sport': port('source', 'sctp'),
  'sctp dport': port('destination', 'sctp'),
  'dccp sport': port('source', 'dccp'),
  'dccp dport': port('destination', 'dccp'),
  'udplite sport': port('source', 'udplite'),
  'udplite dport': port('destination', 'udplite'),
  'th sport': port('source', undefined),
  'th dport': port('destination', undefined),
  'icmp type': icmp('icmp_type', (type) => type),
  'icmp code': icmp('icmp_code', (_type, code) => code),
  'icmp id': icmp('integer', (type, _code, rest) => ofEcho(type, rest >>> 16), 16),
  'icmp sequence': icmp('integer', (type, _code, rest) => ofEcho(type, rest & 0xffff), 16),
  'icmpv6 type': field('icmpv6_type', never, { header: 'icmpv6' }),
} as const satisfies Readonly<Record<string, FieldDefinition>>;
